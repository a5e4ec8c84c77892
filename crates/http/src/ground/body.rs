use std::time::Duration;

use actix_web::{
    FromRequest, HttpMessage, HttpRequest,
    dev::Payload,
    http::header,
    web::{Bytes, BytesMut},
};
use futures_util::{StreamExt, future::LocalBoxFuture};
use serde::de::DeserializeOwned;
use tokio::time::timeout;

use super::{ApiError, field::Object};

/// What a body may hold where no pictures travel in it.
pub const PLAIN: usize = 1_000_000;
/// What a body may hold where pictures travel in it, as data URLs.
pub const WITH_IMAGES: usize = 20_000_000;

/// A body that a route takes.
///
/// Values inside it are [`Field`](super::Field)s, so that reading one fails only where the body as a whole is not what
/// the route needs.
pub trait RequestBody: DeserializeOwned {
    /// The most bytes.
    const LIMIT: usize = PLAIN;
    /// The code of a body that lacks what it cannot do without.
    const INCOMPLETE: &'static str = "bad_request";
    /// What it cannot do without, in words.
    const NEEDS: &'static str;
}

/// The JSON body of a request. No body at all is an empty object: clients send the JSON content type always.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: RequestBody + 'static> FromRequest for Body<T> {
    type Error = ApiError;
    type Future = LocalBoxFuture<'static, Result<Self, ApiError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let readable = is_json(req) && is_plain(req);
        let declared = header_number(req);
        let payload = payload.take();
        Box::pin(async move {
            if declared.is_some_and(|length| length > T::LIMIT) {
                return Err(ApiError::TooLarge { limit: T::LIMIT });
            }
            let bytes = collect(payload, T::LIMIT).await?;
            if bytes.iter().all(u8::is_ascii_whitespace) {
                return parse(b"{}").map(Self);
            }
            if !readable {
                return Err(ApiError::MediaType);
            }
            parse(&bytes).map(Self)
        })
    }
}

fn parse<T: RequestBody>(bytes: &[u8]) -> Result<T, ApiError> {
    match serde_json::from_slice::<Object<T>>(bytes) {
        Ok(Object(body)) => Ok(body),
        Err(error) if error.is_data() => Err(ApiError::malformed(T::INCOMPLETE, T::NEEDS)),
        Err(error) => Err(ApiError::bad_request(format!(
            "The request is not valid JSON (line {}, column {})",
            error.line(),
            error.column()
        ))),
    }
}

/// How long a body may be silent, and how long it may take in all: a client that sends a byte a minute would hold its
/// connection, and a stop of the service, for ever.
const SILENCE: Duration = Duration::from_secs(15);
const WHOLE: Duration = Duration::from_mins(2);

pub async fn collect(payload: Payload, limit: usize) -> Result<Bytes, ApiError> {
    timeout(WHOLE, collect_in_time(payload, limit)).await.unwrap_or(Err(ApiError::TooSlow))
}

async fn collect_in_time(mut payload: Payload, limit: usize) -> Result<Bytes, ApiError> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = timeout(SILENCE, payload.next()).await.map_err(|_| ApiError::TooSlow)? {
        let chunk = chunk.map_err(|_| ApiError::bad_request("The request broke off"))?;
        if bytes.len() + chunk.len() > limit {
            return Err(ApiError::TooLarge { limit });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

/// Scripts often forget the header. What says that it is something else is taken at its word.
fn is_json(req: &HttpRequest) -> bool {
    let kind = req.content_type().to_ascii_lowercase();
    kind.is_empty() || kind == "application/json" || (kind.starts_with("application/") && kind.ends_with("+json"))
}

fn is_plain(req: &HttpRequest) -> bool {
    req.headers()
        .get(header::CONTENT_ENCODING)
        .is_none_or(|encoding| encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
}

fn header_number(req: &HttpRequest) -> Option<usize> {
    req.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
