use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;
use vibeslop_domain::social::Relation;

use crate::{
    Api,
    ground::{ApiError, Viewer},
};

/// Whether the caller follows the person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Following)]
struct FollowingBody {
    /// Always true.
    success: bool,
    following: bool,
}

/// Whether the caller blocks the person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Blocked)]
struct BlockedBody {
    /// Always true.
    success: bool,
    blocked: bool,
}

/// Whether the caller mutes the person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Muted)]
struct MutedBody {
    /// Always true.
    success: bool,
    muted: bool,
}

/// Follow somebody
///
/// They hear of it. To do so again changes nothing.
#[utoipa::path(
    post, path = "/api/users/{username}/follow", operation_id = "follow", tag = "social", security(("bearer" = [])),
    params(("username" = String, Path, description = "Whom, in any case.", example = "bob")),
    responses(
        (status = 200, description = "The caller follows them.", body = FollowingBody),
        (status = 403, description = "`blocked`: one of the two blocks the other. Or the account is suspended."),
        (status = 422, description = "`cannot_follow_self`."),
    ),
)]
pub async fn follow(
    api: web::Data<Api>,
    viewer: Viewer,
    username: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    api.services.social.begin(viewer.id(), Relation::Follows, &username).await?;
    Ok(HttpResponse::Ok().json(FollowingBody { success: true, following: true }))
}

/// Follow somebody no more
///
/// Where that was not so, nothing changes.
#[utoipa::path(
    delete, path = "/api/users/{username}/follow", operation_id = "unfollow", tag = "social",
    security(("bearer" = [])),
    params(("username" = String, Path, description = "Whom, in any case.", example = "bob")),
    responses((status = 200, description = "The caller does not follow them.", body = FollowingBody)),
)]
pub async fn unfollow(
    api: web::Data<Api>,
    viewer: Viewer,
    username: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    api.services.social.end(viewer.id(), Relation::Follows, &username).await?;
    Ok(HttpResponse::Ok().json(FollowingBody { success: true, following: false }))
}

/// Block somebody
///
/// Neither sees anything of the other any more, and neither can follow, mention or address the other. What they followed
/// of each other ends. They are not told. To do so again changes nothing.
#[utoipa::path(
    put, path = "/api/users/{username}/block", operation_id = "block", tag = "social", security(("bearer" = [])),
    params(("username" = String, Path, description = "Whom, in any case.", example = "bob")),
    responses(
        (status = 200, description = "The caller blocks them.", body = BlockedBody),
        (status = 422, description = "`cannot_block_self`."),
    ),
)]
pub async fn block(api: web::Data<Api>, viewer: Viewer, username: web::Path<String>) -> Result<HttpResponse, ApiError> {
    api.services.social.begin(viewer.id(), Relation::Blocks, &username).await?;
    Ok(HttpResponse::Ok().json(BlockedBody { success: true, blocked: true }))
}

/// Block somebody no more
///
/// What they followed of each other does not come back. Where there was no block, nothing changes.
#[utoipa::path(
    delete, path = "/api/users/{username}/block", operation_id = "unblock", tag = "social", security(("bearer" = [])),
    params(("username" = String, Path, description = "Whom, in any case.", example = "bob")),
    responses((status = 200, description = "The caller does not block them.", body = BlockedBody)),
)]
pub async fn unblock(
    api: web::Data<Api>,
    viewer: Viewer,
    username: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    api.services.social.end(viewer.id(), Relation::Blocks, &username).await?;
    Ok(HttpResponse::Ok().json(BlockedBody { success: true, blocked: false }))
}

/// Mute somebody
///
/// The caller sees nothing of them in lists any more; they do not notice. To do so again changes nothing.
#[utoipa::path(
    put, path = "/api/users/{username}/mute", operation_id = "mute", tag = "social", security(("bearer" = [])),
    params(("username" = String, Path, description = "Whom, in any case.", example = "bob")),
    responses(
        (status = 200, description = "The caller mutes them.", body = MutedBody),
        (status = 422, description = "`cannot_mute_self`."),
    ),
)]
pub async fn mute(api: web::Data<Api>, viewer: Viewer, username: web::Path<String>) -> Result<HttpResponse, ApiError> {
    api.services.social.begin(viewer.id(), Relation::Mutes, &username).await?;
    Ok(HttpResponse::Ok().json(MutedBody { success: true, muted: true }))
}

/// Mute somebody no more
///
/// Where they were not muted, nothing changes.
#[utoipa::path(
    delete, path = "/api/users/{username}/mute", operation_id = "unmute", tag = "social", security(("bearer" = [])),
    params(("username" = String, Path, description = "Whom, in any case.", example = "bob")),
    responses((status = 200, description = "The caller does not mute them.", body = MutedBody)),
)]
pub async fn unmute(
    api: web::Data<Api>,
    viewer: Viewer,
    username: web::Path<String>,
) -> Result<HttpResponse, ApiError> {
    api.services.social.end(viewer.id(), Relation::Mutes, &username).await?;
    Ok(HttpResponse::Ok().json(MutedBody { success: true, muted: false }))
}
