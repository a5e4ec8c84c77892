use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_domain::{
    Violations,
    engagement::{Act, Wish},
};

use crate::{
    Api,
    ground::{ApiError, Body, Field, RequestBody, Viewer},
};

/// What is liked, reposted or bookmarked.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Act)]
pub struct ActBody {
    /// `post` or `project`, for a like also `comment`; in any case.
    #[serde(default, rename = "type")]
    #[schema(value_type = String, required, example = "post")]
    kind: Field<String>,
    /// The thing. Of a repost that is its `original_id`.
    #[serde(default)]
    #[schema(value_type = Uuid, required)]
    id: Field<String>,
    /// Whether it shall be so. Left out, it becomes the opposite of what it is.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    state: Field<bool>,
}

impl RequestBody for ActBody {
    const NEEDS: &'static str = "An object with `type` and `id` is required";
}

impl ActBody {
    /// `act` makes an act of a kind and an identifier.
    fn read(self, act: impl FnOnce(&str, Uuid) -> Result<Act, Violations>) -> Result<(Act, Wish), ApiError> {
        if matches!(self.kind, Field::Absent | Field::Null) {
            return Err(ApiError::bad_request(Self::NEEDS));
        }
        let id = self.id.given().and_then(|id| Uuid::try_parse(&id).ok());
        let id = id.ok_or_else(|| ApiError::bad_request("The `id` has to be that of a thing, a UUID"))?;
        let mut wrong = Violations::default();
        // What is no text is the name of no kind.
        let act = act(&self.kind.given().unwrap_or_default(), id).map_err(|refused| wrong.merge(refused)).ok();
        let state = self.state.take(&mut wrong, "state");
        match act {
            Some(act) => Ok(wrong.into_result((act, Wish::from(state)))?),
            None => Err(wrong.into()),
        }
    }
}

/// How the thing stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Liked)]
struct LikedBody {
    /// Always true.
    success: bool,
    /// Whether the caller likes it now.
    liked: bool,
    /// How many like it now.
    likes: i64,
}

/// How the item stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reposted)]
struct RepostedBody {
    /// Always true.
    success: bool,
    /// Whether the caller shows it to their followers now.
    reposted: bool,
    /// How many do so now.
    reposts: i64,
}

/// How the item stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Bookmarked)]
struct BookmarkedBody {
    /// Always true.
    success: bool,
    /// Whether the caller keeps it now.
    bookmarked: bool,
    /// How many do so now.
    bookmarks: i64,
}

/// Like something, or no longer
///
/// A post, a project or a comment. Without `state` every call turns it over.
#[utoipa::path(
    post, path = "/api/likes", operation_id = "like", tag = "engagement", security(("bearer" = [])),
    request_body = ActBody,
    responses(
        (status = 200, description = "How it is now.", body = LikedBody),
        (status = 403, description = "`account_too_young`, or the account is suspended."),
        (status = 404, description = "There is no such thing, or none that the caller may see."),
        (status = 422, description = "`likeable_type` is none that can be liked."),
    ),
)]
pub async fn like(api: web::Data<Api>, viewer: Viewer, body: Body<ActBody>) -> Result<HttpResponse, ApiError> {
    let (act, wish) = body.0.read(Act::like)?;
    let done = api.services.engagement.perform(viewer.id(), act, wish).await?;
    Ok(HttpResponse::Ok().json(LikedBody { success: true, liked: done.state, likes: done.total }))
}

/// Repost something, or no longer
///
/// A post or a published project, one's own included: the caller's followers see it. Without `state` every call turns it
/// over.
#[utoipa::path(
    post, path = "/api/reposts", operation_id = "repost", tag = "engagement", security(("bearer" = [])),
    request_body = ActBody,
    responses(
        (status = 200, description = "How it is now.", body = RepostedBody),
        (status = 403, description = "`account_too_young`, or the account is suspended."),
        (status = 404, description = "There is no such thing, or none that the caller may see."),
        (status = 422, description = "`repostable_type` is none that can be reposted, or `not_published`."),
    ),
)]
pub async fn repost(api: web::Data<Api>, viewer: Viewer, body: Body<ActBody>) -> Result<HttpResponse, ApiError> {
    let (act, wish) = body.0.read(Act::repost)?;
    let done = api.services.engagement.perform(viewer.id(), act, wish).await?;
    Ok(HttpResponse::Ok().json(RepostedBody { success: true, reposted: done.state, reposts: done.total }))
}

/// Bookmark something, or no longer
///
/// A post or a project. Nobody hears of it. Without `state` every call turns it over.
#[utoipa::path(
    post, path = "/api/bookmarks", operation_id = "bookmark", tag = "engagement", security(("bearer" = [])),
    request_body = ActBody,
    responses(
        (status = 200, description = "How it is now.", body = BookmarkedBody),
        (status = 404, description = "There is no such thing, or none that the caller may see."),
        (status = 422, description = "`bookmarkable_type` is none that can be bookmarked."),
    ),
)]
pub async fn bookmark(api: web::Data<Api>, viewer: Viewer, body: Body<ActBody>) -> Result<HttpResponse, ApiError> {
    let (act, wish) = body.0.read(Act::bookmark)?;
    let done = api.services.engagement.perform(viewer.id(), act, wish).await?;
    Ok(HttpResponse::Ok().json(BookmarkedBody { success: true, bookmarked: done.state, bookmarks: done.total }))
}
