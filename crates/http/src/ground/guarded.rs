use std::panic::AssertUnwindSafe;

use actix_web::{
    Error,
    body::BoxBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
};
use futures_util::FutureExt;

use super::{ApiError, accept};

/// What a route answers with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Speaks {
    /// JSON and nothing else: who excludes it gets 406.
    Json,
    /// Something else, or a redirect.
    Other,
}

/// Around each route: a caller that cannot read the answer is told so before anything happens, and code that breaks
/// off is a 500 like any other. Here and not further out, because the request can be kept only once it is routed.
pub async fn guarded(
    req: ServiceRequest,
    next: Next<BoxBody>,
    speaks: Speaks,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if speaks == Speaks::Json && !accept::takes_json(req.headers()) {
        return Ok(req.error_response(ApiError::NotAcceptable));
    }
    let kept = req.request().clone();
    // For what is written to the log on the way, as of a statement that took long.
    tracing::Span::current().record("route", kept.match_pattern().as_deref());
    match AssertUnwindSafe(async move { next.call(req).await }).catch_unwind().await {
        Ok(answer) => answer,
        Err(panic) => {
            let said = panic
                .downcast_ref::<&str>()
                .map(|text| (*text).to_owned())
                .or_else(|| panic.downcast_ref::<String>().cloned())
                .unwrap_or_default();
            tracing::error!(route = kept.match_pattern(), said, "the code of a route broke off");
            Ok(ServiceResponse::from_err(ApiError::Panicked, kept))
        }
    }
}
