use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    accounts::Username,
    ids::{ConversationId, MessageId, UserId},
    messaging::{Addressee, Correspondence, NewConversation, NewMessage},
};
use vibeslop_ports::{
    StoreError,
    messaging::{FoundAddressee, MessagingStore},
    stream::What,
};

use super::rows::{ConversationRow, MessageRow, newest};
use crate::{accounts::rows::UserRow, unit_of_work::Unit, world::World};

impl World {
    /// What the rules look at.
    fn addressee(&self, writer: UserId, other: &UserRow) -> Addressee {
        Addressee {
            id: other.id,
            blocked: self.blocked(writer, other.id),
            privacy: other.message_privacy,
            is_followed: self.follows(Some(writer), other.id),
            follows: self.follows(Some(other.id), writer),
        }
    }

    fn conversation_of(&self, one: UserId, other: UserId) -> Option<ConversationId> {
        self.conversations.values().find(|row| row.other(one) == Some(other)).map(|row| row.id)
    }
}

#[async_trait]
impl MessagingStore for Unit {
    async fn find_addressee(&mut self, writer: UserId, name: &Username) -> Result<Option<FoundAddressee>, StoreError> {
        let world = &self.world;
        let (Some(_), Some(other)) = (world.user(writer), world.named(name)) else { return Ok(None) };
        Ok(Some(FoundAddressee {
            addressee: world.addressee(writer, other),
            is_active: other.is_active(world.now),
            conversation: world.conversation_of(writer, other.id),
        }))
    }

    async fn open(&mut self, conversation: &NewConversation) -> Result<ConversationId, StoreError> {
        let pair = conversation.pair;
        if let Some(id) = self.world.conversation_of(pair.one(), pair.two()) {
            return Ok(id);
        }
        self.world.there(pair.one())?;
        self.world.there(pair.two())?;
        let NewConversation { id, opened_by, opened_at, .. } = *conversation;
        let row = ConversationRow { id, pair, created_by: opened_by, inserted_at: opened_at };
        self.world.conversations.add_new(id, row)?;
        Ok(id)
    }

    async fn lock(
        &mut self,
        conversation: ConversationId,
        writer: UserId,
    ) -> Result<Option<Correspondence>, StoreError> {
        let world = &self.world;
        let Some((row, other)) = world.part(conversation, writer) else { return Ok(None) };
        let Some(other) = world.active(other) else { return Ok(None) };
        Ok(Some(Correspondence {
            id: row.id,
            addressee: world.addressee(writer, other),
            has_answered: world.said(row.id).any(|message| message.sender == other.id),
            last_at: newest(world.said(row.id)).map(|message| message.inserted_at),
        }))
    }

    async fn insert(&mut self, message: &NewMessage) -> Result<(), StoreError> {
        let Some((_, other)) = self.world.part(message.conversation, message.sender) else {
            return Err(StoreError::failed("a message is from one of the two"));
        };
        let row = MessageRow {
            id: message.id,
            conversation: message.conversation,
            sender: message.sender,
            content: message.text.as_str().to_owned(),
            read_at: None,
            inserted_at: message.sent_at,
        };
        self.world.messages.add_new(row.id, row)?;
        for person in [message.sender.min(other), message.sender.max(other)] {
            self.world.tell(person, What::Message(message.id));
        }
        Ok(())
    }

    async fn mark_read(
        &mut self,
        conversation: ConversationId,
        reader: UserId,
        at: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        if self.world.part(conversation, reader).is_none() {
            return Ok(0);
        }
        let waits = |row: &MessageRow| row.conversation == conversation && row.waits_for(reader);
        let waiting: Vec<MessageId> = self.world.messages.keys_where(|_, row| waits(row));
        for id in &waiting {
            if let Some(row) = self.world.messages.get_mut(id) {
                row.read_at = Some(at);
            }
        }
        if !waiting.is_empty() {
            self.world.tell(reader, What::Counts);
        }
        Ok(u64::try_from(waiting.len()).unwrap_or(u64::MAX))
    }
}
