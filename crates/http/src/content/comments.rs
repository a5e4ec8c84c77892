use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vibeslop_domain::{
    Violations,
    content::{CommentDraft, ItemRef},
    ids::CommentId,
};

use super::edited::EditedBody;
use crate::{
    Api,
    ground::{
        ApiError, Body, Data, Field, FromQuery, Id, MaybeViewer, Object, Page, PageQuery, Params, Query, RequestBody,
        Viewer, no_content, ok, page,
    },
    shapes::CommentBody,
};

const DEFAULT_LIMIT: i64 = 50;

/// The comments of what.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CommentsQuery {
    /// `post` or `project`, in any case.
    #[param(required, value_type = String)]
    r#type: Option<String>,
    /// The post or the project.
    #[param(required, value_type = Uuid)]
    id: Option<String>,
}

impl FromQuery for CommentsQuery {
    fn from_query(query: &Query) -> Self {
        Self { r#type: query.text("type").map(str::to_owned), id: query.text("id").map(str::to_owned) }
    }
}

impl CommentsQuery {
    fn item(&self) -> Result<ItemRef, ApiError> {
        let (Some(kind), Some(id)) = (&self.r#type, &self.id) else {
            return Err(ApiError::bad_request("`type` and `id` are required"));
        };
        let id = Uuid::try_parse(id).map_err(|_| ApiError::bad_request("`id` has to be a UUID"))?;
        ItemRef::named(kind, id).ok_or_else(|| ApiError::bad_request("`type` has to be post or project"))
    }
}

/// Comments
///
/// Threads, newest first, each whole: replies are nested below what they answer, oldest first. Left out are comments of
/// people whom the caller does not see, with all that is below them; counters on the item count them all the same. An
/// unknown item has none.
#[utoipa::path(
    get, path = "/api/comments", operation_id = "list_comments", tag = "comments", security((), ("bearer" = [])),
    params(CommentsQuery, PageQuery),
    responses(
        (status = 200, description = "A page of threads, 50 unless `limit` says otherwise.", body = Page<CommentBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`bad_request`: `type` or `id` is missing or wrong. `invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn list(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: MaybeViewer,
    which: Params<CommentsQuery>,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let item = which.0.item()?;
    let request = query.0.into_request(DEFAULT_LIMIT);
    let listed = api.services.comments.threads(item, &request, viewer.id()).await?;
    Ok(page(&req, &api.settings, listed, CommentBody::new))
}

/// A new comment.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = CreateComment)]
pub struct CreateCommentBody {
    #[schema(value_type = NewCommentBody)]
    comment: Object<NewCommentBody>,
}

/// What somebody says about an item.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewComment)]
struct NewCommentBody {
    /// `Post` or `Project`, in any case.
    #[serde(default)]
    #[schema(value_type = String, example = "Post")]
    commentable_type: Field<String>,
    /// The post or the project.
    #[serde(default)]
    #[schema(value_type = Uuid)]
    commentable_id: Field<String>,
    /// Markdown, 1 to 2,000 characters.
    #[serde(default)]
    #[schema(value_type = String, example = "Nice")]
    content: Field<String>,
    /// The comment on the same item that is answered.
    #[serde(default)]
    #[schema(value_type = Option<Uuid>)]
    parent_id: Field<String>,
}

impl RequestBody for CreateCommentBody {
    const NEEDS: &'static str = "The key `comment` with an object is required";
}

impl NewCommentBody {
    fn into_draft(self) -> Result<CommentDraft, Violations> {
        let mut wrong = Violations::default();
        let draft = CommentDraft {
            commentable_type: self.commentable_type.take(&mut wrong, "commentable_type"),
            commentable_id: self.commentable_id.take(&mut wrong, "commentable_id"),
            content: self.content.take(&mut wrong, "content"),
            parent_id: self.parent_id.take(&mut wrong, "parent_id"),
        };
        wrong.into_result(draft)
    }
}

/// Comment on something
///
/// The owner of the item hears of it, and so does whoever is answered or mentioned.
#[utoipa::path(
    post, path = "/api/comments", operation_id = "create_comment", tag = "comments", security(("bearer" = [])),
    request_body = CreateCommentBody,
    responses(
        (status = 201, description = "It is there.", body = Data<CommentBody>),
        (status = 403, description = "`blocked`: not between the two of you. `suspended`."),
        (status = 404, description = "There is no such item, or none that the caller may see."),
    ),
)]
pub async fn create(
    api: web::Data<Api>,
    viewer: Viewer,
    body: Body<CreateCommentBody>,
) -> Result<HttpResponse, ApiError> {
    let comment = api.services.comments.create(viewer.id(), &body.0.comment.0.into_draft()?).await?;
    let data = CommentBody::new(comment, &api.settings.backend_url);
    // It has no address of its own to be named in `Location`.
    Ok(HttpResponse::Created().json(Data { data }))
}

/// What a comment shall say.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = EditComment)]
pub struct EditCommentBody {
    #[schema(value_type = EditedBody)]
    comment: Object<EditedBody>,
}

impl RequestBody for EditCommentBody {
    const NEEDS: &'static str = "The key `comment` with an object is required";
}

/// Change a comment's text
///
/// Whoever is mentioned only now hears of it.
#[utoipa::path(
    put, path = "/api/comments/{id}", operation_id = "update_comment", tag = "comments", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The comment.")),
    request_body = EditCommentBody,
    responses(
        (status = 200, description = "It is changed.", body = Data<CommentBody>),
        (status = 403, description = "It is somebody else's, or the account is suspended."),
    ),
)]
pub async fn update(
    api: web::Data<Api>,
    viewer: Viewer,
    id: Id<CommentId>,
    body: Body<EditCommentBody>,
) -> Result<HttpResponse, ApiError> {
    let content = body.0.comment.0.content()?;
    let comment = api.services.comments.edit(viewer.id(), id.0, content.as_deref()).await?;
    Ok(ok(CommentBody::new(comment, &api.settings.backend_url)))
}

/// Take a comment away
///
/// With all replies below it, of whomever.
#[utoipa::path(
    delete, path = "/api/comments/{id}", operation_id = "delete_comment", tag = "comments", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The comment.")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 403, description = "It is somebody else's, or the account is suspended."),
    ),
)]
pub async fn delete(api: web::Data<Api>, viewer: Viewer, id: Id<CommentId>) -> Result<HttpResponse, ApiError> {
    api.services.comments.delete(viewer.id(), id.0).await?;
    Ok(no_content())
}
