use actix_cors::Cors;
use actix_web::http::{Method, header::HeaderName};

use crate::Settings;

/// For how long a browser remembers the answer to a preflight, in seconds.
const PREFLIGHT_REMEMBERED: usize = 3_600;

/// What a script of another origin may read of an answer.
const EXPOSED: [HeaderName; 10] = [
    HeaderName::from_static("x-request-id"),
    HeaderName::from_static("retry-after"),
    HeaderName::from_static("ratelimit"),
    HeaderName::from_static("ratelimit-policy"),
    HeaderName::from_static("etag"),
    HeaderName::from_static("link"),
    HeaderName::from_static("location"),
    HeaderName::from_static("idempotent-replayed"),
    HeaderName::from_static("x-vibeslop-version"),
    HeaderName::from_static("x-vibeslop-sandbox"),
];

/// Lets the scripts of the configured origins call the service. Without credentials: who asks is told by a header,
/// so there is nothing that another site could borrow, and any header may be sent.
pub fn cors(settings: &Settings) -> Cors {
    let cors = Cors::default()
        .allowed_methods([Method::GET, Method::HEAD, Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS])
        .allow_any_header()
        .expose_headers(EXPOSED)
        .max_age(PREFLIGHT_REMEMBERED);
    if settings.cors_origins.iter().any(|origin| origin == "*") {
        return cors.allow_any_origin().send_wildcard();
    }
    settings.allowed_origins().fold(cors, |cors, origin| cors.allowed_origin(&origin))
}
