use actix_web::{
    HttpMessage, HttpRequest, HttpResponse,
    http::{
        Method,
        header::{ContentEncoding, HeaderName},
    },
    web,
};
use futures_util::stream;
use vibeslop_application::{
    notifications::Told,
    stream::{Heard, Listener},
};

use super::event::{self, EventBody, Telling};
use crate::{
    Api,
    ground::{ApiError, FromQuery, OpenStream, Params, Query, SignedIn, bearer, signed_in},
};

static LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Asks proxies not to keep anything back.
static X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// What stands in the address, for clients that cannot send headers.
#[derive(Debug)]
pub struct ListenQuery {
    ticket: Option<String>,
    last_event_id: Option<String>,
    words: Told,
}

impl FromQuery for ListenQuery {
    fn from_query(query: &Query) -> Self {
        Self {
            ticket: query.text("ticket").map(str::to_owned),
            last_event_id: query.text("last_event_id").map(str::to_owned),
            words: match query.text("types") {
                Some(types) if types.eq_ignore_ascii_case("extended") => Told::Extended,
                _ => Told::Plainly,
            },
        }
    }
}

/// Listen to what happens
///
/// Server-sent events of the signed-in person; comments now and then keep the connection alive.
///
/// | event | data |
/// | --- | --- |
/// | `notification` | a row of `GET /api/notifications` (`Notification`) |
/// | `message` | a message to or from the person (`StreamMessage`) |
/// | `counts` | how much is unread, at the beginning and whenever it may have changed: `{"notifications": 2, "messages": 0}` |
/// | `resync` | `{}`: something may be missing, so read again what you show |
///
/// Every event has an `id`. Whoever comes back with the last one, to whichever node, is told everything behind it, once,
/// for at least five minutes; later, `resync` says that something may be missing. The stream ends when the token does,
/// when the account is suspended or deleted, when its reader is too slow, and when the service restarts.
#[utoipa::path(
    get, path = "/api/stream", operation_id = "listen", tag = "stream",
    security(("bearer" = []), ("ticket" = [])),
    params(
        ("types" = Option<String>, Query, description = "`extended` for notifications of all kinds, as in their list."),
        ("last_event_id" = Option<String>, Query, description = "The same as the header `Last-Event-ID`, for clients that open a new stream and cannot send it."),
        ("Last-Event-ID" = Option<String>, Header, description = "The `id` of the last event that was seen."),
    ),
    responses(
        (status = 200, description = "The stream.", content_type = "text/event-stream", body = EventBody),
        (status = 401, description = "`unauthorized`: there is no valid token. `invalid_ticket`: the ticket is unknown, used or over."),
        (status = 429, description = "`too_many_streams`, or too much was asked otherwise."),
    ),
)]
pub async fn listen(
    api: web::Data<Api>,
    req: HttpRequest,
    query: Params<ListenQuery>,
) -> Result<HttpResponse, ApiError> {
    let stream = &api.services.stream;
    let mut response = HttpResponse::Ok();
    response
        .content_type("text/event-stream")
        // An encoder would keep events back until it has enough of them.
        .insert_header(ContentEncoding::Identity)
        .insert_header((X_ACCEL_BUFFERING.clone(), "no"));
    let (token, ticket) = (bearer(&req), query.0.ticket.as_deref());
    if req.method() == Method::HEAD {
        // A ticket is not used up for nothing.
        signed_in(&req).await?;
        return Ok(response.finish());
    }
    let claims = match (token, ticket) {
        (Some(token), _) => stream.claims(token)?,
        (None, Some(ticket)) => stream.redeem(ticket).await?,
        (None, None) => return Err(ApiError::unauthorized()),
    };
    let user = claims.user;
    let header = req.headers().get(&LAST_EVENT_ID).map(|value| value.to_str().unwrap_or_default().to_owned());
    let last = header.or(query.0.last_event_id);
    let listener = stream.open(claims, last.as_deref()).await?;
    req.extensions_mut().insert(SignedIn(user));
    let telling = Telling { words: query.0.words, base: api.settings.backend_url.clone() };
    let open = OpenStream::begin();
    Ok(response.streaming(stream::unfold((Speaking::Greeting(listener), telling, open), next)))
}

enum Speaking {
    Greeting(Listener),
    Going(Listener),
}

/// A stream: where it is, how it speaks, and that it is counted.
type Open = (Speaking, Telling, OpenStream);

/// The next piece of the stream. The greeting goes out at once, so that the client knows that it is heard.
async fn next((speaking, telling, open): Open) -> Option<(Result<web::Bytes, ApiError>, Open)> {
    match speaking {
        Speaking::Greeting(listener) => Some((Ok(event::greeting()), (Speaking::Going(listener), telling, open))),
        Speaking::Going(mut listener) => {
            let bytes = match listener.next().await? {
                Heard::Event(event) => event::written(&event, &telling),
                Heard::Silence => Ok(event::heartbeat()),
            };
            Some((bytes, (Speaking::Going(listener), telling, open)))
        }
    }
}
