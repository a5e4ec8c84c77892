//! Finding people.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use vibeslop_domain::page::{Limit, MAX_LIMIT};

use crate::{
    Api,
    ground::{ApiError, Data, FromQuery, Params, Query, Viewer, ok},
    shapes::UserSummaryBody,
};

const DEFAULT_LIMIT: i64 = 10;

/// Whether a name is free.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Availability)]
struct AvailabilityBody {
    available: bool,
}

/// Is a username free?
///
/// One's own is. A name that the rules refuse is not. Only taking it decides: somebody may be faster.
#[utoipa::path(
    get, path = "/api/users/check-username/{username}", operation_id = "check_username", tag = "users",
    security(("bearer" = [])),
    params(("username" = String, Path, description = "The name, in any case.", example = "ada")),
    responses((status = 200, description = "The answer, without an envelope.", body = AvailabilityBody)),
)]
pub async fn check_username(
    api: web::Data<Api>,
    viewer: Viewer,
    username: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    let available = api.services.profiles.is_username_available(viewer.account(), &username).await?;
    Ok(HttpResponse::Ok().json(AvailabilityBody { available }))
}

/// Whom to look for.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// Any part of a username or a name, whatever the case. An `@` in front is passed over.
    #[param(required = true, nullable = false, example = "ada")]
    q: Option<String>,
    /// How many, up to 100.
    #[param(default = 10)]
    limit: Option<i64>,
}

impl FromQuery for SearchQuery {
    fn from_query(query: &Query) -> Self {
        let q = query.has("q").then(|| query.text("q").unwrap_or_default().to_owned());
        Self { q, limit: query.number("limit") }
    }
}

/// Find people
///
/// To mention or to address them: the caller is not among them, and nobody whom the caller does not see. The very name
/// comes first, then names that begin with the text.
#[utoipa::path(
    get, path = "/api/users/search", operation_id = "search_users", tag = "users", security(("bearer" = [])),
    params(SearchQuery),
    responses(
        (status = 200, description = "The people.", body = Data<Vec<UserSummaryBody>>),
        (status = 400, description = "`q` is missing."),
    ),
)]
pub async fn search(api: web::Data<Api>, viewer: Viewer, query: Params<SearchQuery>) -> Result<HttpResponse, ApiError> {
    let SearchQuery { q, limit } = query.0;
    let text = q.ok_or_else(|| ApiError::bad_request("The parameter `q` is required"))?;
    let limit = Limit::clamped(limit.unwrap_or(DEFAULT_LIMIT), MAX_LIMIT);
    let people = api.services.profiles.search(viewer.id(), &text, limit).await?;
    let base = &api.settings.backend_url;
    Ok(ok(people.into_iter().map(|person| UserSummaryBody::new(person, base)).collect::<Vec<_>>()))
}
