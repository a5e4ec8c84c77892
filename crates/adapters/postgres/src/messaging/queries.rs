use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension,
    prelude::Queryable,
    sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    ids::{ConversationId, MessageId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    content::AuthorView,
    messaging::{ConversationView, MessageView, MessagingQueries, ThreadState, ThreadView},
};

use crate::{Database, error::store_error};

crate::statement! {
    /// See the file.
    struct Conversations {
        of: Uuid as SqlUuid,
        at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        id: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows (
        SqlUuid, Timestamptz, BigInt,
        SqlUuid, Text, Text, Nullable<Text>, Bool,
        Nullable<SqlUuid>, Nullable<Text>, Nullable<Timestamptz>, Nullable<Bool>,
    );
    sql include_str!("conversations.sql");
}

crate::statement! {
    /// See the file.
    struct Thread {
        conversation: Uuid as SqlUuid,
        viewer: Uuid as SqlUuid,
        at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        id: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows (
        SqlUuid, Text, Text, Nullable<Text>, Bool,
        BigInt, Nullable<SqlUuid>,
        Array<SqlUuid>, Array<Text>, Array<Timestamptz>, Array<Bool>,
    );
    sql include_str!("thread.sql");
}

/// A statement on a conversation as one of the two sees it. Index: the primary keys of conversations and users.
macro_rules! seen_by_one_of_two {
    ($($(#[$meta:meta])* $name:ident: $columns:literal as $rows:ty;)*) => {$(
        crate::statement! {
            $(#[$meta])*
            struct $name {
                conversation: Uuid as SqlUuid,
                viewer: Uuid as SqlUuid,
            }
            rows $rows;
            sql concat!(
                "SELECT ", $columns, "
                 FROM conversations c
                 JOIN active_users other
                     ON other.id = CASE $2 WHEN c.user_one_id THEN c.user_two_id ELSE c.user_one_id END
                 WHERE c.id = $1 AND $2 IN (c.user_one_id, c.user_two_id)"
            );
        }
    )*};
}

seen_by_one_of_two! {
    /// The other.
    Participant: "other.id, other.username, other.display_name, other.avatar_url, other.is_verified"
        as (SqlUuid, Text, Text, Nullable<Text>, Bool);
    /// The newest message, and the number of the state of the other's account.
    State: "c.last_message_id, (SELECT u.version FROM users u WHERE u.id = other.id)" as (Nullable<SqlUuid>, BigInt);
    /// How much of what the other said was not read.
    UnreadIn: "CASE $2 WHEN c.user_one_id THEN c.user_one_unread ELSE c.user_two_unread END::bigint" as BigInt;
}

#[derive(Debug, Queryable)]
struct ConversationRow {
    id: Uuid,
    active_at: DateTime<Utc>,
    unread: i64,
    other_id: Uuid,
    username: String,
    display_name: String,
    avatar_url: Option<String>,
    is_verified: bool,
    last_id: Option<Uuid>,
    content: Option<String>,
    sent_at: Option<DateTime<Utc>>,
    is_own: Option<bool>,
}

impl From<ConversationRow> for ConversationView {
    fn from(row: ConversationRow) -> Self {
        let last = (row.last_id, row.content, row.sent_at, row.is_own);
        Self {
            id: ConversationId(row.id),
            participant: author((row.other_id, row.username, row.display_name, row.avatar_url, row.is_verified)),
            last_message: match last {
                (Some(id), Some(content), Some(sent_at), Some(is_from_viewer)) => {
                    Some(MessageView { id: MessageId(id), content, sent_at, is_from_viewer })
                }
                _ => None,
            },
            unread: row.unread,
            active_at: row.active_at,
        }
    }
}

#[derive(Debug, Queryable)]
struct ThreadRow {
    id: Uuid,
    username: String,
    display_name: String,
    avatar_url: Option<String>,
    is_verified: bool,
    version: i64,
    last_message: Option<Uuid>,
    ids: Vec<Uuid>,
    contents: Vec<String>,
    times: Vec<DateTime<Utc>>,
    own: Vec<bool>,
}

impl ThreadRow {
    fn into_view(self, limit: Limit) -> ThreadView {
        let messages = self.ids.into_iter().zip(self.contents).zip(self.times).zip(self.own);
        let messages = messages.map(|(((id, content), sent_at), is_from_viewer)| MessageView {
            id: MessageId(id),
            content,
            sent_at,
            is_from_viewer,
        });
        ThreadView {
            participant: author((self.id, self.username, self.display_name, self.avatar_url, self.is_verified)),
            messages: Page::of_one_more(messages.collect(), limit, |last: &MessageView| TimeCursor {
                at: last.sent_at,
                id: last.id.0,
            }),
            state: ThreadState { last_message: self.last_message.map(MessageId), participant_version: self.version },
        }
    }
}

fn author(
    (id, username, display_name, avatar_url, is_verified): (Uuid, String, String, Option<String>, bool),
) -> AuthorView {
    AuthorView { id: UserId(id), username, display_name, avatar_url, is_verified }
}

#[async_trait]
impl MessagingQueries for Database {
    async fn conversations(
        &self,
        of: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<ConversationView, TimeCursor>, StoreError> {
        let mut connection = self.reader().await?;
        let after = start.cursor();
        let statement = Conversations {
            of: of.0,
            at: after.map(|after| after.at),
            id: after.map(|after| after.id),
            limit: limit.and_one(),
            offset: start.skipped(),
        };
        let rows: Vec<ConversationRow> = statement.load(&mut connection).await.map_err(store_error)?;
        let page = Page::of_one_more(rows, limit, |row| TimeCursor { at: row.active_at, id: row.id });
        Ok(page.map(ConversationView::from))
    }

    async fn participant(
        &self,
        conversation: ConversationId,
        viewer: UserId,
    ) -> Result<Option<AuthorView>, StoreError> {
        let mut connection = self.reader().await?;
        let statement = Participant { conversation: conversation.0, viewer: viewer.0 };
        Ok(statement.get_result(&mut connection).await.optional().map_err(store_error)?.map(author))
    }

    async fn thread(
        &self,
        conversation: ConversationId,
        viewer: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Option<ThreadView>, StoreError> {
        let mut connection = self.reader().await?;
        let after = start.cursor();
        let statement = Thread {
            conversation: conversation.0,
            viewer: viewer.0,
            at: after.map(|after| after.at),
            id: after.map(|after| after.id),
            limit: limit.and_one(),
            offset: start.skipped(),
        };
        let row: Option<ThreadRow> = statement.get_result(&mut connection).await.optional().map_err(store_error)?;
        Ok(row.map(|row| row.into_view(limit)))
    }

    async fn thread_state(
        &self,
        conversation: ConversationId,
        viewer: UserId,
    ) -> Result<Option<ThreadState>, StoreError> {
        let mut connection = self.reader().await?;
        let statement = State { conversation: conversation.0, viewer: viewer.0 };
        let state: Option<(Option<Uuid>, i64)> =
            statement.get_result(&mut connection).await.optional().map_err(store_error)?;
        Ok(state.map(|(last, version)| ThreadState { last_message: last.map(MessageId), participant_version: version }))
    }

    async fn unread_in(&self, conversation: ConversationId, reader: UserId) -> Result<Option<i64>, StoreError> {
        let mut connection = self.reader().await?;
        let statement = UnreadIn { conversation: conversation.0, viewer: reader.0 };
        statement.get_result(&mut connection).await.optional().map_err(store_error)
    }
}
