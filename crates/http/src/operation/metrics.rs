use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;
use vibeslop_ports::operation::Measurements;

use crate::{Api, ground::ApiError};

/// The text format of Prometheus.
const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// What was measured, and who may read it at `/metrics`.
#[derive(Clone)]
pub struct Metrics {
    /// What was measured.
    pub source: Arc<dyn Measurements>,
    /// The bearer token that has to be shown. Without one anybody may read it.
    pub token: Option<SecretString>,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Metrics").field("guarded", &self.token.is_some()).finish_non_exhaustive()
    }
}

/// What was measured since the program started, for Prometheus.
pub async fn metrics(req: HttpRequest, api: web::Data<Api>) -> Result<HttpResponse, ApiError> {
    let Some(metrics) = &api.metrics else { return Err(ApiError::UnknownRoute) };
    if let Some(token) = &metrics.token
        && !shows(&req, token)
    {
        return Err(ApiError::unauthorized());
    }
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, FORMAT)).body(metrics.source.exposition()))
}

/// Compared in constant time: how long it takes tells nothing of the token.
fn shows(req: &HttpRequest, token: &SecretString) -> bool {
    let shown = req.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    shown
        .and_then(|value| value.strip_prefix("Bearer "))
        .is_some_and(|shown| bool::from(shown.trim().as_bytes().ct_eq(token.expose_secret().as_bytes())))
}
