use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    ids::{ConversationId, MessageId, NotificationId, UserId},
    stream::Position,
};
use vibeslop_ports::{
    StoreError,
    messaging::MessageView,
    notifications::{NotificationView, Waiting},
    stream::{Said, StreamQueries, Stretch},
};

use super::rows::{Row, stretch};
use crate::{Database, error::store_error, notifications};

crate::statement! {
    /// See the file.
    struct Missed {
        person: Uuid as SqlUuid,
        after: i64 as BigInt,
        until: i64 as BigInt,
        limit: i64 as BigInt,
    }
    rows (Bool, Nullable<BigInt>, Nullable<SqlUuid>, Nullable<Text>, Nullable<SqlUuid>, Nullable<Text>);
    sql include_str!("missed.sql");
}

crate::statement! {
    /// See the file.
    struct Messages<'a> {
        messages: &'a [Uuid] as Array<SqlUuid>,
        viewers: &'a [Uuid] as Array<SqlUuid>,
    }
    rows (SqlUuid, SqlUuid, SqlUuid, Text, Timestamptz, Bool);
    sql include_str!("messages.sql");
}

crate::statement! {
    /// See the file.
    struct Waits<'a> {
        people: &'a [Uuid] as Array<SqlUuid>,
    }
    rows (SqlUuid, BigInt, BigInt);
    sql include_str!("waiting.sql");
}

/// Which, who sees it, where, what, when, and whether they said it.
type MessageRow = (Uuid, Uuid, Uuid, String, DateTime<Utc>, bool);

#[async_trait]
impl StreamQueries for Database {
    async fn missed(
        &self,
        person: UserId,
        after: Position,
        until: Position,
        limit: i64,
    ) -> Result<Stretch, StoreError> {
        let mut connection = self.connection().await?;
        let statement = Missed { person: person.0, after: after.0, until: until.0, limit };
        let rows: Vec<Row> = statement.load(&mut *connection).await.map_err(store_error)?;
        stretch(rows)
    }

    async fn notifications(&self, ids: &[NotificationId]) -> Result<Vec<NotificationView>, StoreError> {
        let mut connection = self.connection().await?;
        notifications::several(&mut connection, ids).await
    }

    async fn messages(&self, seen: &[(MessageId, UserId)]) -> Result<Vec<Said>, StoreError> {
        let (messages, viewers): (Vec<_>, Vec<_>) = seen.iter().map(|(id, viewer)| (id.0, viewer.0)).unzip();
        let mut connection = self.connection().await?;
        let statement = Messages { messages: &messages, viewers: &viewers };
        let rows: Vec<MessageRow> = statement.load(&mut *connection).await.map_err(store_error)?;
        let said = rows.into_iter().map(|(id, viewer, conversation, content, sent_at, is_from_viewer)| Said {
            to: UserId(viewer),
            conversation: ConversationId(conversation),
            message: MessageView { id: MessageId(id), content, sent_at, is_from_viewer },
        });
        Ok(said.collect())
    }

    async fn waiting(&self, people: &[UserId]) -> Result<HashMap<UserId, Waiting>, StoreError> {
        let mut connection = self.connection().await?;
        let ids: Vec<Uuid> = people.iter().map(|person| person.0).collect();
        let rows: Vec<(Uuid, i64, i64)> = Waits { people: &ids }.load(&mut *connection).await.map_err(store_error)?;
        let waiting = |(person, notifications, messages)| (UserId(person), Waiting { notifications, messages });
        Ok(rows.into_iter().map(waiting).collect())
    }
}
