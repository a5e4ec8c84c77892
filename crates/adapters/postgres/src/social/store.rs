use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, QueryDsl,
    sql_types::{Bool, Text, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Username,
    ids::UserId,
    social::{Relation, ReportTerms, Reported, Tie},
};
use vibeslop_ports::{
    StoreError,
    social::{InsertReportError, LockedOther, SocialStore},
};

use crate::{
    error::store_error,
    schema::{blocks, follows, mutes},
    unit_of_work::PgUnitOfWork,
};

crate::statement! {
    /// Two people, locked for their counters, which one of a name, and who is shown to others.
    /// Index: the primary key, `users_username_key`.
    struct LockPair<'a> {
        person: Uuid as SqlUuid,
        username: &'a str as Text,
    }
    rows (SqlUuid, Bool, Bool);
    sql "SELECT u.id, u.username = $2,
             u.leaves_at IS NULL AND (u.suspended_at IS NULL OR coalesce(u.suspended_until <= now(), false))
         FROM users u
         WHERE u.id = ANY(ARRAY[$1, (SELECT named.id FROM users named WHERE named.username = $2)])
         ORDER BY u.id
         FOR NO KEY UPDATE";
}

crate::statement! {
    /// Whether one of two people blocks the other. Index: the primary key of blocks.
    struct IsBlocked {
        one: Uuid as SqlUuid,
        two: Uuid as SqlUuid,
    }
    rows Bool;
    sql "SELECT EXISTS (SELECT FROM blocks WHERE blocker_id = $1 AND blocked_id = $2)
             OR EXISTS (SELECT FROM blocks WHERE blocker_id = $2 AND blocked_id = $1)";
}

#[async_trait]
impl SocialStore for PgUnitOfWork {
    async fn lock_pair(&mut self, person: UserId, name: &Username) -> Result<Option<LockedOther>, StoreError> {
        let statement = LockPair { person: person.0, username: name.as_str() };
        let rows: Vec<(Uuid, bool, bool)> = statement.load(self.connection()?).await.map_err(store_error)?;
        let other = rows.iter().find(|(_, is_named, _)| *is_named);
        let (true, Some((other, _, is_active))) = (rows.iter().any(|(id, ..)| *id == person.0), other) else {
            return Ok(None);
        };
        // Asked only now, with both locked: a block that is being set at this moment is there, or waits for us.
        let blocked = if *other == person.0 {
            false
        } else {
            IsBlocked { one: person.0, two: *other }.get_result(self.connection()?).await.map_err(store_error)?
        };
        Ok(Some(LockedOther { id: UserId(*other), is_active: *is_active, blocked }))
    }

    async fn tie(&mut self, tie: Tie, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let (person, other) = (tie.person.0, tie.other.0);
        let connection = self.connection()?;
        let added = match tie.relation {
            Relation::Follows => {
                diesel::insert_into(follows::table)
                    .values((
                        follows::follower_id.eq(person),
                        follows::following_id.eq(other),
                        follows::inserted_at.eq(at),
                    ))
                    .on_conflict_do_nothing()
                    .execute(connection)
                    .await
            }
            Relation::Blocks => {
                diesel::insert_into(blocks::table)
                    .values((blocks::blocker_id.eq(person), blocks::blocked_id.eq(other), blocks::inserted_at.eq(at)))
                    .on_conflict_do_nothing()
                    .execute(connection)
                    .await
            }
            Relation::Mutes => {
                diesel::insert_into(mutes::table)
                    .values((mutes::muter_id.eq(person), mutes::muted_id.eq(other), mutes::inserted_at.eq(at)))
                    .on_conflict_do_nothing()
                    .execute(connection)
                    .await
            }
        };
        added.map(|rows| rows > 0).map_err(store_error)
    }

    async fn untie(&mut self, tie: Tie) -> Result<bool, StoreError> {
        let pair = (tie.person.0, tie.other.0);
        let connection = self.connection()?;
        let removed = match tie.relation {
            Relation::Follows => diesel::delete(follows::table.find(pair)).execute(connection).await,
            Relation::Blocks => diesel::delete(blocks::table.find(pair)).execute(connection).await,
            Relation::Mutes => diesel::delete(mutes::table.find(pair)).execute(connection).await,
        };
        removed.map(|rows| rows > 0).map_err(store_error)
    }

    async fn lock_reported(&mut self, thing: Reported, reporter: UserId) -> Result<Option<UserId>, StoreError> {
        self.keep_reported(thing, reporter).await
    }

    async fn insert_report(
        &mut self,
        reporter: UserId,
        report: &ReportTerms,
        at: DateTime<Utc>,
    ) -> Result<Uuid, InsertReportError> {
        self.add_report(reporter, report, at).await?.ok_or(InsertReportError::AlreadyReported)
    }
}
