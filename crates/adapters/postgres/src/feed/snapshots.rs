//! Snapshots of the for-you ranking: taken, found, forgotten.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::sql_types::{BigInt, Double, Integer, Nullable, Timestamptz};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection, TransactionManager};
use vibeslop_domain::feed::{
    ALL_HOURS, CARE, GRAVITY, KEPT, LONG_TEXT, MOST_VELOCITY, RECENT_DAYS, RECENT_HOURS, Snapshot, TRENDING_DAYS,
    TRENDING_GRAVITY,
};
use vibeslop_ports::StoreError;

use crate::{Connection, Database, error::store_error, search::GatherWords};

type Manager = <AsyncPgConnection as AsyncConnection>::TransactionManager;

crate::statement! {
    /// Index: `feed_snapshots_pkey`.
    struct Newest {
        now: i64 as BigInt,
    }
    rows Nullable<BigInt>;
    sql "SELECT max(id) FROM feed_snapshots WHERE id <= $1";
}

crate::statement! {
    /// See the file.
    struct Refresh {
        id: i64 as BigInt,
        at: DateTime<Utc> as Timestamptz,
        recent_after: DateTime<Utc> as Timestamptz,
        gravity: f64 as Double,
        recent_before: Option<DateTime<Utc>> as Nullable<Timestamptz>,
    }
    rows ();
    sql include_str!("refresh.sql");
}

crate::statement! {
    /// All of it: how projects trend is said anew each time.
    struct ForgetTrends {}
    rows ();
    sql "DELETE FROM project_trends";
}

crate::statement! {
    /// See the file.
    struct Trends {
        at: DateTime<Utc> as Timestamptz,
        since: DateTime<Utc> as Timestamptz,
        gravity: f64 as Double,
        care: f64 as Double,
        long_text: i32 as Integer,
        recent_since: DateTime<Utc> as Timestamptz,
        all_since: DateTime<Utc> as Timestamptz,
        most_velocity: f64 as Double,
    }
    rows ();
    sql include_str!("trends.sql");
}

crate::statement! {
    /// Index: `feed_snapshots_pkey`; `feed_recent_pkey` for what goes with it.
    struct ForgetSnapshots {
        before: i64 as BigInt,
    }
    rows ();
    sql "DELETE FROM feed_snapshots WHERE id < $1";
}

crate::statement! {
    /// Index: `feed_older_past`.
    struct ForgetOlder {
        before: i64 as BigInt,
    }
    rows ();
    sql "DELETE FROM feed_older WHERE until < 9223372036854775807 AND until <= $1";
}

/// Those who refresh take turns. The rest of the number means nothing. A first ranking of a large site takes longer than a
/// request's statement may.
const TURN: &str = "SELECT pg_advisory_xact_lock(7306923845112); SET LOCAL statement_timeout = '10min'";

/// How much longer than promised a snapshot is kept, for nodes whose clocks differ and pages that are on their way.
const SLACK: TimeDelta = TimeDelta::minutes(5);

/// The newest snapshot up to `now`.
pub async fn newest(connection: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<Option<Snapshot>, StoreError> {
    let newest: Option<i64> =
        Newest { now: now.timestamp_micros() }.get_result(connection).await.map_err(store_error)?;
    newest
        .map(|id| {
            let at = DateTime::from_timestamp_micros(id);
            at.map(|at| Snapshot { at }).ok_or_else(|| StoreError::failed("a snapshot is of no time"))
        })
        .transpose()
}

/// When a snapshot is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Where the newest is old enough.
    IfDue,
    /// Whatever there is.
    Anyway,
}

/// Takes a snapshot, or answers the one that is fresh.
pub async fn refresh(database: &Database, now: DateTime<Utc>, taken: Taken) -> Result<Snapshot, StoreError> {
    let mut turn = Turn(Some(database.own().await?));
    Manager::begin_transaction(turn.connection()?).await.map_err(store_error)?;
    let snapshot = take(turn.connection()?, now, taken).await?;
    Manager::commit_transaction(turn.connection()?).await.map_err(store_error)?;
    drop(turn.0.take());
    Ok(snapshot)
}

async fn take(connection: &mut AsyncPgConnection, now: DateTime<Utc>, taken: Taken) -> Result<Snapshot, StoreError> {
    // Its own statement: the next one sees what was committed while this one waited.
    connection.batch_execute(TURN).await.map_err(store_error)?;
    let before = newest(connection, now).await?;
    // One of this very moment is as new as it gets.
    if let Some(fresh) = before.filter(|before| before.at == now || taken == Taken::IfDue && !before.is_due(now)) {
        return Ok(fresh);
    }
    let (first, window) = (before.is_none(), TimeDelta::days(RECENT_DAYS));
    Refresh {
        id: now.timestamp_micros(),
        at: now,
        recent_after: now - window,
        gravity: GRAVITY,
        recent_before: before.map(|before| before.at - window),
    }
    .execute(connection)
    .await
    .map_err(store_error)?;
    ForgetTrends {}.execute(connection).await.map_err(store_error)?;
    Trends {
        at: now,
        since: now - TimeDelta::days(TRENDING_DAYS),
        gravity: TRENDING_GRAVITY,
        care: CARE,
        long_text: LONG_TEXT,
        recent_since: now - TimeDelta::hours(RECENT_HOURS),
        all_since: now - TimeDelta::hours(ALL_HOURS),
        most_velocity: MOST_VELOCITY,
    }
    .execute(connection)
    .await
    .map_err(store_error)?;
    // With some room for what was committed late.
    let since = before.map(|before| before.at - TimeDelta::minutes(1));
    GatherWords { since }.execute(connection).await.map_err(store_error)?;
    let before = (now - KEPT - SLACK).timestamp_micros();
    ForgetSnapshots { before }.execute(connection).await.map_err(store_error)?;
    ForgetOlder { before }.execute(connection).await.map_err(store_error)?;
    if first {
        // A table that was empty a moment ago is planned for as if it still were.
        connection
            .batch_execute("ANALYZE feed_recent, feed_older, feed_liked, search_words")
            .await
            .map_err(store_error)?;
    }
    Ok(Snapshot { at: now })
}

/// A turn that ends before its time, cancelled or failed, takes its connection and with it the lock along.
struct Turn(Option<Connection>);

impl Turn {
    fn connection(&mut self) -> Result<&mut AsyncPgConnection, StoreError> {
        self.0.as_deref_mut().ok_or_else(|| StoreError::failed("the turn has ended"))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            connection.abandon();
        }
    }
}
