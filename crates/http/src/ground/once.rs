//! Writes that come with a key of the caller's (`Idempotency-Key`): done once, however often they are sent.

use actix_web::{
    Error, HttpMessage, HttpRequest, HttpResponse,
    body::{self, BoxBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web::{self, Bytes},
};
use futures_util::stream;
use sha2::{Digest, Sha256};
use vibeslop_application::retries::{Attempt, Begun};
use vibeslop_domain::{ids::UserId, retries::RetryKey};
use vibeslop_ports::retries::KeptAnswer;

use super::{
    ApiError, WITH_IMAGES,
    body::collect,
    dress::dressed,
    observe::sandboxes,
    viewer::{MaybeViewer, authenticate},
};
use crate::Api;

static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
static IDEMPOTENT_REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");

/// Headers that belong to the moment, or to the connection, and not to the answer.
const PASSING: [HeaderName; 4] = [header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::SET_COOKIE, header::DATE];

/// How a route takes a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retried {
    /// What it does becomes visible together with its answer.
    Together,
    /// It waits for other services, and what it does is visible at once.
    Apart,
    /// It takes none: its answer is a stream.
    Never,
}

/// Around each route that writes.
pub async fn once(
    req: ServiceRequest,
    next: Next<BoxBody>,
    retried: Retried,
    needs_token: bool,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let kept = req.request().clone();
    match prepare(req, retried, needs_token).await {
        Ok(Prepared::Run(req)) => next.call(req).await,
        Ok(Prepared::Answer(answer)) => Ok(ServiceResponse::new(kept, replayed(&answer))),
        Ok(Prepared::Attempt(attempt, req)) => run(attempt, req, next, retried).await,
        Err(error) => Ok(failed(kept, error)),
    }
}

enum Prepared {
    /// Without a key, or without anybody who could have one.
    Run(ServiceRequest),
    Answer(KeptAnswer),
    Attempt(Attempt, ServiceRequest),
}

async fn prepare(mut req: ServiceRequest, retried: Retried, needs_token: bool) -> Result<Prepared, ApiError> {
    let Some(key) = key_of(req.headers())? else { return Ok(Prepared::Run(req)) };
    if retried == Retried::Never {
        return Err(ApiError::malformed("idempotency_key_not_taken", "A stream cannot be repeated: leave the key out"));
    }
    let caller = caller(req.request()).await?;
    if caller.is_none() && needs_token {
        return Ok(Prepared::Run(req));
    }
    let api = req.app_data::<web::Data<Api>>().cloned().ok_or_else(|| ApiError::internal("no services"))?;
    let body = read(&mut req).await?;
    let request = fingerprint(&req, &body);
    req.set_payload(Payload::Stream { payload: Box::pin(stream::iter([Ok(body)])) });
    Ok(match api.services.retries.begin(caller, key, request).await? {
        Begun::Answered(answer) => Prepared::Answer(answer),
        Begun::Attempt(attempt) => Prepared::Attempt(attempt, req),
    })
}

fn key_of(headers: &HeaderMap) -> Result<Option<RetryKey>, ApiError> {
    let mut values = headers.get_all(&IDEMPOTENCY_KEY);
    let Some(value) = values.next() else { return Ok(None) };
    if values.next().is_some() {
        return Err(ApiError::malformed("invalid_idempotency_key", "Idempotency-Key may be there once"));
    }
    RetryKey::parse(value.as_bytes())
        .map(Some)
        .map_err(|refused| ApiError::malformed("invalid_idempotency_key", refused.to_string()))
}

/// Somebody suspended is nobody here, as in every route.
async fn caller(req: &HttpRequest) -> Result<Option<UserId>, ApiError> {
    Ok(MaybeViewer::unless_suspended(authenticate(req).await?).id())
}

async fn read(req: &mut ServiceRequest) -> Result<Bytes, ApiError> {
    let declared = req.headers().get(header::CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse().ok());
    if declared.is_some_and(|length: usize| length > WITH_IMAGES) {
        return Err(ApiError::TooLarge { limit: WITH_IMAGES });
    }
    collect(req.take_payload(), WITH_IMAGES).await
}

fn fingerprint(req: &ServiceRequest, body: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [req.method().as_str(), req.path(), req.query_string()] {
        hash.update(part.as_bytes());
        // In none of the three.
        hash.update([0]);
    }
    hash.update(body);
    hash.finalize().into()
}

async fn run(
    attempt: Attempt,
    req: ServiceRequest,
    next: Next<BoxBody>,
    retried: Retried,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let response = match retried {
        Retried::Together => match attempt.together(next.call(req)).await {
            Some(response) => response?,
            None => return Err(ApiError::internal("a request did not end").into()),
        },
        Retried::Apart | Retried::Never => attempt.apart(next.call(req)).await?,
    };
    let response = dressed(response);
    if !is_kept(response.status()) {
        if let Err(error) = attempt.forget().await {
            tracing::warn!(error = &error as &dyn std::error::Error, "a key was not given back");
        }
        return Ok(response);
    }
    let (req, response) = response.into_parts();
    let (response, body) = response.into_parts();
    let Ok(body) = body::to_bytes(body).await else {
        return Ok(failed(req, ApiError::internal("an answer broke off")));
    };
    let answer = KeptAnswer {
        status: response.status().as_u16(),
        headers: kept_headers(&req, response.headers()),
        body: body.to_vec(),
    };
    match attempt.keep(&answer).await {
        Ok(()) => Ok(ServiceResponse::new(req, response.set_body(BoxBody::new(body)))),
        Err(error) => Ok(failed(req, error.into())),
    }
}

/// Whether the answer is a decision. Of a request that never began (nobody is signed in, it cannot be read), that came
/// too often or failed on our side, nothing is kept: sent again, it is a new one.
fn is_kept(status: StatusCode) -> bool {
    const NOT_BEGUN: [StatusCode; 8] = [
        StatusCode::BAD_REQUEST,
        StatusCode::UNAUTHORIZED,
        StatusCode::METHOD_NOT_ALLOWED,
        StatusCode::NOT_ACCEPTABLE,
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::PAYLOAD_TOO_LARGE,
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    (200..500).contains(&status.as_u16()) && !NOT_BEGUN.contains(&status)
}

fn kept_headers(req: &HttpRequest, headers: &HeaderMap) -> Vec<(String, String)> {
    let own = headers.iter().filter(|(name, _)| !PASSING.contains(name));
    let own = own.filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())));
    own.chain(sandboxes(req)).collect()
}

fn replayed(answer: &KeptAnswer) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponse::new(status);
    let headers = response.headers_mut();
    for (name, value) in &answer.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::from_str(value)) {
            headers.append(name, value);
        }
    }
    headers.insert(IDEMPOTENT_REPLAYED.clone(), HeaderValue::from_static("true"));
    response.set_body(BoxBody::new(answer.body.clone()))
}

fn failed(req: HttpRequest, error: ApiError) -> ServiceResponse<BoxBody> {
    let mut response = ServiceResponse::from_err(error, req);
    if response.status() == StatusCode::CONFLICT {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decisions_are_kept_and_nothing_else() {
        for status in [200, 201, 202, 204, 403, 404, 409, 412, 422] {
            assert!(is_kept(StatusCode::from_u16(status).unwrap()), "{status}");
        }
        for status in [400, 401, 405, 406, 413, 415, 429, 500, 502, 503, 504] {
            assert!(!is_kept(StatusCode::from_u16(status).unwrap()), "{status}");
        }
    }
}
