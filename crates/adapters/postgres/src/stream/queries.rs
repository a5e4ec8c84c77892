use std::collections::HashMap;

use async_trait::async_trait;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{ids::UserId, stream::Position};
use vibeslop_ports::{
    StoreError,
    stream::{StreamQueries, Stretch, Unread},
};

use super::rows::{Row, stretch};
use crate::{Database, error::store_error};

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
    struct UnreadOf<'a> {
        people: &'a [Uuid] as Array<SqlUuid>,
    }
    rows (SqlUuid, BigInt);
    sql include_str!("unread.sql");
}

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

    async fn unread(&self, people: &[UserId]) -> Result<HashMap<UserId, Unread>, StoreError> {
        let mut connection = self.connection().await?;
        let ids: Vec<Uuid> = people.iter().map(|person| person.0).collect();
        let rows: Vec<(Uuid, i64)> = UnreadOf { people: &ids }.load(&mut *connection).await.map_err(store_error)?;
        let mut unread: HashMap<_, _> = people.iter().map(|person| (*person, Unread::default())).collect();
        for (person, notifications) in rows {
            unread.entry(UserId(person)).or_default().notifications = notifications;
        }
        Ok(unread)
    }
}
