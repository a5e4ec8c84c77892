//! One call to the REST API: time limits, retries, redirects, sizes, what a refusal means, and what has to be asked at
//! all.

mod body;
mod fault;
mod known;
mod link;
mod patience;
mod refusal;

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use tokio::time::{Instant, sleep, timeout};
use vibeslop_ports::environment::Clock;
use vibeslop_ports::{BoxError, ServiceError};

use self::known::{Known, KnownAnswers};
use self::patience::{Patience, Resource};
use crate::Limits;
pub(crate) use body::{Size, read};
pub(crate) use fault::{malformed, transport};
pub(crate) use link::has_next;
pub(crate) use refusal::{is_unprocessable, refusal};

/// The media type of the API's JSON.
pub(crate) const JSON: &str = "application/vnd.github+json";
/// The media type of a file's content instead of JSON about it.
pub(crate) const RAW: &str = "application/vnd.github.raw+json";

const VERSION: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-github-api-version"), HeaderValue::from_static("2022-11-28"));

/// The pauses before a call is tried again.
const PAUSES: [Duration; 2] = [Duration::from_millis(200), Duration::from_millis(600)];
/// A renamed repository takes one redirect.
const MOST_REDIRECTS: usize = 4;

/// The API at one address.
pub(crate) struct Api {
    pub(crate) http: Client,
    pub(crate) limits: Limits,
    pub(crate) clock: Arc<dyn Clock>,
    base: Url,
    known: KnownAnswers,
    patience: Patience,
}

/// What is asked for.
pub(crate) struct Call<'a> {
    pub(crate) token: &'a SecretString,
    pub(crate) path: &'a [&'a str],
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) accept: &'static str,
    pub(crate) size: Size,
}

/// What came back, if it was a success.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

/// Why an attempt failed, and whether another may succeed.
enum Failure {
    Final(ServiceError),
    /// `pause` is what the service asked for.
    Passing {
        error: ServiceError,
        pause: Option<Duration>,
    },
}

impl From<ServiceError> for Failure {
    fn from(error: ServiceError) -> Self {
        Self::Final(error)
    }
}

/// The metric of how long GitHub took to answer, attempts and pauses included, by `outcome`. In seconds.
pub const CALL_DURATION: &str = "vibeslop_github_call_duration_seconds";

fn outcome(answer: &Result<Answer, ServiceError>) -> &'static str {
    match answer {
        Ok(_) => "answered",
        Err(ServiceError::Unauthorized) => "unauthorized",
        Err(ServiceError::Forbidden) => "forbidden",
        Err(ServiceError::NotFound) => "not_found",
        Err(ServiceError::Limited { .. } | ServiceError::Resting { .. }) => "limited",
        Err(ServiceError::TimedOut) => "timed_out",
        Err(ServiceError::Malformed(_)) => "malformed",
        Err(ServiceError::Unavailable(_) | ServiceError::OutOfCredit | ServiceError::Moderated) => "unavailable",
    }
}

impl Api {
    /// The API at `base`, as `https://api.github.com` or `https://git.example/api/v3`.
    pub(crate) fn new(base: &str, limits: Limits, clock: Arc<dyn Clock>) -> Result<Self, BoxError> {
        let base = Url::parse(base)?;
        if base.cannot_be_a_base() || !matches!(base.scheme(), "http" | "https") {
            return Err("the address of GitHub's API is no address of a web service".into());
        }
        let http = Client::builder()
            .user_agent("Vibeslop")
            .connect_timeout(limits.connect)
            // Redirects are followed here, where the host is compared and the token is at hand.
            .redirect(Policy::none())
            .build()?;
        Ok(Self { http, limits, clock, base, known: KnownAnswers::new(), patience: Patience::new() })
    }

    /// Asks, and reads the answer as JSON.
    pub(crate) async fn json<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<(T, HeaderMap), ServiceError> {
        let (path, token) = (call.path.join("/"), call.token);
        let answer = self.get(call).await?;
        let value = serde_json::from_slice(&answer.body)
            .map_err(|error| malformed(body::without(token, &format!("{path}: {error}"))))?;
        Ok((value, answer.headers))
    }

    /// Asks, up to three times if the fault may pass, all within the time limit. Where GitHub has asked for patience, it
    /// is not asked at all until then.
    pub(crate) async fn get(&self, call: Call<'_>) -> Result<Answer, ServiceError> {
        let bearer = bearer(call.token)?;
        let address = self.address(&call)?;
        let resource = Resource::of(call.path);
        if let Some(wait) = self.patience.left(call.token, resource, self.clock.now()) {
            return Err(ServiceError::Limited { retry_after: Some(wait) });
        }
        let known = self.known.of(&call, &address);
        let began = Instant::now();
        let attempts = self.attempts(&call, &address, &bearer, &known);
        let answer = timeout(self.limits.total, attempts).await.unwrap_or(Err(ServiceError::TimedOut));
        metrics::histogram!(CALL_DURATION, "outcome" => outcome(&answer)).record(began.elapsed());
        answer
    }

    async fn attempts(
        &self,
        call: &Call<'_>,
        address: &Url,
        bearer: &HeaderValue,
        known: &Known,
    ) -> Result<Answer, ServiceError> {
        let deadline = Instant::now() + self.limits.total;
        let mut pauses = PAUSES.into_iter();
        loop {
            let (error, asked) = match self.attempt(call, address.clone(), bearer, known).await {
                Ok(answer) => return Ok(answer),
                Err(Failure::Final(error)) => return Err(error),
                Err(Failure::Passing { error, pause }) => (error, pause),
            };
            let Some(pause) = pauses.next() else { return Err(error) };
            let pause = pause.max(asked.unwrap_or_default());
            // To say what is wrong is better than to wait until nothing can be said.
            if pause >= deadline.duration_since(Instant::now()) {
                return Err(error);
            }
            tracing::debug!(error = %error, pause_ms = pause.as_millis(), "GitHub is asked again");
            sleep(pause).await;
        }
    }

    async fn attempt(
        &self,
        call: &Call<'_>,
        address: Url,
        bearer: &HeaderValue,
        known: &Known,
    ) -> Result<Answer, Failure> {
        let response = self.follow(call, address, bearer, known.tag()).await?;
        let (status, headers, now) = (response.status(), response.headers().clone(), self.clock.now());
        let resource = Resource::told(&headers).unwrap_or_else(|| Resource::of(call.path));
        self.patience.note_headers(call.token, resource, &headers, now);
        if let (304, Some(answer)) = (status.as_u16(), known.answer()) {
            return Ok(answer);
        }
        if status.is_success() {
            let body = read(response, call.size).await?;
            let answer = Answer { headers, body };
            self.known.keep(known, &answer);
            return Ok(answer);
        }
        let said = body::excerpt(response, call.token).await;
        let error = refusal(status, &headers, said, now);
        if let ServiceError::Limited { retry_after: Some(wait) } = error {
            self.patience.note_refusal(call.token, resource, &headers, wait, now);
        }
        if matches!(status.as_u16(), 502..=504) {
            return Err(Failure::Passing { error, pause: refusal::retry_after(&headers, now) });
        }
        Err(Failure::Final(error))
    }

    /// Sends, and goes where GitHub says that a renamed repository is, if that is the same host.
    async fn follow(
        &self,
        call: &Call<'_>,
        mut address: Url,
        bearer: &HeaderValue,
        tag: Option<&HeaderValue>,
    ) -> Result<Response, Failure> {
        for _ in 0..=MOST_REDIRECTS {
            let request = self
                .http
                .get(address.clone())
                .header(ACCEPT, call.accept)
                .header(VERSION.0, VERSION.1)
                .header(AUTHORIZATION, bearer.clone());
            let request = tag.into_iter().fold(request, |request, tag| request.header(IF_NONE_MATCH, tag.clone()));
            let response =
                request.send().await.map_err(|error| Failure::Passing { error: transport(error), pause: None })?;
            if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
                return Ok(response);
            }
            let target = response.headers().get(LOCATION).and_then(|target| target.to_str().ok());
            let target = target.and_then(|target| address.join(target).ok());
            address = target
                .filter(|target| is_same_service(&address, target))
                .ok_or_else(|| malformed("a redirect that leads to another host or nowhere"))?;
        }
        Err(malformed("redirects that do not end").into())
    }

    fn address(&self, call: &Call<'_>) -> Result<Url, ServiceError> {
        let mut address = self.base.clone();
        address
            .path_segments_mut()
            .map_err(|()| malformed("the address of the API takes no path"))?
            .pop_if_empty()
            .extend(call.path);
        if !call.query.is_empty() {
            address.query_pairs_mut().extend_pairs(call.query);
        }
        Ok(address)
    }
}

/// The header that carries the token. What cannot stand in a header was never a token.
fn bearer(token: &SecretString) -> Result<HeaderValue, ServiceError> {
    let text = SecretString::from(format!("Bearer {}", token.expose_secret()));
    let mut value = HeaderValue::from_str(text.expose_secret()).map_err(|_| ServiceError::Unauthorized)?;
    value.set_sensitive(true);
    Ok(value)
}

/// Whether the token may follow from one address to the other: the same origin, or the same host by TLS from now on.
fn is_same_service(from: &Url, to: &Url) -> bool {
    let upgraded = from.scheme() == "http" && from.port().is_none() && to.scheme() == "https" && to.port().is_none();
    from.origin() == to.origin() || (upgraded && from.host() == to.host())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_follows_within_its_host_and_never_back_to_plain_text() {
        let may = |from: &str, to: &str| is_same_service(&Url::parse(from).unwrap(), &Url::parse(to).unwrap());
        assert!(may("https://api.example/repos/a/b", "https://api.example/repositories/7"));
        assert!(may("http://api.example/a", "https://api.example/a"));
        assert!(may("http://api.example:8080/a", "http://api.example:8080/b"));
        for (from, to) in [
            ("https://api.example/a", "http://api.example/a"),
            ("https://api.example/a", "https://example/a"),
            ("https://api.example/a", "https://api.example.evil/a"),
            ("https://api.example/a", "https://api.example:8443/a"),
            ("http://api.example:8080/a", "https://api.example/a"),
            ("http://api.example/a", "https://other.example/a"),
        ] {
            assert!(!may(from, to), "{from} to {to}");
        }
    }
}
