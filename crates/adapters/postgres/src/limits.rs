//! Exact limits: counts of what people did, one row a person and limit, shared by all nodes.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Bool, Integer, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    ids::UserId,
    limits::{Decision, Policy, Standing},
};
use vibeslop_ports::{StoreError, limits::LimitStore};

use crate::{
    Database,
    error::{names_nothing, store_error, violated},
};

crate::statement! {
    /// See the file.
    struct Take<'a> {
        user: Uuid as SqlUuid,
        policies: Vec<&'a str> as Array<Text>,
        starts: Vec<DateTime<Utc>> as Array<Timestamptz>,
        quotas: Vec<i32> as Array<Integer>,
        alone: bool as Bool,
    }
    rows (Text, Timestamptz, Integer);
    sql include_str!("limits/take.sql");
}

crate::statement! {
    /// See the file.
    struct GiveBack<'a> {
        user: Uuid as SqlUuid,
        policies: Vec<&'a str> as Array<Text>,
        starts: Vec<DateTime<Utc>> as Array<Timestamptz>,
    }
    rows ();
    sql include_str!("limits/give_back.sql");
}

crate::statement! {
    /// Index: the primary key.
    struct Kept<'a> {
        user: Uuid as SqlUuid,
        policies: Vec<&'a str> as Array<Text>,
    }
    rows (Text, Timestamptz, Integer);
    sql "SELECT policy, starts_at, used FROM limit_windows WHERE user_id = $1 AND policy = ANY($2)";
}

/// A limit's name, when the window began, how often it was used in it.
type Row = (String, DateTime<Utc>, i32);

/// How often several limits are asked again when none of them is used up any more by the time that they are looked at.
const ATTEMPTS: usize = 3;

#[async_trait]
impl LimitStore for Database {
    async fn take(&self, user: UserId, policies: &[Policy], now: DateTime<Utc>) -> Result<Decision, StoreError> {
        if let Some(refused) = refused(policies.iter().map(|policy| untouched(policy, now))) {
            return Ok(refused);
        }
        let mut connection = self.own().await?;
        for _ in 0..ATTEMPTS {
            let take = Take {
                user: user.0,
                policies: names(policies),
                starts: starts(policies, now),
                quotas: policies.iter().map(quota).collect(),
                alone: policies.len() == 1,
            };
            match take.load::<Row>(&mut *connection).await {
                Ok(rows) if rows.len() == policies.len() => {
                    return Ok(Decision::Taken(standings(policies, &rows, now)));
                }
                Ok(_) => {}
                Err(error) if violated(&error, "limit_not_exceeded") => {}
                // The account is gone: whatever the person wants to do will fail, and count for nobody.
                Err(error) if names_nothing(&error) => {
                    return Ok(Decision::Taken(policies.iter().map(|policy| untouched(policy, now)).collect()));
                }
                Err(error) => return Err(store_error(error)),
            }
            let kept = Kept { user: user.0, policies: names(policies) };
            let rows: Vec<Row> = kept.load(&mut *connection).await.map_err(store_error)?;
            if let Some(refused) = refused(standings(policies, &rows, now).into_iter()) {
                return Ok(refused);
            }
        }
        Err(StoreError::Contended("limits were given back and used up while they were looked at".into()))
    }

    async fn give_back(&self, user: UserId, policies: &[Policy], taken_at: DateTime<Utc>) -> Result<(), StoreError> {
        let mut connection = self.own().await?;
        GiveBack { user: user.0, policies: names(policies), starts: starts(policies, taken_at) }
            .execute(&mut *connection)
            .await
            .map_err(store_error)?;
        Ok(())
    }

    async fn standings(
        &self,
        user: UserId,
        policies: &[Policy],
        now: DateTime<Utc>,
    ) -> Result<Vec<Standing>, StoreError> {
        let mut connection = self.own().await?;
        let kept = Kept { user: user.0, policies: names(policies) };
        let rows: Vec<Row> = kept.load(&mut *connection).await.map_err(store_error)?;
        Ok(standings(policies, &rows, now))
    }
}

/// The refusal, if one of the limits has nothing left.
fn refused(standings: impl Iterator<Item = Standing>) -> Option<Decision> {
    let used_up: Vec<Standing> = standings.filter(|standing| standing.remaining == 0).collect();
    if used_up.is_empty() { None } else { Some(Decision::Refused(used_up)) }
}

/// What the rows say of each of the limits. A row of a window that is over says nothing.
fn standings(policies: &[Policy], rows: &[Row], now: DateTime<Utc>) -> Vec<Standing> {
    let standing = |policy: &Policy| {
        let row = rows
            .iter()
            .find(|(name, starts_at, _)| name == policy.name.as_str() && *starts_at >= policy.window.start(now));
        row.map_or_else(
            || untouched(policy, now),
            |(_, starts_at, used)| Standing {
                policy: *policy,
                remaining: policy.quota.saturating_sub(u32::try_from(*used).unwrap_or_default()),
                resets_in: policy.window.left(*starts_at, now),
            },
        )
    };
    policies.iter().map(standing).collect()
}

fn untouched(policy: &Policy, now: DateTime<Utc>) -> Standing {
    let resets_in = policy.window.left(policy.window.start(now), now);
    Standing { policy: *policy, remaining: policy.quota, resets_in }
}

fn names(policies: &[Policy]) -> Vec<&'static str> {
    policies.iter().map(|policy| policy.name.as_str()).collect()
}

fn starts(policies: &[Policy], now: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    policies.iter().map(|policy| policy.window.start(now)).collect()
}

fn quota(policy: &Policy) -> i32 {
    i32::try_from(policy.quota).unwrap_or(i32::MAX)
}
