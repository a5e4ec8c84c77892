//! Conversations that are kept wrongly.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    accounts::Username,
    ids::{ConversationId, UserId},
    messaging::{Correspondence, NewConversation, NewMessage},
};
use vibeslop_ports::{
    StoreError,
    messaging::{FoundAddressee, MessagingStore},
};

use crate::{Fault, FaultyWork};

#[async_trait]
impl MessagingStore for FaultyWork {
    async fn find_addressee(&mut self, writer: UserId, name: &Username) -> Result<Option<FoundAddressee>, StoreError> {
        self.inner.messaging().find_addressee(writer, name).await
    }

    async fn open(&mut self, conversation: &NewConversation) -> Result<ConversationId, StoreError> {
        let found = self.inner.messaging().open(conversation).await?;
        // As if there were none of these two yet.
        Ok(if self.has(Fault::OpensAnother) { conversation.id } else { found })
    }

    async fn lock(
        &mut self,
        conversation: ConversationId,
        writer: UserId,
    ) -> Result<Option<Correspondence>, StoreError> {
        self.inner.messaging().lock(conversation, writer).await
    }

    async fn insert(&mut self, message: &NewMessage) -> Result<(), StoreError> {
        self.inner.messaging().insert(message).await
    }

    async fn mark_read(
        &mut self,
        conversation: ConversationId,
        reader: UserId,
        at: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        self.inner.messaging().mark_read(conversation, reader, at).await
    }
}
