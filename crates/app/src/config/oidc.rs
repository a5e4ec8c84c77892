use secrecy::SecretString;
use vibeslop_domain::accounts::ProviderName;

use super::{
    base_url::BaseUrl,
    fault::Noted,
    reader::Reader,
    settings::{CLIENT_ID, CLIENT_SECRET, ISSUER, SCOPES, Setting},
    values::word,
};

/// A service with which people can sign in by OpenID Connect.
#[derive(Debug, Clone)]
pub struct OidcProvider {
    /// Its name in paths.
    pub name: ProviderName,
    /// Its address, to the letter: it has to be the same in the tokens that it issues.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there.
    pub client_secret: SecretString,
    /// What we ask to know.
    pub scopes: Vec<String>,
}

/// Names that mean something else under `/api/auth/`.
const TAKEN: [&str; 3] = ["github", "token", "logout"];

const DEFAULT_SCOPES: [&str; 3] = ["openid", "email", "profile"];

/// All providers that any layer speaks of.
pub(super) fn read_all(reader: &mut Reader) -> Result<Vec<OidcProvider>, Noted> {
    let read: Vec<_> = reader.layers.providers().iter().map(|name| OidcProvider::read(reader, name)).collect();
    read.into_iter().collect()
}

impl OidcProvider {
    fn read(reader: &mut Reader, name: &str) -> Result<Self, Noted> {
        // No underscores: in a variable's name they stand for the dashes.
        let judged =
            ProviderName::new(name).ok().filter(|_| !name.contains('_') && !TAKEN.contains(&name)).ok_or_else(|| {
                let reason =
                    "is no name for a provider: small letters, digits and dashes, and not github, token or logout";
                reader.faults.add(format!("oidc.{name}"), reason)
            });
        let setting = |field| Setting::of_provider(name, field);
        let issuer = reader.optional(&setting(&ISSUER), |text| {
            BaseUrl::new(text).and_then(BaseUrl::kept_private).map(|_| text.to_owned())
        });
        let client_id = reader.optional(&setting(&CLIENT_ID), word);
        let client_secret = reader.secret(&setting(&CLIENT_SECRET), |_| Ok(()));
        let scopes = reader.optional(&setting(&SCOPES), scopes);
        if scopes == Ok(None) {
            reader.follows(&setting(&SCOPES), DEFAULT_SCOPES.join(" "), "default");
        }

        let why = "a provider of sign-in needs it";
        let issuer = issuer.and_then(|v| v.ok_or_else(|| reader.faults.missing(&setting(&ISSUER), why)));
        let client_id = client_id.and_then(|v| v.ok_or_else(|| reader.faults.missing(&setting(&CLIENT_ID), why)));
        let client_secret =
            client_secret.and_then(|v| v.ok_or_else(|| reader.faults.missing(&setting(&CLIENT_SECRET), why)));
        Ok(Self {
            name: judged?,
            issuer: issuer?,
            client_id: client_id?,
            client_secret: client_secret?,
            scopes: scopes?.unwrap_or_else(|| DEFAULT_SCOPES.map(str::to_owned).to_vec()),
        })
    }
}

fn scopes(text: &str) -> Result<Vec<String>, String> {
    let scopes: Vec<_> =
        text.split(|c: char| c == ',' || c.is_whitespace()).filter(|s| !s.is_empty()).map(str::to_owned).collect();
    if scopes.iter().any(|scope| scope == "openid") {
        Ok(scopes)
    } else {
        Err("has to name the scope openid".to_owned())
    }
}
