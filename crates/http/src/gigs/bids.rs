use actix_web::{HttpRequest, HttpResponse, web};
use vibeslop_domain::ids::{BidId, GigId};

use super::drafts::WriteBidBody;
use crate::{
    Api,
    ground::{ApiError, Body, Data, Id, Page, PageQuery, Params, Viewer, no_content, ok, page},
    shapes::{BidBody, OwnBidBody},
};

/// The web client does not page here.
const DEFAULT_OWN_LIMIT: i64 = 100;

/// Bids on a gig
///
/// Newest first: all for the gig's owner, withdrawn ones too; for anybody else their own.
#[utoipa::path(
    get, path = "/api/gigs/{id}/bids", operation_id = "list_bids", tag = "gigs", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The gig.")),
    responses((status = 200, description = "The bids.", body = Data<Vec<BidBody>>)),
)]
pub async fn list(api: web::Data<Api>, viewer: Viewer, id: Id<GigId>) -> Result<HttpResponse, ApiError> {
    let bids = api.services.gigs.bids(viewer.id(), id.0).await?;
    let base = &api.settings.backend_url;
    Ok(ok(bids.into_iter().map(|bid| BidBody::new(bid, base)).collect::<Vec<_>>()))
}

/// Bid on a gig
///
/// One bid a person; one that was withdrawn is placed anew. The gig's owner hears of it.
#[utoipa::path(
    post, path = "/api/gigs/{id}/bids", operation_id = "place_bid", tag = "gigs", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The gig.")),
    request_body = WriteBidBody,
    responses(
        (status = 201, description = "It is there, and pending.", body = Data<BidBody>),
        (status = 403, description = "`blocked`: not between the two of you. `suspended`."),
        (status = 422, description = "`cannot_bid_on_own_gig`, `gig_not_open`, `already_bid`, `validation_failed`."),
    ),
)]
pub async fn place(
    api: web::Data<Api>,
    viewer: Viewer,
    id: Id<GigId>,
    body: Body<WriteBidBody>,
) -> Result<HttpResponse, ApiError> {
    let bid = api.services.gigs.place_bid(viewer.id(), id.0, &body.0.bid.0.into_draft()?).await?;
    // It has no address that could be read, to be named in `Location`.
    Ok(HttpResponse::Created().json(Data { data: BidBody::new(bid, &api.settings.backend_url) }))
}

/// Change a bid
///
/// While it is pending. What is left out stays.
#[utoipa::path(
    put, path = "/api/gigs/{id}/bids/{bid_id}", operation_id = "update_bid", tag = "gigs", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The gig."), ("bid_id" = Uuid, Path, description = "A bid on it.")),
    request_body = WriteBidBody,
    responses(
        (status = 200, description = "It is changed.", body = Data<BidBody>),
        (status = 403, description = "It is somebody else's, or the account is suspended."),
        (status = 422, description = "`bid_not_pending`: it was decided on, or withdrawn. `validation_failed`."),
    ),
)]
pub async fn change(
    api: web::Data<Api>,
    viewer: Viewer,
    id: Id<GigId>,
    bid: Id<BidId>,
    body: Body<WriteBidBody>,
) -> Result<HttpResponse, ApiError> {
    let bid = api.services.gigs.change_bid(viewer.id(), id.0, bid.0, &body.0.bid.0.into_draft()?).await?;
    Ok(ok(BidBody::new(bid, &api.settings.backend_url)))
}

/// Take a bid back
///
/// While it is pending. It is kept as withdrawn.
#[utoipa::path(
    delete, path = "/api/gigs/{id}/bids/{bid_id}", operation_id = "withdraw_bid", tag = "gigs", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The gig."), ("bid_id" = Uuid, Path, description = "A bid on it.")),
    responses(
        (status = 204, description = "It is withdrawn."),
        (status = 403, description = "It is somebody else's, or the account is suspended."),
        (status = 422, description = "`bid_not_pending`: it was decided on, or withdrawn."),
    ),
)]
pub async fn withdraw(
    api: web::Data<Api>,
    viewer: Viewer,
    id: Id<GigId>,
    bid: Id<BidId>,
) -> Result<HttpResponse, ApiError> {
    api.services.gigs.withdraw_bid(viewer.id(), id.0, bid.0).await?;
    Ok(no_content())
}

/// The caller's own bids
///
/// Of every status, newest first, with the gigs that they are on.
#[utoipa::path(
    get, path = "/api/my/bids", operation_id = "list_my_bids", tag = "gigs", security(("bearer" = [])),
    params(PageQuery),
    responses(
        (status = 200, description = "A page of bids, 100 unless `limit` says otherwise.", body = Page<OwnBidBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn own(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let listed = api.services.gigs.own_bids(viewer.id(), &query.0.into_request(DEFAULT_OWN_LIMIT)).await?;
    Ok(page(&req, &api.settings, listed, OwnBidBody::new))
}
