use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;
use vibeslop_domain::{Violations, content::PostDraft, ids::PostId};

use crate::{
    Api,
    ground::{
        ApiError, Body, Data, Field, Id, MaybeViewer, Object, RequestBody, Viewer, WITH_IMAGES, created, no_content, ok,
    },
    shapes::PostBody,
};

/// A new post.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = CreatePost)]
pub struct CreatePostBody {
    #[schema(value_type = NewPostBody)]
    post: Object<NewPostBody>,
}

/// What somebody posts: a text, pictures, a quote, or any of them together.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewPost)]
struct NewPostBody {
    /// Markdown, up to 5,000 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Shipped the parser")]
    content: Field<String>,
    /// Up to 4 pictures of up to 5 MB: data URLs, or addresses that this service handed out.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    media: Field<Vec<String>>,
    /// The post that is quoted. A repost of it may be named in its place.
    #[serde(default)]
    #[schema(value_type = Option<uuid::Uuid>)]
    quoted_post_id: Field<String>,
    /// The project that is quoted. A repost of it may be named in its place.
    #[serde(default)]
    #[schema(value_type = Option<uuid::Uuid>)]
    quoted_project_id: Field<String>,
    /// One's own project that the post is about.
    #[serde(default)]
    #[schema(value_type = Option<uuid::Uuid>)]
    linked_project_id: Field<String>,
}

impl RequestBody for CreatePostBody {
    const LIMIT: usize = WITH_IMAGES;
    const NEEDS: &'static str = "The key `post` with an object is required";
}

impl NewPostBody {
    fn into_draft(self) -> Result<PostDraft, Violations> {
        let mut wrong = Violations::default();
        let draft = PostDraft {
            content: self.content.take(&mut wrong, "content"),
            media: self.media.take(&mut wrong, "media").unwrap_or_default(),
            quoted_post_id: self.quoted_post_id.take(&mut wrong, "quoted_post_id"),
            quoted_project_id: self.quoted_project_id.take(&mut wrong, "quoted_project_id"),
            linked_project_id: self.linked_project_id.take(&mut wrong, "linked_project_id"),
        };
        wrong.into_result(draft)
    }
}

/// Post something
#[utoipa::path(
    post, path = "/api/posts", operation_id = "create_post", tag = "posts", security(("bearer" = [])),
    request_body = CreatePostBody,
    responses(
        (status = 201, description = "It is there.", body = Data<PostBody>, headers(("Location" = String, description = "Where."))),
        (status = 422, description = "`validation_failed`, or `content_policy_violation`: a picture may not be shown."),
        (status = 503, description = "`moderation_unavailable`: pictures cannot be judged at the moment. `unavailable`: the database is away."),
    ),
)]
pub async fn create(api: web::Data<Api>, viewer: Viewer, body: Body<CreatePostBody>) -> Result<HttpResponse, ApiError> {
    let post = api.services.posts.create(viewer.id(), &body.0.post.0.into_draft()?).await?;
    let base = &api.settings.backend_url;
    Ok(created(format!("{base}/api/posts/{}", post.id), PostBody::new(post, base)))
}

/// A post
#[utoipa::path(
    get, path = "/api/posts/{id}", operation_id = "get_post", tag = "posts", security((), ("bearer" = [])),
    params(("id" = Uuid, Path, description = "The post.")),
    responses((status = 200, description = "The post.", body = Data<PostBody>)),
)]
pub async fn show(api: web::Data<Api>, viewer: MaybeViewer, id: Id<PostId>) -> Result<HttpResponse, ApiError> {
    let post = api.services.posts.post(id.0, viewer.id()).await?;
    Ok(ok(PostBody::new(post, &api.settings.backend_url)))
}

/// Take a post away
///
/// With its likes, comments and reposts. Posts that quote it stay.
#[utoipa::path(
    delete, path = "/api/posts/{id}", operation_id = "delete_post", tag = "posts", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The post.")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 403, description = "It is somebody else's, or the account is suspended."),
    ),
)]
pub async fn delete(api: web::Data<Api>, viewer: Viewer, id: Id<PostId>) -> Result<HttpResponse, ApiError> {
    api.services.posts.delete(viewer.id(), id.0).await?;
    Ok(no_content())
}
