use actix_web::{HttpRequest, HttpResponse, http::header, rt, web};
use vibeslop_domain::{
    gigs::Onlooker,
    ids::{GigId, UserId},
};

use super::drafts::{HireBody, WriteGigBody};
use crate::{
    Api,
    ground::{ApiError, Body, Data, Id, MaybeViewer, Viewer, created, ok},
    limits::client_of,
    shapes::GigBody,
};

/// Offer work
#[utoipa::path(
    post, path = "/api/gigs", operation_id = "create_gig", tag = "gigs", security(("bearer" = [])),
    request_body = WriteGigBody,
    responses((status = 201, description = "It is there, and open.", body = Data<GigBody>, headers(("Location" = String, description = "Where.")))),
)]
pub async fn create(api: web::Data<Api>, viewer: Viewer, body: Body<WriteGigBody>) -> Result<HttpResponse, ApiError> {
    let gig = api.services.gigs.create(viewer.id(), &body.0.gig.0.into_draft()?).await?;
    let base = &api.settings.backend_url;
    Ok(created(format!("{base}/api/gigs/{}", gig.id), GigBody::new(gig, base)))
}

/// A gig
///
/// Looking at it is counted, once a day each and never for its owner; the answer does not wait for that.
#[utoipa::path(
    get, path = "/api/gigs/{id}", operation_id = "get_gig", tag = "gigs", security((), ("bearer" = [])),
    params(("id" = Uuid, Path, description = "The gig.")),
    responses((status = 200, description = "The gig.", body = Data<GigBody>)),
)]
pub async fn show(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: MaybeViewer,
    id: Id<GigId>,
) -> Result<HttpResponse, ApiError> {
    let gig = api.services.gigs.gig(id.0, viewer.id()).await?;
    count_view(&api, &req, viewer.id(), id.0);
    Ok(ok(GigBody::new(gig, &api.settings.backend_url)))
}

/// Nobody waits for it, and nobody hears if it fails: a view more or less is not worth an error.
fn count_view(api: &Api, req: &HttpRequest, viewer: Option<UserId>, gig: GigId) {
    let onlooker = viewer.map_or_else(
        || {
            let agent = req.headers().get(header::USER_AGENT).map(|agent| String::from_utf8_lossy(agent.as_bytes()));
            Onlooker::Browser { address: client_of(req, api), user_agent: agent.unwrap_or_default().into_owned() }
        },
        Onlooker::Person,
    );
    let gigs = api.services.gigs.clone();
    rt::spawn(async move {
        if let Err(error) = gigs.see(gig, &onlooker).await {
            tracing::warn!(error = &error as &dyn std::error::Error, gig.id = %gig, "a view was not counted");
        }
    });
}

/// Change a gig
///
/// While it is open. What is left out stays; `null` clears the budget and the deadline.
#[utoipa::path(
    put, path = "/api/gigs/{id}", operation_id = "update_gig", tag = "gigs", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The gig.")),
    request_body = WriteGigBody,
    responses(
        (status = 200, description = "It is changed.", body = Data<GigBody>),
        (status = 403, description = "It is somebody else's, or the account is suspended."),
        (status = 422, description = "`gig_not_open`: somebody was hired, or it was cancelled. `validation_failed`."),
    ),
)]
pub async fn update(
    api: web::Data<Api>,
    viewer: Viewer,
    id: Id<GigId>,
    body: Body<WriteGigBody>,
) -> Result<HttpResponse, ApiError> {
    let gig = api.services.gigs.update(viewer.id(), id.0, &body.0.gig.0.into_draft()?).await?;
    Ok(ok(GigBody::new(gig, &api.settings.backend_url)))
}

/// Give a gig up
///
/// While it is open. Pending bids are rejected, and those who made them hear of it.
#[utoipa::path(
    post, path = "/api/gigs/{id}/cancel", operation_id = "cancel_gig", tag = "gigs", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The gig.")),
    responses(
        (status = 200, description = "It is cancelled.", body = Data<GigBody>),
        (status = 403, description = "It is somebody else's, or the account is suspended."),
        (status = 422, description = "`gig_not_open`: somebody was hired, or it was cancelled."),
    ),
)]
pub async fn cancel(api: web::Data<Api>, viewer: Viewer, id: Id<GigId>) -> Result<HttpResponse, ApiError> {
    let gig = api.services.gigs.cancel(viewer.id(), id.0).await?;
    Ok(ok(GigBody::new(gig, &api.settings.backend_url)))
}

/// Hire somebody
///
/// Their bid is accepted, all others are rejected, and everybody hears of it. Of two who hire, withdraw or cancel at the
/// same moment, one comes first; the other is told what the gig or the bid is by then.
#[utoipa::path(
    post, path = "/api/gigs/{id}/hire", operation_id = "hire", tag = "gigs", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The gig.")),
    request_body = HireBody,
    responses(
        (status = 200, description = "The gig is in progress.", body = Data<GigBody>),
        (status = 403, description = "It is somebody else's, or the account is suspended. `blocked`: not between the two of you."),
        (status = 404, description = "There is no such gig, or it has no such bid."),
        (status = 422, description = "`gig_not_open`, `bid_not_pending`."),
    ),
)]
pub async fn hire(
    api: web::Data<Api>,
    viewer: Viewer,
    id: Id<GigId>,
    body: Body<HireBody>,
) -> Result<HttpResponse, ApiError> {
    let gig = api.services.gigs.hire(viewer.id(), id.0, body.0.bid()?).await?;
    Ok(ok(GigBody::new(gig, &api.settings.backend_url)))
}

/// Say that a gig is done
///
/// Whoever was hired hears of it. The two may review each other from now on.
#[utoipa::path(
    post, path = "/api/gigs/{id}/complete", operation_id = "complete_gig", tag = "gigs", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The gig.")),
    responses(
        (status = 200, description = "It is completed.", body = Data<GigBody>),
        (status = 403, description = "It is somebody else's, or the account is suspended."),
        (status = 422, description = "`gig_not_in_progress`: nobody was hired, or it is over."),
    ),
)]
pub async fn complete(api: web::Data<Api>, viewer: Viewer, id: Id<GigId>) -> Result<HttpResponse, ApiError> {
    let gig = api.services.gigs.complete(viewer.id(), id.0).await?;
    Ok(ok(GigBody::new(gig, &api.settings.backend_url)))
}
