//! What hangs on a profile.

use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::IntoParams;
use vibeslop_domain::content::ProjectStatus;

use crate::{
    Api,
    ground::{ApiError, FromQuery, MaybeViewer, Page, PageQuery, Params, Query, page},
    shapes::{FeedItemBody, ProjectCardBody},
};

const DEFAULT_LIMIT: i64 = 20;

/// A person's timeline
///
/// Their own posts and what they reposted, posts and projects, newest first: a repost stands where it was reposted.
#[utoipa::path(
    get, path = "/api/users/{username}/timeline", operation_id = "get_timeline", tag = "users",
    security((), ("bearer" = [])),
    params(("username" = String, Path, description = "Whose, in any case.", example = "ada"), PageQuery),
    responses(
        (status = 200, description = "A page; empty where one of the two does not see the other.", body = Page<FeedItemBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn timeline(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: MaybeViewer,
    username: web::Path<String>,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.0.into_request(DEFAULT_LIMIT);
    let listed = api.services.personal_lists.timeline(&username, &request, viewer.id()).await?;
    Ok(page(&req, &api.settings, listed, FeedItemBody::new))
}

/// A person's posts
///
/// The same as the timeline.
#[utoipa::path(
    get, path = "/api/users/{username}/posts", operation_id = "list_posts_of_user", tag = "users",
    security((), ("bearer" = [])),
    params(("username" = String, Path, description = "Whose, in any case.", example = "ada"), PageQuery),
    responses(
        (status = 200, description = "A page; empty where one of the two does not see the other.", body = Page<FeedItemBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn posts(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: MaybeViewer,
    username: web::Path<String>,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    timeline(api, req, viewer, username, query).await
}

/// Which of a person's projects.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ProjectsQuery {
    /// `published`; for their owner also `draft` and `archived`, which are empty for anybody else.
    #[param(default = "published")]
    status: Option<String>,
}

impl FromQuery for ProjectsQuery {
    fn from_query(query: &Query) -> Self {
        Self { status: query.text("status").map(str::to_owned) }
    }
}

/// A person's projects
///
/// Published last, first; drafts and archived ones by the time they were made.
#[utoipa::path(
    get, path = "/api/users/{username}/projects", operation_id = "list_projects_of_user", tag = "users",
    security((), ("bearer" = [])),
    params(("username" = String, Path, description = "Whose, in any case.", example = "ada"), ProjectsQuery, PageQuery),
    responses(
        (status = 200, description = "A page; empty where one of the two does not see the other.", body = Page<ProjectCardBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn projects(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: MaybeViewer,
    username: web::Path<String>,
    which: Params<ProjectsQuery>,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    // A word that means nothing counts as absent, like any parameter.
    let status = which.0.status.and_then(|word| word.parse().ok()).unwrap_or(ProjectStatus::Published);
    let request = query.0.into_request(DEFAULT_LIMIT);
    let listed = api.services.personal_lists.projects(&username, status, &request, viewer.id()).await?;
    Ok(page(&req, &api.settings, listed, ProjectCardBody::listed))
}

/// What a person likes
///
/// Posts and projects, liked last first.
#[utoipa::path(
    get, path = "/api/users/{username}/likes", operation_id = "list_likes_of_user", tag = "users",
    security((), ("bearer" = [])),
    params(("username" = String, Path, description = "Whose, in any case.", example = "ada"), PageQuery),
    responses(
        (status = 200, description = "A page; empty where one of the two does not see the other.", body = Page<FeedItemBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn likes(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: MaybeViewer,
    username: web::Path<String>,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.0.into_request(DEFAULT_LIMIT);
    let listed = api.services.personal_lists.likes(&username, &request, viewer.id()).await?;
    Ok(page(&req, &api.settings, listed, FeedItemBody::new))
}

/// What a person reposted
///
/// Reposted last first, as reposts: `id` is the repost's, `original_id` the item's.
#[utoipa::path(
    get, path = "/api/users/{username}/reposts", operation_id = "list_reposts_of_user", tag = "users",
    security((), ("bearer" = [])),
    params(("username" = String, Path, description = "Whose, in any case.", example = "ada"), PageQuery),
    responses(
        (status = 200, description = "A page; empty where one of the two does not see the other.", body = Page<FeedItemBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn reposts(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: MaybeViewer,
    username: web::Path<String>,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.0.into_request(DEFAULT_LIMIT);
    let listed = api.services.personal_lists.reposts(&username, &request, viewer.id()).await?;
    Ok(page(&req, &api.settings, listed, FeedItemBody::new))
}
