use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl,
    sql_types::{Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Username,
    ids::{ConversationId, UserId},
    messaging::{Addressee, Correspondence, NewConversation, NewMessage},
};
use vibeslop_ports::{
    StoreError,
    messaging::{FoundAddressee, MessagingStore},
};

use crate::{
    error::store_error,
    rows::word,
    schema::{conversations, messages},
    unit_of_work::PgUnitOfWork,
};

crate::statement! {
    /// Two people, kept as they are, which one is of a name, and who is shown to others. Shared, so that many can write
    /// to one person at once. Index: the primary key, `users_username_key`.
    struct KeepNamed<'a> {
        writer: Uuid as SqlUuid,
        username: &'a str as Text,
    }
    rows (SqlUuid, Bool, Bool);
    sql "SELECT u.id, u.username = $2, EXISTS (SELECT FROM active_users a WHERE a.id = u.id)
         FROM users u
         WHERE u.id = ANY(ARRAY[$1, (SELECT named.id FROM users named WHERE named.username = $2)])
         ORDER BY u.id
         FOR SHARE OF u";
}

crate::statement! {
    /// The two of a conversation that one of them writes in, likewise. Index: the primary keys.
    struct KeepParticipants {
        conversation: Uuid as SqlUuid,
        writer: Uuid as SqlUuid,
    }
    rows (SqlUuid, Bool);
    sql "SELECT u.id, EXISTS (SELECT FROM active_users a WHERE a.id = u.id)
         FROM conversations c
         JOIN users u ON u.id IN (c.user_one_id, c.user_two_id)
         WHERE c.id = $1 AND $2 IN (c.user_one_id, c.user_two_id)
         ORDER BY u.id
         FOR SHARE OF u";
}

crate::statement! {
    /// See the file.
    struct Facts {
        writer: Uuid as SqlUuid,
        addressee: Uuid as SqlUuid,
    }
    rows (Bool, Text, Bool, Bool, Nullable<SqlUuid>);
    sql include_str!("addressee.sql");
}

crate::statement! {
    /// Whether the other has written, and when something was said last. Index: the primary key.
    struct LockConversation {
        id: Uuid as SqlUuid,
        writer: Uuid as SqlUuid,
    }
    rows (Bool, Nullable<Timestamptz>);
    sql "SELECT CASE $2 WHEN c.user_one_id THEN c.user_two_wrote ELSE c.user_one_wrote END, c.last_message_at
         FROM conversations c
         WHERE c.id = $1
         FOR NO KEY UPDATE";
}

crate::statement! {
    /// Marks messages as read, with their conversation locked first. What is said while this waits stays unread.
    /// Index: the primary key of conversations; `messages_unread`.
    struct MarkRead {
        conversation: Uuid as SqlUuid,
        reader: Uuid as SqlUuid,
        at: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "WITH locked AS MATERIALIZED (
             SELECT c.id FROM conversations c
             WHERE c.id = $1 AND $2 IN (c.user_one_id, c.user_two_id)
             FOR NO KEY UPDATE
         )
         UPDATE messages m SET read_at = $3
         FROM locked
         WHERE m.conversation_id = locked.id AND m.sender_id <> $2 AND m.read_at IS NULL";
}

impl PgUnitOfWork {
    /// What the rules look at, and the conversation of the two.
    async fn addressee(&mut self, writer: Uuid, id: Uuid) -> Result<(Addressee, Option<ConversationId>), StoreError> {
        let (blocked, privacy, is_followed, follows, conversation): (bool, String, bool, bool, Option<Uuid>) =
            Facts { writer, addressee: id }.get_result(self.connection()?).await.map_err(store_error)?;
        let privacy = word(&privacy, "users.message_privacy")?;
        Ok((Addressee { id: UserId(id), blocked, privacy, is_followed, follows }, conversation.map(ConversationId)))
    }
}

#[async_trait]
impl MessagingStore for PgUnitOfWork {
    async fn find_addressee(&mut self, writer: UserId, name: &Username) -> Result<Option<FoundAddressee>, StoreError> {
        let statement = KeepNamed { writer: writer.0, username: name.as_str() };
        let kept: Vec<(Uuid, bool, bool)> = statement.load(self.connection()?).await.map_err(store_error)?;
        let named = kept.iter().find(|(_, is_named, _)| *is_named);
        let (true, Some((id, _, is_active))) = (kept.iter().any(|(id, ..)| *id == writer.0), named) else {
            return Ok(None);
        };
        let (addressee, conversation) = self.addressee(writer.0, *id).await?;
        Ok(Some(FoundAddressee { addressee, is_active: *is_active, conversation }))
    }

    async fn open(&mut self, conversation: &NewConversation) -> Result<ConversationId, StoreError> {
        let (one, two) = (conversation.pair.one().0, conversation.pair.two().0);
        // The constraint `conversations_pair` decides.
        let added: Option<Uuid> = diesel::insert_into(conversations::table)
            .values((
                conversations::id.eq(conversation.id.0),
                conversations::user_one_id.eq(one),
                conversations::user_two_id.eq(two),
                conversations::created_by_id.eq(conversation.opened_by.0),
                conversations::inserted_at.eq(conversation.opened_at),
            ))
            .on_conflict_do_nothing()
            .returning(conversations::id)
            .get_result(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        if let Some(id) = added {
            return Ok(ConversationId(id));
        }
        conversations::table
            .filter(conversations::user_one_id.eq(one))
            .filter(conversations::user_two_id.eq(two))
            .select(conversations::id)
            .get_result(self.connection()?)
            .await
            .map(ConversationId)
            .map_err(store_error)
    }

    async fn lock(
        &mut self,
        conversation: ConversationId,
        writer: UserId,
    ) -> Result<Option<Correspondence>, StoreError> {
        let statement = KeepParticipants { conversation: conversation.0, writer: writer.0 };
        let kept: Vec<(Uuid, bool)> = statement.load(self.connection()?).await.map_err(store_error)?;
        let Some((other, true)) = kept.into_iter().find(|(id, _)| *id != writer.0) else { return Ok(None) };
        let statement = LockConversation { id: conversation.0, writer: writer.0 };
        let locked: Option<(bool, Option<DateTime<Utc>>)> =
            statement.get_result(self.connection()?).await.optional().map_err(store_error)?;
        let Some((has_answered, last_at)) = locked else { return Ok(None) };
        let (addressee, _) = self.addressee(writer.0, other).await?;
        Ok(Some(Correspondence { id: conversation, addressee, has_answered, last_at }))
    }

    async fn insert(&mut self, message: &NewMessage) -> Result<(), StoreError> {
        diesel::insert_into(messages::table)
            .values((
                messages::id.eq(message.id.0),
                messages::conversation_id.eq(message.conversation.0),
                messages::sender_id.eq(message.sender.0),
                messages::content.eq(message.text.as_str()),
                messages::inserted_at.eq(message.sent_at),
            ))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn mark_read(
        &mut self,
        conversation: ConversationId,
        reader: UserId,
        at: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let statement = MarkRead { conversation: conversation.0, reader: reader.0, at };
        let marked = statement.execute(self.connection()?).await.map_err(store_error)?;
        Ok(u64::try_from(marked).unwrap_or(u64::MAX))
    }
}
