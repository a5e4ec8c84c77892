use std::fmt::Write;

use actix_web::web::Bytes;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_application::{
    notifications::{Notification, Told as Words},
    stream::{Event, Told},
};
use vibeslop_ports::stream::Said;

use crate::{accounts::CountsBody, ground::ApiError, messaging::MessageBody, notifications::NotificationBody};

/// When a client that was cut off comes back, in milliseconds.
const BACK_IN: u32 = 2_000;

/// The first words.
pub fn greeting() -> Bytes {
    Bytes::from(format!("retry: {BACK_IN}\n\n"))
}

/// A comment: nothing has happened, and both are still there.
pub fn heartbeat() -> Bytes {
    Bytes::from_static(b": still here\n\n")
}

/// The data of the event `message`.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StreamMessage)]
pub struct SaidBody {
    conversation_id: Uuid,
    message: MessageBody,
}

impl From<Said> for SaidBody {
    fn from(said: Said) -> Self {
        Self { conversation_id: said.conversation.0, message: said.message.into() }
    }
}

/// The data of an event: of `notification`, of `message`, of `counts`, or nothing, of `resync`.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = StreamEvent)]
pub enum EventBody {
    Notification(Box<NotificationBody>),
    Message(SaidBody),
    Counts(CountsBody),
    Resync {},
}

/// How a client is told.
#[derive(Debug, Clone)]
pub struct Telling {
    /// In which words.
    pub words: Words,
    /// The address of this service.
    pub base: String,
}

/// An event in its form (HTML, section 9.2.6). JSON has no line breaks but escaped ones.
pub fn written(event: &Event, telling: &Telling) -> Result<Bytes, ApiError> {
    let (name, body) = match &event.told {
        Told::Notification(view) => {
            let notification = Notification::told_in(telling.words.vocabulary(), view.clone());
            let body = NotificationBody::new(notification, telling.words, &telling.base);
            // Of nobody's doing: there is nothing to tell.
            let Some(body) = body else { return Ok(Bytes::new()) };
            ("notification", EventBody::Notification(Box::new(body)))
        }
        Told::Message(said) => ("message", EventBody::Message(said.clone().into())),
        Told::Counts(waiting) => ("counts", EventBody::Counts((*waiting).into())),
        Told::Resync => ("resync", EventBody::Resync {}),
    };
    let data = serde_json::to_string(&body).map_err(ApiError::internal)?;
    let mut text = String::with_capacity(data.len() + 64);
    write!(text, "id: {}\nevent: {name}\ndata: {data}\n\n", event.id).map_err(ApiError::internal)?;
    Ok(text.into())
}

#[cfg(test)]
mod tests {
    use vibeslop_domain::ids::{ConversationId, MessageId, UserId};
    use vibeslop_domain::stream::{EventId, Part, Position};
    use vibeslop_ports::{messaging::MessageView, notifications::Waiting};

    use super::*;

    #[test]
    fn an_event_has_its_number_its_name_and_one_line_of_data() {
        let id = EventId { position: Position(7), part: Part::Counts };
        let telling = Telling { words: Words::Plainly, base: "http://localhost:4001".to_owned() };
        let counts = Told::Counts(Waiting { notifications: 2, messages: 1 });
        let text = written(&Event { id, told: counts }, &telling).unwrap();
        assert_eq!(text, "id: 7-1\nevent: counts\ndata: {\"notifications\":2,\"messages\":1}\n\n");
        let id = EventId { position: Position(0), part: Part::Itself };
        let message = MessageView {
            id: MessageId(Uuid::from_u128(2)),
            content: "one\ntwo".to_owned(),
            sent_at: "2026-02-02T10:15:30Z".parse().unwrap(),
            is_from_viewer: false,
        };
        let said = Said { to: UserId(Uuid::nil()), conversation: ConversationId(Uuid::from_u128(1)), message };
        let text = written(&Event { id, told: Told::Message(said) }, &telling).unwrap();
        assert_eq!(text.split(|byte| *byte == b'\n').count(), 5, "{text:?}");
        assert_eq!(
            written(&Event { id, told: Told::Resync }, &telling).unwrap(),
            "id: 0-0\nevent: resync\ndata: {}\n\n"
        );
    }
}
