use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;
use vibeslop_application::social::Follow;

use crate::{
    Api,
    ground::{ApiError, MaybeViewer, Page, PageQuery, Params, Viewer, page},
    shapes::UserSummaryBody,
};

const DEFAULT_LIMIT: i64 = 20;

/// A person in a list of followers or of followed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Follow)]
struct FollowBody {
    #[serde(flatten)]
    person: UserSummaryBody,
    /// Whether the caller follows them; false for nobody in particular.
    is_following: bool,
}

impl FollowBody {
    fn new(follow: Follow, base: &str) -> Self {
        Self { person: UserSummaryBody::new(follow.person, base), is_following: follow.is_following }
    }
}

/// Those who follow a person
///
/// The newest first.
#[utoipa::path(
    get, path = "/api/users/{username}/followers", operation_id = "list_followers", tag = "social",
    security((), ("bearer" = [])),
    params(("username" = String, Path, description = "Whose, in any case.", example = "ada"), PageQuery),
    responses(
        (status = 200, description = "A page; empty where one of the two does not see the other.", body = Page<FollowBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn followers(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: MaybeViewer,
    username: web::Path<String>,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.0.into_request(DEFAULT_LIMIT);
    let listed = api.services.social.followers(&username, &request, viewer.id()).await?;
    Ok(page(&req, &api.settings, listed, FollowBody::new))
}

/// Those whom a person follows
///
/// The newest first.
#[utoipa::path(
    get, path = "/api/users/{username}/following", operation_id = "list_followed", tag = "social",
    security((), ("bearer" = [])),
    params(("username" = String, Path, description = "Whose, in any case.", example = "ada"), PageQuery),
    responses(
        (status = 200, description = "A page; empty where one of the two does not see the other.", body = Page<FollowBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn following(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: MaybeViewer,
    username: web::Path<String>,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.0.into_request(DEFAULT_LIMIT);
    let listed = api.services.social.followed(&username, &request, viewer.id()).await?;
    Ok(page(&req, &api.settings, listed, FollowBody::new))
}

/// Those whom one blocks
///
/// The newest first.
#[utoipa::path(
    get, path = "/api/me/blocks", operation_id = "list_blocks", tag = "social", security(("bearer" = [])),
    params(PageQuery),
    responses(
        (status = 200, description = "A page.", body = Page<UserSummaryBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn blocks(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.0.into_request(DEFAULT_LIMIT);
    let listed = api.services.social.blocked(viewer.id(), &request).await?;
    Ok(page(&req, &api.settings, listed, UserSummaryBody::new))
}

/// Those whom one mutes
///
/// The newest first.
#[utoipa::path(
    get, path = "/api/me/mutes", operation_id = "list_mutes", tag = "social", security(("bearer" = [])),
    params(PageQuery),
    responses(
        (status = 200, description = "A page.", body = Page<UserSummaryBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn mutes(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.0.into_request(DEFAULT_LIMIT);
    let listed = api.services.social.muted(viewer.id(), &request).await?;
    Ok(page(&req, &api.settings, listed, UserSummaryBody::new))
}
