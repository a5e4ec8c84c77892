use actix_web::{HttpRequest, HttpResponse, web};
use secrecy::ExposeSecret;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Api,
    ground::{ApiError, Time, Viewer, bearer},
};

/// A ticket.
#[derive(Serialize, ToSchema)]
#[schema(as = StreamTicket)]
struct TicketBody<'a> {
    /// For the parameter `ticket` of `GET /api/stream`. Good for one stream.
    ticket: &'a str,
    /// Until when it opens a stream: for 30 seconds.
    expires_at: Time,
}

/// Get a ticket for the live stream
///
/// For clients that cannot send a header, as the `EventSource` of browsers. It opens one stream, and is worth no more than
/// the token: what ends the token ends the ticket, and the stream that was opened with it.
#[utoipa::path(
    post, path = "/api/stream/ticket", operation_id = "issue_stream_ticket", tag = "stream",
    security(("bearer" = [])),
    responses((status = 200, description = "The ticket, without an envelope.", body = TicketBody)),
)]
pub async fn issue(api: web::Data<Api>, req: HttpRequest, _viewer: Viewer) -> Result<HttpResponse, ApiError> {
    let token = bearer(&req).ok_or_else(ApiError::unauthorized)?;
    let issued = api.services.stream.issue_ticket(token).await?;
    let ticket = TicketBody { ticket: issued.ticket.expose_secret(), expires_at: issued.expires_at.into() };
    Ok(HttpResponse::Ok().json(ticket))
}
