use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_application::messaging::Conversation;
use vibeslop_ports::messaging::{ConversationView, MessageView};

use crate::{
    Api,
    ground::{ApiError, Body, Data, Field, Page, PageQuery, Params, RequestBody, Time, Viewer, ok, page},
    shapes::ParticipantBody,
};

const DEFAULT_LIMIT: i64 = 50;

/// What was said last.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LastMessage)]
struct LastMessageBody {
    content: String,
    timestamp: Time,
    /// Whether the caller said it.
    is_from_me: bool,
}

impl From<MessageView> for LastMessageBody {
    fn from(message: MessageView) -> Self {
        Self { content: message.content, timestamp: message.sent_at.into(), is_from_me: message.is_from_viewer }
    }
}

/// A conversation in a list.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ConversationEntry)]
struct ConversationEntryBody {
    id: Uuid,
    /// The other person.
    participant: ParticipantBody,
    /// Null where nothing was said yet.
    #[schema(required)]
    last_message: Option<LastMessageBody>,
    /// How much of what the other said the caller has not read.
    unread_count: i64,
}

impl ConversationEntryBody {
    fn new(conversation: ConversationView, base: &str) -> Self {
        Self {
            id: conversation.id.0,
            participant: ParticipantBody::new(conversation.participant, base),
            last_message: conversation.last_message.map(LastMessageBody::from),
            unread_count: conversation.unread,
        }
    }
}

/// A conversation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Conversation)]
struct ConversationBody {
    id: Uuid,
    /// The other person.
    participant: ParticipantBody,
}

/// Whom one wants to talk to.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewConversation)]
pub struct NewConversationBody {
    /// The other person, in any case.
    #[serde(default)]
    #[schema(value_type = String, required, example = "bob")]
    username: Field<String>,
}

impl RequestBody for NewConversationBody {
    const NEEDS: &'static str = "An object with `username` is required";
}

/// One's conversations
///
/// Those first in which something was said last. Left out are conversations with people whom the caller does not see,
/// and those that somebody else opened and never wrote to.
#[utoipa::path(
    get, path = "/api/conversations", operation_id = "list_conversations", tag = "messaging",
    security(("bearer" = [])),
    params(PageQuery),
    responses(
        (status = 200, description = "A page; 50 unless said otherwise.", body = Page<ConversationEntryBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn conversations(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    query: Params<PageQuery>,
) -> Result<HttpResponse, ApiError> {
    let request = query.0.into_request(DEFAULT_LIMIT);
    let listed = api.services.messaging.conversations(viewer.id(), &request).await?;
    Ok(page(&req, &api.settings, listed, ConversationEntryBody::new))
}

/// Open a conversation with somebody
///
/// The one that is there, if there is one. The other sees nothing of it until there is a message.
#[utoipa::path(
    post, path = "/api/conversations", operation_id = "open_conversation", tag = "messaging",
    security(("bearer" = [])),
    request_body = NewConversationBody,
    responses(
        (status = 200, description = "The conversation, found or made.", body = Data<ConversationBody>),
        (status = 400, description = "`username` is missing, or it is one's own: `cannot_message_self`."),
        (status = 403, description = "`messaging_restricted`: they do not take messages from everybody. \
            `blocked`: one of the two blocks the other. Or the account is suspended."),
        (status = 404, description = "There is nobody of that name."),
    ),
)]
pub async fn open(
    api: web::Data<Api>,
    viewer: Viewer,
    body: Body<NewConversationBody>,
) -> Result<HttpResponse, ApiError> {
    let username = body.0.username.given().filter(|name| !name.trim().is_empty());
    let username = username.ok_or_else(|| ApiError::bad_request(NewConversationBody::NEEDS))?;
    let Conversation { id, participant } = api.services.messaging.open(viewer.id(), &username).await?;
    let participant = ParticipantBody::new(participant, &api.settings.backend_url);
    Ok(ok(ConversationBody { id: id.0, participant }))
}
