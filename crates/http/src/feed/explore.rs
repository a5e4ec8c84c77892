//! Posts to look through.

use actix_web::{HttpRequest, HttpResponse};
use utoipa::IntoParams;
use vibeslop_application::{
    feed::{Explored, MAX_LIMIT, Sorted},
    page::PageRequest,
};
use vibeslop_domain::page::Limit;

use super::DEFAULT_LIMIT;
use crate::{
    Api,
    ground::{ApiError, FromQuery, MaybeViewer, Query, page},
    shapes::PostBody,
};

/// Which posts, with `type=explore`.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ExploreQuery {
    /// With `type=explore`: how many to skip, up to 10,000.
    #[param(default = 0)]
    offset: Option<i64>,
    /// With `type=explore`: in the text, whatever the case.
    search: Option<String>,
    /// With `type=explore`: slugs of AI tools of the linked project, any of them.
    #[param(rename = "tools[]", required = false)]
    tools: Vec<String>,
    /// With `type=explore`: slugs of tech stacks of the linked project, any of them.
    #[param(rename = "stacks[]", required = false)]
    stacks: Vec<String>,
    /// With `type=explore`: `recent` (newest), `top` (most liked) or `trending`. Anything else is `recent`.
    #[param(default = "recent")]
    sort_by: Option<String>,
}

impl FromQuery for ExploreQuery {
    fn from_query(query: &Query) -> Self {
        Self {
            offset: query.number("offset"),
            search: query.text("search").map(str::to_owned),
            tools: query.list("tools"),
            stacks: query.list("stacks"),
            sort_by: query.text("sort_by").map(str::to_owned),
        }
    }
}

/// Answers with them.
pub async fn explore(
    api: &Api,
    viewer: &MaybeViewer,
    query: ExploreQuery,
    cursor: Option<String>,
    limit: Option<i64>,
    req: &HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let order = match query.sort_by.as_deref() {
        Some("top") => Sorted::Top,
        Some("trending") => Sorted::Trending,
        _ => Sorted::Recent,
    };
    let explored = Explored { search: query.search, tools: query.tools, stacks: query.stacks, order };
    let limit = Limit::clamped(limit.unwrap_or(DEFAULT_LIMIT), MAX_LIMIT);
    let request = PageRequest { cursor, offset: query.offset.unwrap_or(0), limit };
    let posts = api.services.feed.explore(explored, &request, viewer.id()).await?;
    Ok(page(req, &api.settings, posts, PostBody::new))
}
