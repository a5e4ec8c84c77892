//! The feeds.

mod explore;
mod suggested;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use vibeslop_application::feed::MAX_LIMIT;
use vibeslop_domain::page::Limit;

use crate::{
    Api,
    ground::{ApiError, FromQuery, MaybeViewer, Params, Query, pages},
    routes::Routes,
    shapes::FeedItemBody,
};

const DEFAULT_LIMIT: i64 = 20;

pub fn routes(routes: &mut Routes) {
    routes.add(&__path_feed, feed);
    routes.add(&suggested::__path_suggested, suggested::suggested);
}

/// Which part of which feed.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
struct FeedQuery {
    /// `following`; anything else is `for-you`.
    #[param(default = "for-you")]
    feed: Option<String>,
    /// How many, up to 50.
    #[param(default = 20)]
    limit: Option<i64>,
    /// The `next_cursor` of the page before.
    cursor: Option<String>,
    /// `explore`: posts to look through, instead of a feed.
    #[param(rename = "type")]
    kind: Option<String>,
}

impl FromQuery for FeedQuery {
    fn from_query(query: &Query) -> Self {
        Self {
            feed: query.text("feed").map(str::to_owned),
            limit: query.number("limit"),
            cursor: query.text("cursor").map(str::to_owned),
            kind: query.text("type").map(str::to_owned),
        }
    }
}

/// A page of a feed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FeedPage)]
struct FeedBody {
    data: Vec<FeedItemBody>,
    /// Where the next page begins; null on the last.
    #[schema(required)]
    next_cursor: Option<String>,
    /// Whether there is a next page.
    has_more: bool,
}

/// A feed
///
/// `for-you`: posts and projects by rank. `following`: posts, projects and reposts of the people that the caller
/// follows, and the caller's own, newest first; empty for nobody in particular. With `type=explore` a list of posts that
/// can be sorted and filtered. The next page is in the header `Link` too.
#[utoipa::path(
    get, path = "/api/posts", operation_id = "get_feed", tag = "posts", security((), ("bearer" = [])),
    params(FeedQuery, explore::ExploreQuery),
    responses(
        (status = 200, description = "A page.", body = FeedBody, headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of ours."),
        (status = 422, description = "`offset_too_large`: nobody pages that far."),
    ),
)]
async fn feed(
    api: web::Data<Api>,
    viewer: MaybeViewer,
    query: Params<FeedQuery>,
    explored: Params<explore::ExploreQuery>,
    req: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let FeedQuery { feed, limit, cursor, kind } = query.0;
    if kind.as_deref() == Some("explore") {
        return explore::explore(&api, &viewer, explored.0, cursor, limit, &req).await;
    }
    let limit = Limit::clamped(limit.unwrap_or(DEFAULT_LIMIT), MAX_LIMIT);
    let (name, page) = if feed.as_deref() == Some("following") {
        ("following", api.services.feed.following(viewer.id(), cursor.as_deref(), limit).await?)
    } else {
        ("for-you", api.services.feed.for_you(viewer.id(), cursor.as_deref(), limit).await?)
    };
    let base = &api.settings.backend_url;
    let mut response = HttpResponse::Ok();
    if let Some(cursor) = &page.next_cursor {
        let next = vec![("feed", name.to_owned()), ("limit", limit.get().to_string()), ("cursor", cursor.clone())];
        if let Some(link) = pages(base, "/api/posts", &[("next", next)]) {
            response.insert_header(link);
        }
    }
    Ok(response.json(FeedBody {
        data: page.items.into_iter().map(|item| FeedItemBody::new(item, base)).collect(),
        has_more: page.next_cursor.is_some(),
        next_cursor: page.next_cursor,
    }))
}
