use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse, http};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use vibeslop_ports::{BoxError, ServiceError};

/// The largest answer that is taken. Discovery documents and key sets have a few kilobytes.
const LARGEST: usize = 1_000_000;
/// No provider's limit lasts longer; sums with a larger number would leave the calendar.
const LONGEST_WAIT: Duration = Duration::from_hours(24);

/// Carries the library's requests.
pub(crate) struct Transport(Client);

impl Transport {
    pub(crate) fn new(connect: Duration) -> Result<Self, BoxError> {
        let client = Client::builder()
            .user_agent("Vibeslop")
            .connect_timeout(connect)
            // Requests carry secrets: they go where the provider's document says, and nowhere else.
            .redirect(Policy::none())
            .build()?;
        Ok(Self(client))
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, ServiceError> {
        let request = reqwest::Request::try_from(request).map_err(transport)?;
        let mut response = self.0.execute(request).await.map_err(transport)?;
        let (status, headers) = (response.status(), response.headers().clone());
        refuse(status, &headers)?;
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(transport)? {
            if body.len() + piece.len() > LARGEST {
                return Err(malformed(format!("the answer is longer than {LARGEST} bytes")));
            }
            body.extend_from_slice(&piece);
        }
        let mut answer = http::Response::new(body);
        *answer.status_mut() = status;
        *answer.headers_mut() = headers;
        Ok(answer)
    }
}

impl<'c> AsyncHttpClient<'c> for Transport {
    type Error = ServiceError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, ServiceError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

/// What the library need not see: states of the service, not answers of the protocol.
fn refuse(status: StatusCode, headers: &HeaderMap) -> Result<(), ServiceError> {
    match status.as_u16() {
        429 => Err(ServiceError::Limited { retry_after: retry_after(headers) }),
        code @ 500.. => Err(ServiceError::Unavailable(format!("status {code}").into())),
        code @ 300..=399 => Err(malformed(format!("status {code}: redirects are not followed"))),
        _ => Ok(()),
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_WAIT))
}

/// A fault of the connection. The address stays out of it.
fn transport(error: reqwest::Error) -> ServiceError {
    if error.is_timeout() { ServiceError::TimedOut } else { ServiceError::Unavailable(error.without_url().into()) }
}

/// An answer that the standards do not foresee. `what` is for the log.
pub(crate) fn malformed(what: impl Into<String>) -> ServiceError {
    ServiceError::Malformed(what.into().into())
}
