//! The feeds.

mod explore;
pub mod front;
mod suggested;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use vibeslop_application::feed::{FeedPage, MAX_LIMIT};
use vibeslop_domain::{ids::UserId, page::Limit};
use vibeslop_ports::feed::SentPage;

use crate::{
    Api, Settings,
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

impl FeedBody {
    fn new(page: FeedPage, base: &str) -> Self {
        Self {
            data: page.items.into_iter().map(|item| FeedItemBody::new(item, base)).collect(),
            has_more: page.next_cursor.is_some(),
            next_cursor: page.next_cursor,
        }
    }
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
    let (viewer, cursor) = (viewer.id(), cursor.as_deref());
    match feed.as_deref() {
        Some("following") => {
            let page = api.services.feed.following(viewer, cursor, limit).await?;
            front::answer(sent(&api.settings, "following", limit, page)?)
        }
        _ if viewer.is_none() && cursor.is_none() => {
            front::page(&api.services.feed, &req, || for_you(&api, viewer, cursor, limit)).await
        }
        _ => front::answer(for_you(&api, viewer, cursor, limit).await?),
    }
}

async fn for_you(api: &Api, viewer: Option<UserId>, cursor: Option<&str>, limit: Limit) -> Result<SentPage, ApiError> {
    let page = api.services.feed.for_you(viewer, cursor, limit).await?;
    sent(&api.settings, "for-you", limit, page)
}

fn sent(settings: &Settings, name: &str, limit: Limit, page: FeedPage) -> Result<SentPage, ApiError> {
    let base = &settings.backend_url;
    let next = |cursor: &String| {
        let next = vec![("feed", name.to_owned()), ("limit", limit.get().to_string()), ("cursor", cursor.clone())];
        pages(base, "/api/posts", &[("next", next)])
    };
    let link = page.next_cursor.as_ref().and_then(next);
    front::sent(&FeedBody::new(page, base), link)
}

/// A page of a feed as it is sent. `base` is the address of the service.
pub fn feed_json(page: FeedPage, base: &str) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&FeedBody::new(page, base))
}
