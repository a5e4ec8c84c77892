use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl,
    sql_types::{BigInt, Binary, Integer, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    StoreError,
    accounts::{ExportLink, ExportState, ExportStore, MadeExport},
};

use super::{MadeRow, made};
use crate::{
    error::store_error,
    schema::{export_parts, exports},
    unit_of_work::PgUnitOfWork,
};

crate::statement! {
    /// The primary key decides who is the first to ask. Whoever is leaving begins none: what they have is all that there
    /// will be. Indexes: the primary keys.
    struct Request {
        person: Uuid as SqlUuid,
        now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "INSERT INTO exports (user_id, requested_at)
         SELECT u.id, $2 FROM users u WHERE u.id = $1 AND u.leaves_at IS NULL FOR KEY SHARE
         ON CONFLICT DO NOTHING";
}

crate::statement! {
    /// Indexes: the primary keys.
    struct AddPart<'a> {
        person: Uuid as SqlUuid,
        archive: Uuid as SqlUuid,
        part: i32 as Integer,
        content: &'a [u8] as Binary,
    }
    rows ();
    sql "INSERT INTO export_parts (user_id, archive_id, part, content)
         SELECT e.user_id, $2, $3, $4 FROM exports e WHERE e.user_id = $1 AND e.archive_id IS NULL FOR KEY SHARE";
}

crate::statement! {
    /// Indexes: the primary keys.
    struct Finish {
        person: Uuid as SqlUuid,
        archive: Uuid as SqlUuid,
        parts: i32 as Integer,
        size: i64 as BigInt,
        made_at: DateTime<Utc> as Timestamptz,
        expires_at: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "UPDATE exports SET archive_id = $2, parts = $3, size = $4, made_at = $5, expires_at = $6
         WHERE user_id = $1 AND archive_id IS NULL
            AND (SELECT count(*) FROM export_parts p WHERE p.archive_id = $2 AND p.user_id = $1) = $3";
}

crate::statement! {
    /// Index: the primary keys.
    struct Link<'a> {
        person: Uuid as SqlUuid,
        way: &'a str as Text,
        token_hash: &'a [u8] as Binary,
        now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "INSERT INTO export_links (user_id, way, token_hash)
         SELECT e.user_id, $2, $3 FROM exports e WHERE e.user_id = $1 AND e.expires_at > $4 FOR KEY SHARE
         ON CONFLICT (user_id, way) DO UPDATE SET token_hash = excluded.token_hash";
}

/// When it was asked for, and the five columns of one that is made.
type StateRow = (DateTime<Utc>, Option<Uuid>, Option<i32>, Option<i64>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

fn made_of((_, archive, parts, size, made_at, expires_at): &StateRow) -> Option<MadeRow> {
    Some(((*archive)?, (*parts)?, (*size)?, (*made_at)?, (*expires_at)?))
}

#[async_trait]
impl ExportStore for PgUnitOfWork {
    async fn request(&mut self, person: UserId, now: DateTime<Utc>) -> Result<Option<ExportState>, StoreError> {
        // Its parts and links go with it.
        diesel::delete(exports::table.find(person.0).filter(exports::expires_at.le(now)))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        Request { person: person.0, now }.execute(self.connection()?).await.map_err(store_error)?;
        let row: Option<StateRow> = exports::table
            .find(person.0)
            .select((
                exports::requested_at,
                exports::archive_id,
                exports::parts,
                exports::size,
                exports::made_at,
                exports::expires_at,
            ))
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        row.map(|row| Ok(ExportState { requested_at: row.0, made: made_of(&row).map(made).transpose()? })).transpose()
    }

    async fn add_part(
        &mut self,
        person: UserId,
        archive: Uuid,
        part: u32,
        content: Vec<u8>,
    ) -> Result<bool, StoreError> {
        let part = i32::try_from(part).map_err(StoreError::failed)?;
        AddPart { person: person.0, archive, part, content: &content }
            .execute(self.connection()?)
            .await
            .map(|added| added > 0)
            .map_err(store_error)
    }

    async fn finish(&mut self, person: UserId, made: &MadeExport) -> Result<bool, StoreError> {
        let finish = Finish {
            person: person.0,
            archive: made.archive,
            parts: i32::try_from(made.parts).map_err(StoreError::failed)?,
            size: i64::try_from(made.size).map_err(StoreError::failed)?,
            made_at: made.made_at,
            expires_at: made.expires_at,
        };
        let finished = finish.execute(self.connection()?).await.map_err(store_error)? > 0;
        let parts = export_parts::table.filter(export_parts::user_id.eq(person.0));
        let dropped = if finished {
            diesel::delete(parts.filter(export_parts::archive_id.ne(made.archive))).execute(self.connection()?).await
        } else {
            diesel::delete(parts.filter(export_parts::archive_id.eq(made.archive))).execute(self.connection()?).await
        };
        dropped.map(|_| finished).map_err(store_error)
    }

    async fn link(
        &mut self,
        person: UserId,
        way: ExportLink,
        token_hash: [u8; 32],
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        Link { person: person.0, way: way.as_str(), token_hash: &token_hash, now }
            .execute(self.connection()?)
            .await
            .map(|linked| linked > 0)
            .map_err(store_error)
    }
}
