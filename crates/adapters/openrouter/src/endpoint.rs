use std::time::Duration;

use reqwest::redirect;
use secrecy::SecretString;
use url::Url;
use vibeslop_ports::ServiceError;

use crate::breaker::Rest;

/// Where the service is, and who asks.
#[derive(Debug, Clone)]
pub struct Endpoint {
    /// The API's address, as `https://openrouter.ai/api/v1`.
    pub base_url: Url,
    /// The key.
    pub api_key: SecretString,
    /// The address of the site that the answers are for, which the service shows in its statistics.
    pub referer: String,
}

impl Endpoint {
    /// Where completions are asked for.
    pub(crate) fn completions(&self) -> String {
        format!("{}/chat/completions", self.base_url.as_str().trim_end_matches('/'))
    }

    /// Where the models are listed.
    pub(crate) fn models(&self) -> Result<Url, ServiceError> {
        let url = format!("{}/models", self.base_url.as_str().trim_end_matches('/'));
        Url::parse(&url).map_err(|error| ServiceError::Malformed(error.into()))
    }
}

/// How long a call may last and how much it may bring.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How long the service may send nothing, from the request to its answer's end.
    pub silence: Duration,
    /// How long a call may last, repetitions and waiting included.
    pub total: Duration,
    /// How long to wait before a call is repeated after a fault.
    pub pause: Duration,
    /// How long the service may ask for patience before that counts as a refusal.
    pub patience: Duration,
    /// The most bytes of an answer.
    pub answer: usize,
    /// When the service is left alone.
    pub rest: Rest,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            silence: Duration::from_mins(1),
            total: Duration::from_mins(2),
            pause: Duration::from_millis(500),
            patience: Duration::from_secs(5),
            answer: 1024 * 1024,
            rest: Rest::default(),
        }
    }
}

/// A client that connects within 10 seconds and follows no redirect: the prompt and the key are for the configured
/// address alone. One client serves all, so that connections are used again.
///
/// # Errors
/// The system's certificates cannot be read.
pub fn http_client() -> Result<reqwest::Client, reqwest::Error> {
    client_builder().build()
}

/// Something that waits 10 seconds for a connection and follows no redirect.
pub(crate) fn client_builder() -> reqwest::ClientBuilder {
    reqwest::Client::builder()
        .connect_timeout(Duration::from_secs(10))
        .redirect(redirect::Policy::none())
        .user_agent("Vibeslop")
}
