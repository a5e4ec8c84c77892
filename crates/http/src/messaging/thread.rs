use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web,
};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vibeslop_application::page::PageRequest;
use vibeslop_domain::ids::{ConversationId, UserId};
use vibeslop_ports::messaging::ThreadState;

use super::messages::MessageBody;
use crate::{
    Api, Settings,
    ground::{
        ApiError, FromQuery, Id, PageQuery, Params, Query, REVALIDATED, Viewer, fingerprint, has_already, next_page,
    },
    shapes::ParticipantBody,
};

const DEFAULT_LIMIT: i64 = 50;

/// Which part of a conversation.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ThreadQuery {
    /// How many messages, up to 100.
    #[param(default = 50)]
    limit: Option<i64>,
    /// How many to skip, back from the newest, up to 10,000.
    #[param(default = 0)]
    offset: Option<i64>,
    /// The `next_cursor` of an answer: for the messages before those in it.
    before: Option<String>,
    /// The same as `before`.
    cursor: Option<String>,
}

impl FromQuery for ThreadQuery {
    fn from_query(query: &Query) -> Self {
        Self {
            limit: query.number("limit"),
            offset: query.number("offset"),
            before: query.text("before").map(str::to_owned),
            cursor: query.text("cursor").map(str::to_owned),
        }
    }
}

impl ThreadQuery {
    fn into_request(self) -> PageRequest {
        let page = PageQuery { limit: self.limit, offset: self.offset, cursor: self.cursor.or(self.before) };
        page.into_request(DEFAULT_LIMIT)
    }
}

/// A part of a conversation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Thread)]
struct ThreadBody {
    id: Uuid,
    /// The other person.
    participant: ParticipantBody,
    /// The oldest first.
    messages: Vec<MessageBody>,
}

/// A part of a conversation, and where the part before it begins.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ThreadPage)]
struct ThreadPageBody {
    data: ThreadBody,
    /// For the messages before these; null where there are none.
    #[schema(required)]
    next_cursor: Option<String>,
    /// Whether there are messages before these.
    has_more: bool,
}

/// What two people wrote to each other
///
/// The newest messages, the oldest of them first. Nothing is marked as read. Ask with `If-None-Match`: as long as nothing
/// is said, the answer is empty, and costs next to nothing.
#[utoipa::path(
    get, path = "/api/conversations/{id}", operation_id = "get_conversation", tag = "messaging",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The conversation."), ThreadQuery),
    responses(
        (status = 200, description = "A part of it.", body = ThreadPageBody,
            headers(("Link" = String, description = "The messages before these, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of a conversation."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn thread(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    id: Id<ConversationId>,
    query: Params<ThreadQuery>,
) -> Result<HttpResponse, ApiError> {
    let (viewer, id) = (viewer.id(), id.0);
    let messaging = &api.services.messaging;
    let caching = (header::CACHE_CONTROL, HeaderValue::from_static(REVALIDATED));
    let vary = (header::VARY, HeaderValue::from_static("authorization"));
    // Whoever asks again is answered without a look at the messages.
    if req.headers().contains_key(header::IF_NONE_MATCH) {
        let tag = tag(&req, &api.settings, viewer, messaging.thread_state(viewer, id).await?);
        if has_already(&req, &tag) {
            let mut same = HttpResponse::NotModified();
            return Ok(same.insert_header(caching).insert_header(vary).insert_header((header::ETAG, tag)).finish());
        }
    }
    let thread = messaging.thread(viewer, id, &query.0.into_request()).await?;
    let base = &api.settings.backend_url;
    let mut response = HttpResponse::Ok();
    response.insert_header(caching).insert_header(vary);
    response.insert_header((header::ETAG, tag(&req, &api.settings, viewer, thread.state)));
    if let Some(link) = next_page(&req, &api.settings, thread.messages.next_cursor.as_deref()) {
        response.insert_header(link);
    }
    Ok(response.json(ThreadPageBody {
        data: ThreadBody {
            id: id.0,
            participant: ParticipantBody::new(thread.participant, base),
            messages: thread.messages.items.into_iter().map(MessageBody::from).collect(),
        },
        has_more: thread.messages.next_cursor.is_some(),
        next_cursor: thread.messages.next_cursor,
    }))
}

/// Weak, and made from all that an answer hangs on: what was said, who the other is, who asks for which part, and the
/// program that answers.
fn tag(req: &HttpRequest, settings: &Settings, viewer: UserId, state: ThreadState) -> String {
    let ThreadState { last_message, participant_version } = state;
    let last = last_message.map_or(Uuid::nil(), |message| message.0);
    let (path, query) = (req.path(), req.query_string());
    let (base, version) = (&settings.backend_url, &settings.version);
    let whole = format!("{last} {participant_version} {viewer} {base} {version} {path}?{query}");
    format!("W/\"{}\"", fingerprint(whole.as_bytes()))
}
