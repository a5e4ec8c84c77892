use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::ApiError;

/// The envelope of most answers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Data<T> {
    /// What was asked for.
    pub data: T,
}

/// How an answer may be kept that is the caller's own or changes at any time: only to be asked about again.
pub const REVALIDATED: &str = "private, no-cache";

/// 200 with an envelope.
pub fn ok<T: Serialize>(data: T) -> HttpResponse {
    HttpResponse::Ok().json(Data { data })
}

/// 201 with an envelope, and where the new thing is.
pub fn created<T: Serialize>(location: String, data: T) -> HttpResponse {
    HttpResponse::Created().insert_header((header::LOCATION, location)).json(Data { data })
}

/// 204.
pub fn no_content() -> HttpResponse {
    HttpResponse::NoContent().finish()
}

/// 200 with a tag of what is in it, or 304 where the caller has just that.
pub fn tagged<T: Serialize>(req: &HttpRequest, caching: &'static str, body: &T) -> Result<HttpResponse, ApiError> {
    let json = serde_json::to_vec(body).map_err(ApiError::internal)?;
    // Weak: the same answer goes out in several encodings.
    let tag = format!("W/\"{}\"", fingerprint(&json));
    let caching = (header::CACHE_CONTROL, HeaderValue::from_static(caching));
    if has_already(req, &tag) {
        return Ok(HttpResponse::NotModified().insert_header(caching).insert_header((header::ETAG, tag)).finish());
    }
    Ok(HttpResponse::Ok()
        .insert_header(caching)
        .insert_header((header::ETAG, tag))
        .content_type("application/json")
        .body(json))
}

/// Whether the caller names this tag in `If-None-Match`. Compared weakly, as reading asks (RFC 9110, 13.1.2).
pub fn has_already(req: &HttpRequest, tag: &str) -> bool {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = plain(tag);
    req.headers()
        .get_all(header::IF_NONE_MATCH)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim() == "*" || plain(known) == wanted)
}

pub fn fingerprint(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(bytes).iter().take(16).fold(String::with_capacity(32), |mut text, byte| {
        // Writing to a `String` cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_tag_is_known_among_others_weak_or_strong() {
        let with = |value: &'static str| {
            has_already(
                &TestRequest::default().insert_header((header::IF_NONE_MATCH, value)).to_http_request(),
                "W/\"b\"",
            )
        };
        for value in ["\"b\"", "W/\"b\"", "\"a\", W/\"b\"", "*"] {
            assert!(with(value), "{value}");
        }
        for value in ["\"a\"", "b", ""] {
            assert!(!with(value), "{value}");
        }
    }
}
