use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_domain::{Violations, ids::ConversationId};
use vibeslop_ports::messaging::MessageView;

use crate::{
    Api,
    ground::{ApiError, Body, Data, Field, Id, RequestBody, Time, Viewer, ok},
};

/// A message.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Message)]
pub struct MessageBody {
    id: Uuid,
    content: String,
    timestamp: Time,
    /// Whether the caller said it.
    is_from_me: bool,
}

impl From<MessageView> for MessageBody {
    fn from(message: MessageView) -> Self {
        Self {
            id: message.id.0,
            content: message.content,
            timestamp: message.sent_at.into(),
            is_from_me: message.is_from_viewer,
        }
    }
}

/// What one says.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewMessage)]
pub struct NewMessageBody {
    /// 1 to 10,000 characters.
    #[serde(default)]
    #[schema(value_type = String, required, example = "On my way")]
    content: Field<String>,
}

impl RequestBody for NewMessageBody {
    const NEEDS: &'static str = "An object with `content` is required";
}

impl NewMessageBody {
    fn into_content(self) -> Result<String, ApiError> {
        if matches!(self.content, Field::Absent) {
            return Err(ApiError::bad_request(Self::NEEDS));
        }
        let mut wrong = Violations::default();
        let content = self.content.take(&mut wrong, "content");
        // Null is as good as blank.
        Ok(wrong.into_result(content.unwrap_or_default())?)
    }
}

/// How much was not read before.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = MessagesRead)]
struct MessagesReadBody {
    /// Always true.
    success: bool,
    /// How many messages were marked as read by this request.
    marked_read_count: u64,
}

/// Say something
///
/// Whoever takes messages from some people only is asked with every message, until they have answered.
#[utoipa::path(
    post, path = "/api/conversations/{id}/messages", operation_id = "send_message", tag = "messaging",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The conversation.")),
    request_body = NewMessageBody,
    responses(
        (status = 200, description = "It is said.", body = Data<MessageBody>),
        (status = 400, description = "`content` is missing."),
        (status = 403, description = "`messaging_restricted`: they do not take messages from everybody. \
            `blocked`: one of the two blocks the other. Or the account is suspended."),
        (status = 422, description = "`content` is blank or too long."),
    ),
)]
pub async fn send(
    api: web::Data<Api>,
    viewer: Viewer,
    id: Id<ConversationId>,
    body: Body<NewMessageBody>,
) -> Result<HttpResponse, ApiError> {
    let content = body.0.into_content()?;
    let message = api.services.messaging.send(viewer.id(), id.0, &content).await?;
    Ok(ok(MessageBody::from(message)))
}

/// Mark a conversation as read
///
/// All that the other has said so far. To do so again changes nothing.
#[utoipa::path(
    post, path = "/api/conversations/{id}/read", operation_id = "read_conversation", tag = "messaging",
    security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The conversation.")),
    responses((status = 200, description = "It is read.", body = MessagesReadBody)),
)]
pub async fn read(api: web::Data<Api>, viewer: Viewer, id: Id<ConversationId>) -> Result<HttpResponse, ApiError> {
    let marked_read_count = api.services.messaging.read(viewer.id(), id.0).await?;
    Ok(HttpResponse::Ok().json(MessagesReadBody { success: true, marked_read_count }))
}
