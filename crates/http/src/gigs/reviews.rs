use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;
use vibeslop_domain::ids::GigId;

use super::drafts::WriteReviewBody;
use crate::{
    Api,
    ground::{ApiError, Body, Data, Id, MaybeViewer, PageQuery, Params, Viewer, next_page, ok},
    shapes::ReviewBody,
};

const DEFAULT_LIMIT: i64 = 20;

/// Reviews of a gig
///
/// What the two concerned say of each other, newest first.
#[utoipa::path(
    get, path = "/api/gigs/{id}/reviews", operation_id = "list_reviews", tag = "gigs", security((), ("bearer" = [])),
    params(("id" = Uuid, Path, description = "The gig.")),
    responses((status = 200, description = "At most two reviews.", body = Data<Vec<ReviewBody>>)),
)]
pub async fn list(api: web::Data<Api>, viewer: MaybeViewer, id: Id<GigId>) -> Result<HttpResponse, ApiError> {
    let reviews = api.services.gigs.reviews(id.0, viewer.id()).await?;
    let base = &api.settings.backend_url;
    Ok(ok(reviews.into_iter().map(|review| ReviewBody::new(review, base)).collect::<Vec<_>>()))
}

/// Review a gig
///
/// Its owner and whoever was hired review each other, once each, when it is completed. The other one hears of it.
#[utoipa::path(
    post, path = "/api/gigs/{id}/reviews", operation_id = "create_review", tag = "gigs", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The gig.")),
    request_body = WriteReviewBody,
    responses(
        (status = 201, description = "It is there, and stays.", body = Data<ReviewBody>),
        (status = 403, description = "The caller has no part in this gig, or the account is suspended."),
        (status = 422, description = "`gig_not_completed`, `no_hired_bid`, `already_reviewed`, `validation_failed`."),
    ),
)]
pub async fn create(
    api: web::Data<Api>,
    viewer: Viewer,
    id: Id<GigId>,
    body: Body<WriteReviewBody>,
) -> Result<HttpResponse, ApiError> {
    let review = api.services.gigs.review(viewer.id(), id.0, &body.0.review.0.into_draft()?).await?;
    Ok(HttpResponse::Created().json(Data { data: ReviewBody::new(review, &api.settings.backend_url) }))
}

/// What a person was given on the whole.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Rating)]
struct RatingBody {
    /// 0 where nobody reviewed them.
    #[schema(example = 4.5)]
    average: f64,
    count: i64,
}

/// Reviews of a person.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReviewsOfPerson)]
struct ReviewsBody {
    data: Vec<ReviewBody>,
    rating: RatingBody,
    /// Where the next part begins; null on the last.
    #[schema(required)]
    next_cursor: Option<String>,
    /// Whether there is a next part.
    has_more: bool,
}

/// Reviews of a person
///
/// What they were told after gigs, newest first, and what they were given on the whole.
#[utoipa::path(
    get, path = "/api/users/{username}/reviews", operation_id = "list_reviews_of_user", tag = "gigs",
    security((), ("bearer" = [])),
    params(("username" = String, Path, description = "Whose, in any case.", example = "ada"), PageQuery),
    responses(
        (status = 200, description = "A page; empty where one of the two does not see the other.", body = ReviewsBody,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn of_person(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: MaybeViewer,
    username: web::Path<String>,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.0.into_request(DEFAULT_LIMIT);
    let (listed, rating) = api.services.gigs.reviews_of(&username, &request, viewer.id()).await?;
    let base = &api.settings.backend_url;
    let mut response = HttpResponse::Ok();
    if let Some(link) = next_page(&req, &api.settings, listed.next_cursor.as_deref()) {
        response.insert_header(link);
    }
    Ok(response.json(ReviewsBody {
        data: listed.items.into_iter().map(|review| ReviewBody::new(review, base)).collect(),
        rating: RatingBody { average: rating.average, count: rating.count },
        has_more: listed.next_cursor.is_some(),
        next_cursor: listed.next_cursor,
    }))
}
