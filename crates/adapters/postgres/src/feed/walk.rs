//! What is read for the next page of a walk through the for-you feed.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Double, Nullable, SmallInt, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    feed::{Ahead, GRAVITY, PREFERENCE_FACTOR, Place, RECENT_DAYS, Ranked, Walk},
    ids::UserId,
};
use vibeslop_ports::StoreError;

use super::{BEYOND, item};
use crate::{Reader, error::store_error};

crate::statement! {
    /// See the file.
    struct ForYou {
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        snapshot: i64 as BigInt,
        snapshot_at: DateTime<Utc> as Timestamptz,
        as_of: DateTime<Utc> as Timestamptz,
        recent_score: f64 as Double,
        recent_at: DateTime<Utc> as Timestamptz,
        recent_id: Uuid as SqlUuid,
        older_score: f64 as Double,
        older_at: DateTime<Utc> as Timestamptz,
        older_id: Uuid as SqlUuid,
        preference_factor: f64 as Double,
        window: i64 as BigInt,
        waiting: Vec<Uuid> as Array<SqlUuid>,
        waiting_recent_scores: Vec<f64> as Array<Double>,
        waiting_recent_times: Vec<DateTime<Utc>> as Array<Timestamptz>,
        waiting_recent_ids: Vec<Uuid> as Array<SqlUuid>,
        waiting_older_scores: Vec<f64> as Array<Double>,
        waiting_older_times: Vec<DateTime<Utc>> as Array<Timestamptz>,
        waiting_older_ids: Vec<Uuid> as Array<SqlUuid>,
        floors: Vec<DateTime<Utc>> as Array<Timestamptz>,
        floors_recent_after: Vec<DateTime<Utc>> as Array<Timestamptz>,
        floors_as_of: Vec<DateTime<Utc>> as Array<Timestamptz>,
        floors_recent: Vec<bool> as Array<Bool>,
        floors_scores: Vec<f64> as Array<Double>,
        floors_times: Vec<DateTime<Utc>> as Array<Timestamptz>,
        floors_ids: Vec<Uuid> as Array<SqlUuid>,
        gravity: f64 as Double,
    }
    rows (Bool, Bool, SmallInt, SqlUuid, SqlUuid, Double, Timestamptz);
    sql include_str!("for_you.sql");
}

type Row = (bool, bool, i16, Uuid, Uuid, f64, DateTime<Utc>);

/// A place as the two parts of the ranking are compared with: among the recent and among the older items. Whoever stands
/// behind an older item is behind all recent ones; whoever stands behind a recent one is before all older ones.
struct Bounds {
    recent: (f64, DateTime<Utc>, Uuid),
    older: (f64, DateTime<Utc>, Uuid),
}

impl Bounds {
    fn of(place: Option<&Place>) -> Self {
        let before_all = (f64::INFINITY, BEYOND, Uuid::max());
        let behind_all = (-1.0, DateTime::UNIX_EPOCH, Uuid::nil());
        match place {
            None => Self { recent: before_all, older: before_all },
            Some(place) if place.recent => Self { recent: (place.score, place.at, place.id), older: before_all },
            Some(place) => Self { recent: behind_all, older: (place.score, place.at, place.id) },
        }
    }
}

/// What comes next.
pub async fn ahead(
    connection: &mut Reader,
    walk: &Walk,
    viewer: Option<UserId>,
    window: usize,
) -> Result<Ahead, StoreError> {
    let behind = Bounds::of(walk.behind.as_ref());
    let waiting: Vec<Bounds> = walk.waiting.iter().map(|waiting| Bounds::of(Some(&waiting.behind))).collect();
    let limit = i64::try_from(window).unwrap_or(i64::MAX);
    let rows: Vec<Row> = ForYou {
        viewer: viewer.map(|viewer| viewer.0),
        snapshot: walk.snapshot.at.timestamp_micros(),
        snapshot_at: walk.snapshot.at,
        as_of: walk.as_of,
        recent_score: behind.recent.0,
        recent_at: behind.recent.1,
        recent_id: behind.recent.2,
        older_score: behind.older.0,
        older_at: behind.older.1,
        older_id: behind.older.2,
        preference_factor: PREFERENCE_FACTOR,
        window: limit,
        waiting: walk.waiting.iter().map(|waiting| waiting.author.0).collect(),
        waiting_recent_scores: waiting.iter().map(|bounds| bounds.recent.0).collect(),
        waiting_recent_times: waiting.iter().map(|bounds| bounds.recent.1).collect(),
        waiting_recent_ids: waiting.iter().map(|bounds| bounds.recent.2).collect(),
        waiting_older_scores: waiting.iter().map(|bounds| bounds.older.0).collect(),
        waiting_older_times: waiting.iter().map(|bounds| bounds.older.1).collect(),
        waiting_older_ids: waiting.iter().map(|bounds| bounds.older.2).collect(),
        floors: walk.floors.iter().map(|floor| floor.seen_at).collect(),
        floors_recent_after: walk.floors.iter().map(|floor| floor.seen_at - TimeDelta::days(RECENT_DAYS)).collect(),
        floors_as_of: walk.floors.iter().map(|floor| floor.as_of).collect(),
        floors_recent: walk.floors.iter().map(|floor| floor.reached.recent).collect(),
        floors_scores: walk.floors.iter().map(|floor| floor.reached.score).collect(),
        floors_times: walk.floors.iter().map(|floor| floor.reached.at).collect(),
        floors_ids: walk.floors.iter().map(|floor| floor.reached.id).collect(),
        gravity: GRAVITY,
    }
    .load(connection)
    .await
    .map_err(store_error)?;
    let mut ahead = Ahead::default();
    for (held, recent, kind, id, author, score, at) in rows {
        let ranked = Ranked { item: item(kind, id), author: UserId(author), place: Place { recent, score, at, id } };
        if held { ahead.held.push(ranked) } else { ahead.next.push(ranked) }
    }
    ahead.exhausted = ahead.next.len() < window;
    Ok(ahead)
}
