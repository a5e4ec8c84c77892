//! Whom to follow.

use actix_web::{HttpResponse, web};
use utoipa::IntoParams;
use vibeslop_application::feed::MAX_SUGGESTED;
use vibeslop_domain::page::Limit;

use crate::{
    Api,
    ground::{ApiError, Data, FromQuery, MaybeViewer, Params, Query, ok},
    shapes::UserSummaryBody,
};

const DEFAULT_LIMIT: i64 = 3;

/// How many people.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct SuggestedQuery {
    /// How many, up to 50.
    #[param(default = 3)]
    limit: Option<i64>,
    /// Where they are shown: `sidebar` or `onboarding`. Changes nothing.
    #[param(default = "sidebar")]
    #[expect(dead_code, reason = "it is there for the document")]
    context: Option<String>,
}

impl FromQuery for SuggestedQuery {
    fn from_query(query: &Query) -> Self {
        Self { limit: query.number("limit"), context: None }
    }
}

/// People to follow
///
/// By whom those follow whom the caller follows, by what the caller likes, and by how many follow them; without a caller
/// the most followed. Nobody who is followed already.
#[utoipa::path(
    get, path = "/api/users/suggested", operation_id = "list_suggested_users", tag = "users",
    security((), ("bearer" = [])),
    params(SuggestedQuery),
    responses((status = 200, description = "The people, the best first.", body = Data<Vec<UserSummaryBody>>)),
)]
pub async fn suggested(
    api: web::Data<Api>,
    viewer: MaybeViewer,
    query: Params<SuggestedQuery>,
) -> Result<HttpResponse, ApiError> {
    let limit = Limit::clamped(query.0.limit.unwrap_or(DEFAULT_LIMIT), MAX_SUGGESTED);
    let people = api.services.feed.suggested(viewer.id(), limit).await?;
    let (accounts, base) = (&api.services.accounts, &api.settings.backend_url);
    Ok(ok(people.into_iter().map(|view| UserSummaryBody::new(accounts.summary(view), base)).collect::<Vec<_>>()))
}
