//! Editing posts, and what they said before.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vibeslop_domain::{Violations, ids::PostId};
use vibeslop_ports::content::RevisionView;

use crate::{
    Api,
    ground::{
        ApiError, Body, Data, Field, Id, MaybeViewer, Object, Page, PageQuery, Params, RequestBody, Time, Viewer, ok,
        page,
    },
    shapes::PostBody,
};

const DEFAULT_LIMIT: i64 = 20;

/// A text in the place of another. Nothing else of what was published can be changed.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = EditedText)]
pub struct EditedBody {
    /// Markdown.
    #[serde(default)]
    #[schema(value_type = String, example = "Shipped the parser, at last")]
    content: Field<String>,
}

impl EditedBody {
    pub fn content(self) -> Result<Option<String>, Violations> {
        let mut wrong = Violations::default();
        let content = self.content.take(&mut wrong, "content");
        wrong.into_result(content)
    }
}

/// What a post shall say.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = EditPost)]
pub struct EditPostBody {
    #[schema(value_type = EditedBody)]
    post: Object<EditedBody>,
}

impl RequestBody for EditPostBody {
    const NEEDS: &'static str = "The key `post` with an object is required";
}

/// Change a post's text
///
/// What it said before stays in its history. Whoever is mentioned only now hears of it.
#[utoipa::path(
    put, path = "/api/posts/{id}", operation_id = "update_post", tag = "posts", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The post.")),
    request_body = EditPostBody,
    responses(
        (status = 200, description = "It is changed.", body = Data<PostBody>),
        (status = 403, description = "It is somebody else's, or the account is suspended."),
    ),
)]
pub async fn update(
    api: web::Data<Api>,
    viewer: Viewer,
    id: Id<PostId>,
    body: Body<EditPostBody>,
) -> Result<HttpResponse, ApiError> {
    let content = body.0.post.0.content()?;
    let post = api.services.posts.edit(viewer.id(), id.0, content.as_deref()).await?;
    Ok(ok(PostBody::new(post, &api.settings.backend_url)))
}

/// What a post said until it was changed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Revision)]
pub struct RevisionBody {
    content: String,
    /// When another text took its place.
    replaced_at: Time,
}

impl RevisionBody {
    fn new(revision: RevisionView, _: &str) -> Self {
        Self { content: revision.content, replaced_at: revision.replaced_at.into() }
    }
}

/// What a post said before
///
/// Replaced last, first. Whoever may see the post may see this.
#[utoipa::path(
    get, path = "/api/posts/{id}/history", operation_id = "get_post_history", tag = "posts",
    security((), ("bearer" = [])),
    params(("id" = Uuid, Path, description = "The post."), PageQuery),
    responses(
        (status = 200, description = "A page; empty for a post that was never changed.", body = Page<RevisionBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn history(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: MaybeViewer,
    id: Id<PostId>,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.0.into_request(DEFAULT_LIMIT);
    let listed = api.services.posts.history(id.0, &request, viewer.id()).await?;
    Ok(page(&req, &api.settings, listed, RevisionBody::new))
}
