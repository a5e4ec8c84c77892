use secrecy::SecretString;

use super::{
    base_url::BaseUrl,
    fault::Noted,
    reader::Reader,
    settings::{GITHUB_API_URL, GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, GITHUB_URL},
    values::word,
};

/// GitHub, or a GitHub Enterprise server.
#[derive(Debug, Clone)]
pub struct GitHub {
    /// The OAuth app; without one the sandbox stands in.
    pub app: Option<OAuthApp>,
    /// Where people sign in.
    pub url: BaseUrl,
    /// Where the REST API is.
    pub api_url: BaseUrl,
}

/// What an OAuth app shows to prove who it is.
#[derive(Debug, Clone)]
pub struct OAuthApp {
    /// Its public name.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
}

impl GitHub {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Noted> {
        let why = "without it the sandbox would stand in for GitHub, where anybody can be anybody";
        let id = reader.optional_but_in_production(&GITHUB_CLIENT_ID, why, word);
        let secret = reader.secret(&GITHUB_CLIENT_SECRET, |_| Ok(()));
        let secret = secret.and_then(|secret| reader.needed_in_production(&GITHUB_CLIENT_SECRET, why, secret));
        let url = reader.required(&GITHUB_URL, BaseUrl::new);
        let api_url = reader.optional(&GITHUB_API_URL, BaseUrl::new);

        let app = match (id, secret) {
            (Ok(Some(client_id)), Ok(Some(client_secret))) => Ok(Some(OAuthApp { client_id, client_secret })),
            (Ok(None), Ok(None)) => Ok(None),
            (Ok(Some(_)), Ok(None)) => Err(reader.faults.missing(&GITHUB_CLIENT_SECRET, "GITHUB_CLIENT_ID is")),
            (Ok(None), Ok(Some(_))) => Err(reader.faults.missing(&GITHUB_CLIENT_ID, "GITHUB_CLIENT_SECRET is")),
            (Err(noted), _) | (_, Err(noted)) => Err(noted),
        };
        let (url, api_url) = (url?, api_url?);
        // Tokens of an own server must not be shown to the public one.
        let belonging = if url.host() == "github.com" { "https://api.github.com" } else { &format!("{url}/api/v3") };
        let api_url = if let Some(api_url) = api_url {
            api_url
        } else {
            reader.follows(&GITHUB_API_URL, belonging, "follows from GITHUB_URL");
            BaseUrl::new(belonging).map_err(|problem| reader.refuse(&GITHUB_URL, problem))?
        };
        Ok(Self { app: app?, url, api_url })
    }
}
