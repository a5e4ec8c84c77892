use vibeslop_domain::{
    Violations,
    accounts::Username,
    ids::{ConversationId, MessageId, UserId},
    messaging::{MessageText, MessagingRefused, NewConversation},
};
use vibeslop_ports::{content::AuthorView, messaging::MessageView};

use super::{Messaging, reading::NO_CONVERSATION};
use crate::{
    Error, in_transaction,
    mail::{self, Letter},
    persistently,
};

const NOBODY: Error = Error::NotFound("user");

/// A conversation, and with whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conversation {
    /// Which.
    pub id: ConversationId,
    /// The other person.
    pub participant: AuthorView,
}

impl Messaging {
    /// The conversation with somebody, opened if there is none. They see nothing of it until there is a message.
    pub async fn open(&self, writer: UserId, username: &str) -> Result<Conversation, Error> {
        let name = Username::sought(username).ok_or(NOBODY)?;
        let new = ConversationId(self.ids.next());
        let now = self.clock.now();
        let id = persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let found = tx.messaging().find_addressee(writer, &name).await?.ok_or(NOBODY)?;
                // Somebody suspended is shown to nobody.
                if !found.is_active {
                    return Err(NOBODY);
                }
                let pair = found.addressee.converse(writer, found.conversation.is_some())?;
                if let Some(id) = found.conversation {
                    return Ok(id);
                }
                let conversation = NewConversation { id: new, pair, opened_by: writer, opened_at: now };
                Ok(tx.messaging().open(&conversation).await?)
            })
        })
        .await?;
        let participant = self.queries.participant(id, writer).await?.ok_or(NOBODY)?;
        Ok(Conversation { id, participant })
    }

    /// Says something. Message, unread count and the conversation's place in lists change together.
    pub async fn send(
        &self,
        sender: UserId,
        conversation: ConversationId,
        content: &str,
    ) -> Result<MessageView, Error> {
        let text = MessageText::new(content).map_err(|reason| Violations::of("content", reason))?;
        let id = MessageId(self.ids.next());
        let now = self.clock.now();
        let message = persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let there = tx.messaging().lock(conversation, sender).await?.ok_or(NO_CONVERSATION)?;
                let message = there.send(id, sender, text.clone(), now)?;
                tx.messaging().insert(&message).await?;
                // Notifications do not speak of messages: the unread count does, and a mail if they stay unread.
                let letter = Letter::NewMessage { conversation: conversation.0, by: sender.0 };
                mail::enqueue(tx, &*self.ids, there.addressee.id, letter, now).await?;
                Ok(message)
            })
        })
        .await?;
        Ok(MessageView {
            id: message.id,
            content: message.text.as_str().to_owned(),
            sent_at: message.sent_at,
            is_from_viewer: true,
        })
    }

    /// Marks what the other has said as read. How many messages were not. Where there are none, nothing is written.
    pub async fn read(&self, reader: UserId, conversation: ConversationId) -> Result<u64, Error> {
        if self.queries.unread_in(conversation, reader).await?.ok_or(NO_CONVERSATION)? == 0 {
            return Ok(0);
        }
        let now = self.clock.now();
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                Ok(tx.messaging().mark_read(conversation, reader, now).await?)
            })
        })
        .await
    }
}

impl From<MessagingRefused> for Error {
    fn from(refused: MessagingRefused) -> Self {
        let (code, message) = (refused.code(), refused.to_string());
        match refused {
            MessagingRefused::Oneself => Self::Malformed { code, message },
            MessagingRefused::Blocked | MessagingRefused::Restricted => Self::Forbidden { code, message },
        }
    }
}
