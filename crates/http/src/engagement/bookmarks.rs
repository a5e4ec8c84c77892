use actix_web::{HttpRequest, HttpResponse, web};

use crate::{
    Api,
    ground::{ApiError, Page, PageQuery, Params, Viewer, page},
    shapes::FeedItemBody,
};

const DEFAULT_LIMIT: i64 = 20;

/// What one bookmarked
///
/// Posts and projects, the newest bookmark first. What is gone, or not to be seen by now, is left out.
#[utoipa::path(
    get, path = "/api/bookmarks", operation_id = "list_bookmarks", tag = "engagement", security(("bearer" = [])),
    params(PageQuery),
    responses(
        (status = 200, description = "A page.", body = Page<FeedItemBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn bookmarks(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.0.into_request(DEFAULT_LIMIT);
    let listed = api.services.engagement.bookmarks(viewer.id(), &request).await?;
    Ok(page(&req, &api.settings, listed, FeedItemBody::new))
}
