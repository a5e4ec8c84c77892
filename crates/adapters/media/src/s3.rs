use std::time::Duration;

use async_trait::async_trait;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, Error, ObjectStore, ObjectStoreExt, PutOptions, PutPayload,
    RetryConfig,
    aws::{AmazonS3, AmazonS3Builder},
    path::Path,
};
use secrecy::{ExposeSecret, SecretString};
use vibeslop_domain::content::MediaFile;
use vibeslop_ports::{
    StoreError,
    content::{CheckedImage, KeptMedia, MediaStore},
};

/// Where a bucket is and who may use it.
#[derive(Debug, Clone)]
pub struct S3Settings {
    /// The server's address, as `https://s3.example.com`; `None` is the one that Amazon has for the region.
    pub endpoint: Option<String>,
    /// The bucket. It has to be there.
    pub bucket: String,
    /// The region, as the server names it; many servers accept `us-east-1` or any other.
    pub region: String,
    /// The public half of the key.
    pub access_key_id: SecretString,
    /// The secret half of the key.
    pub secret_access_key: SecretString,
}

/// Keeps pictures in a bucket of any server that speaks S3, as `media/abcd….png`. The bucket stands in the path of a
/// request and not in the host's name, which every server understands.
#[derive(Debug, Clone)]
pub struct S3Media {
    bucket: AmazonS3,
}

impl S3Media {
    /// A store on this bucket. Nothing is asked of the server yet.
    ///
    /// # Errors
    /// The settings make no sense.
    pub fn new(settings: &S3Settings) -> Result<Self, StoreError> {
        let insecure = settings.endpoint.as_ref().is_some_and(|endpoint| endpoint.starts_with("http://"));
        let options = ClientOptions::new()
            .with_allow_http(insecure)
            .with_connect_timeout(Duration::from_secs(5))
            .with_timeout(Duration::from_secs(30));
        let retry =
            RetryConfig { backoff: BackoffConfig::default(), max_retries: 2, retry_timeout: Duration::from_secs(15) };
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&settings.bucket)
            .with_region(&settings.region)
            .with_access_key_id(settings.access_key_id.expose_secret())
            .with_secret_access_key(settings.secret_access_key.expose_secret())
            .with_virtual_hosted_style_request(false)
            // One request for one picture, which every server understands; not every one takes lists.
            .with_disable_bulk_delete(true)
            .with_client_options(options)
            .with_retry(retry);
        if let Some(endpoint) = &settings.endpoint {
            builder = builder.with_endpoint(endpoint.trim_end_matches('/'));
        }
        Ok(Self { bucket: builder.build().map_err(store_error)? })
    }
}

#[async_trait]
impl MediaStore for S3Media {
    async fn put(&self, image: &CheckedImage) -> Result<(), StoreError> {
        let path = path(&image.file);
        // To ask is cheaper than to send, and equal names are equal bytes.
        let length = u64::try_from(image.bytes.len()).unwrap_or(u64::MAX);
        match self.bucket.head(&path).await {
            Ok(kept) if kept.size == length => return Ok(()),
            Ok(_) | Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(store_error(error)),
        }
        let about = [
            (Attribute::ContentType, image.file.format().content_type()),
            (Attribute::CacheControl, "public, max-age=31536000, immutable"),
        ];
        let options = PutOptions { attributes: Attributes::from_iter(about), ..PutOptions::default() };
        let put = self.bucket.put_opts(&path, PutPayload::from(image.bytes.clone()), options).await;
        put.map(drop).map_err(store_error)
    }

    async fn get(&self, file: &MediaFile) -> Result<Option<KeptMedia>, StoreError> {
        let found = match self.bucket.get(&path(file)).await {
            Ok(found) => found.bytes().await,
            Err(error) => Err(error),
        };
        match found {
            Ok(bytes) => Ok(Some(KeptMedia { bytes: bytes.into() })),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(store_error(error)),
        }
    }

    async fn remove(&self, file: &MediaFile) -> Result<(), StoreError> {
        match self.bucket.delete(&path(file)).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(store_error(error)),
        }
    }
}

fn path(file: &MediaFile) -> Path {
    Path::from(format!("media/{file}"))
}

fn store_error(error: Error) -> StoreError {
    match error {
        // The server could not be reached, was out of order, or broke off, after all repetitions.
        Error::Generic { .. } => StoreError::Unavailable(error.into()),
        _ => StoreError::failed(error),
    }
}
