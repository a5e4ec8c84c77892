//! Searches.

mod bodies;
mod suggestions;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use vibeslop_application::page::Listed;

use self::bodies::{FoundGigBody, FoundProjectBody, TopBody};

use crate::{
    Api, Settings,
    ground::{ApiError, FromQuery, MaybeViewer, PageQuery, Params, Query, page_of},
    routes::Routes,
    shapes::{PostBody, UserSummaryBody},
};

const DEFAULT_LIMIT: i64 = 20;

pub fn routes(routes: &mut Routes) {
    routes.add(&__path_search, search);
    routes.add(&suggestions::__path_suggestions, suggestions::suggestions);
}

/// What is searched for.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// Words, phrases in quotes, `-word`, and operators: `from:username`, `has:media`, `has:project`, `tool:slug`,
    /// `stack:slug`, `since:YYYY-MM-DD`, `until:YYYY-MM-DD` (that day included, in UTC). Up to 500 characters are
    /// looked at.
    #[param(default = "")]
    q: String,
    /// `top` (some of everything), `people`, `projects`, `posts` or `gigs`.
    #[param(default = "top", rename = "type")]
    kind: Option<String>,
}

impl FromQuery for SearchQuery {
    fn from_query(query: &Query) -> Self {
        Self { q: query.raw("q").unwrap_or_default().to_owned(), kind: query.text("type").map(str::to_owned) }
    }
}

/// What was asked, and how much came.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchMeta)]
struct MetaBody {
    /// The text as sent.
    query: String,
    /// How many are in this answer.
    total_results: usize,
}

/// What was found of everything.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SearchTop)]
struct TopAnswerBody {
    data: TopBody,
    meta: MetaBody,
}

/// What was found of one kind.
#[derive(Debug, Serialize, ToSchema)]
struct FoundPage<T> {
    data: Vec<T>,
    meta: MetaBody,
    /// Where the next part begins; null on the last.
    #[schema(required)]
    next_cursor: Option<String>,
    /// Whether there is a next part.
    has_more: bool,
}

/// What either answer is.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = SearchAnswer)]
#[expect(dead_code, reason = "it is there for the document")]
enum AnswerBody {
    Top(TopAnswerBody),
    People(FoundPage<UserSummaryBody>),
    Projects(FoundPage<FoundProjectBody>),
    Posts(FoundPage<PostBody>),
    Gigs(FoundPage<FoundGigBody>),
}

/// Search
///
/// `top` answers an object of four lists, `users`, `projects`, `posts` and `gigs`; any other type a list. The last word
/// may be the beginning of one. Where little is found, words that nobody wrote are taken for the nearest that somebody did.
/// A kind that cannot have what an operator asks for is empty.
#[utoipa::path(
    get, path = "/api/search", operation_id = "search", tag = "search", security((), ("bearer" = [])),
    params(SearchQuery, PageQuery),
    responses(
        (status = 200, description = "What was found, the best first.", body = AnswerBody, headers(("Link" = String, description = "The next part, `rel=\"next\"`."))),
        (status = 400, description = "There is no such `type`, or `invalid_cursor`: the cursor is none of ours."),
        (status = 422, description = "`offset_too_large`: nobody pages that far."),
    ),
)]
async fn search(
    api: web::Data<Api>,
    viewer: MaybeViewer,
    query: Params<SearchQuery>,
    page: Params<PageQuery>,
    req: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let SearchQuery { q, kind } = query.0;
    let (search, viewer) = (&api.services.search, viewer.id());
    let request = page.0.into_request(DEFAULT_LIMIT);
    let settings = &api.settings;
    match kind.as_deref().unwrap_or("top") {
        "top" => {
            let found = search.top(&q, viewer).await?;
            let meta = MetaBody { total_results: found.len(), query: q };
            Ok(HttpResponse::Ok().json(TopAnswerBody { data: TopBody::new(found, &settings.backend_url), meta }))
        }
        "people" => {
            Ok(list(&req, settings, q.clone(), search.people(&q, &request, viewer).await?, UserSummaryBody::new))
        }
        "projects" => {
            Ok(list(&req, settings, q.clone(), search.projects(&q, &request, viewer).await?, FoundProjectBody::new))
        }
        "posts" => Ok(list(&req, settings, q.clone(), search.posts(&q, &request, viewer).await?, PostBody::new)),
        "gigs" => Ok(list(&req, settings, q.clone(), search.gigs(&q, &request, viewer).await?, FoundGigBody::new)),
        _ => Err(ApiError::bad_request("The parameter `type` is one of top, people, projects, posts and gigs")),
    }
}

fn list<T, B: Serialize>(
    req: &HttpRequest,
    settings: &Settings,
    query: String,
    found: Listed<T>,
    mut shape: impl FnMut(T, &str) -> B,
) -> HttpResponse {
    let next = found.next_cursor;
    let data: Vec<B> = found.items.into_iter().map(|item| shape(item, &settings.backend_url)).collect();
    let meta = MetaBody { query, total_results: data.len() };
    page_of(
        req,
        settings,
        FoundPage { data, meta, has_more: next.is_some(), next_cursor: next.clone() },
        next.as_deref(),
    )
}
