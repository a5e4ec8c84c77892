use secrecy::SecretString;

use super::{
    base_url::BaseUrl,
    fault::Noted,
    reader::Reader,
    settings::{S3_ACCESS_KEY_ID, S3_BUCKET, S3_ENDPOINT, S3_REGION, S3_SECRET_ACCESS_KEY},
    values::word,
};

/// Where pictures are kept.
#[derive(Debug, Clone)]
pub struct Media {
    /// A bucket that speaks S3; without one the data folder.
    pub bucket: Option<Bucket>,
}

/// A bucket, and who may use it.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// The server's address; without one it is Amazon's for the region.
    pub endpoint: Option<BaseUrl>,
    /// The region, as the server names it.
    pub region: String,
    /// The public half of the key.
    pub access_key_id: SecretString,
    /// The secret half of the key.
    pub secret_access_key: SecretString,
}

impl Media {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Noted> {
        let name = reader.optional(&S3_BUCKET, word);
        let endpoint = reader.optional(&S3_ENDPOINT, BaseUrl::new);
        let region = reader.required(&S3_REGION, word);
        let access_key_id = reader.secret(&S3_ACCESS_KEY_ID, |_| Ok(()));
        let secret_access_key = reader.secret(&S3_SECRET_ACCESS_KEY, |_| Ok(()));
        let (name, endpoint, region) = (name?, endpoint?, region?);
        let (access_key_id, secret_access_key) = (access_key_id?, secret_access_key?);
        let Some(name) = name else {
            // Half a bucket would lose pictures silently into the data folder.
            return if access_key_id.is_some() || secret_access_key.is_some() || endpoint.is_some() {
                Err(reader.faults.missing(&S3_BUCKET, "other settings of the bucket are there"))
            } else {
                Ok(Self { bucket: None })
            };
        };
        let key = access_key_id.ok_or_else(|| reader.faults.missing(&S3_ACCESS_KEY_ID, "S3_BUCKET is"));
        let secret = secret_access_key.ok_or_else(|| reader.faults.missing(&S3_SECRET_ACCESS_KEY, "S3_BUCKET is"));
        let (access_key_id, secret_access_key) = (key?, secret?);
        Ok(Self { bucket: Some(Bucket { name, endpoint, region, access_key_id, secret_access_key }) })
    }
}
