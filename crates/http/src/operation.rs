//! Whether the service is there and can work.

mod departure;
mod metrics;

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

pub use self::{departure::Departure, metrics::Metrics};
use crate::{Api, ground::ApiError, routes::Routes};

pub fn routes(routes: &mut Routes) {
    routes.add(&__path_live, live).add(&__path_ready, ready).page("/metrics", metrics::metrics);
}

/// A sign of life.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Health)]
struct HealthBody {
    #[schema(example = "ok")]
    status: &'static str,
}

/// Whether the program runs
///
/// Asks nothing else: a program that runs is not to be restarted because the database is away.
#[utoipa::path(
    get, path = "/health/live", operation_id = "get_liveness", tag = "operation",
    responses((status = 200, description = "It runs.", body = HealthBody)),
)]
async fn live() -> HttpResponse {
    HttpResponse::Ok().json(HealthBody { status: "ok" })
}

/// Whether requests should be sent here
///
/// Asks the database for a sign of life. A node that is about to stop denies it first, and serves on for a while.
#[utoipa::path(
    get, path = "/health/ready", operation_id = "get_readiness", tag = "operation",
    responses(
        (status = 200, description = "They should.", body = HealthBody),
        (status = 503, description = "`stopping`: the node is about to stop. `unavailable`: the database is away. `Retry-After` says when to ask again."),
    ),
)]
async fn ready(api: web::Data<Api>) -> Result<HttpResponse, ApiError> {
    if api.departure.is_announced() {
        return Err(ApiError::Stopping);
    }
    api.readiness.check().await.map_err(not_ready)?;
    Ok(HttpResponse::Ok().json(HealthBody { status: "ok" }))
}

/// Whatever is the matter with the database, requests do better elsewhere for the moment.
fn not_ready(error: vibeslop_ports::StoreError) -> ApiError {
    ApiError::Application(vibeslop_application::Error::Unavailable(error.into()))
}
