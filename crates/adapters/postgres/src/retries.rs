//! Writes that came with a key.

use std::{fmt::Write as _, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension,
    sql_types::{Binary, Bool, Double, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;
use vibeslop_ports::{
    StoreError,
    retries::{Claim, Claimed, KeptAnswer, LEASE, RetryLog, WholeRequest},
};

use crate::{Database, error::store_error, whole::PgWholeRequest};

crate::statement! {
    /// Takes a key that is free. Index: the primary key.
    struct Take<'a> {
        caller: Uuid as SqlUuid,
        key: &'a str as Text,
        request: &'a [u8] as Binary,
        owner: Uuid as SqlUuid,
        lease: f64 as Double,
        now: DateTime<Utc> as Timestamptz,
        expires_at: DateTime<Utc> as Timestamptz,
    }
    rows SqlUuid;
    sql "INSERT INTO retries AS known (caller, key, request, owner, leased_until, expires_at)
         VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5), $7)
         ON CONFLICT (caller, key) DO UPDATE
         SET request = excluded.request, owner = excluded.owner, leased_until = excluded.leased_until,
             expires_at = excluded.expires_at, status = NULL, headers = NULL, body = NULL
         WHERE known.expires_at <= $6 OR (known.status IS NULL AND known.leased_until <= clock_timestamp())
         RETURNING owner";
}

crate::statement! {
    /// What stands under a key. Index: the primary key.
    struct Known<'a> {
        caller: Uuid as SqlUuid,
        key: &'a str as Text,
        request: &'a [u8] as Binary,
    }
    rows (Bool, Nullable<Integer>, Nullable<Jsonb>, Nullable<Binary>);
    sql "SELECT request = $3, status, headers, body FROM retries WHERE caller = $1 AND key = $2";
}

crate::statement! {
    /// Index: the primary key.
    struct Renew<'a> {
        caller: Uuid as SqlUuid,
        key: &'a str as Text,
        owner: Uuid as SqlUuid,
        lease: f64 as Double,
    }
    rows SqlUuid;
    sql "UPDATE retries SET leased_until = clock_timestamp() + make_interval(secs => $4)
         WHERE caller = $1 AND key = $2 AND owner = $3 AND status IS NULL";
}

crate::statement! {
    /// Index: the primary key.
    struct Release<'a> {
        caller: Uuid as SqlUuid,
        key: &'a str as Text,
        owner: Uuid as SqlUuid,
    }
    rows SqlUuid;
    sql "DELETE FROM retries WHERE caller = $1 AND key = $2 AND owner = $3 AND status IS NULL";
}

crate::statement! {
    /// Index: the primary key.
    struct Answer<'a> {
        caller: Uuid as SqlUuid,
        key: &'a str as Text,
        owner: Uuid as SqlUuid,
        status: i32 as Integer,
        headers: serde_json::Value as Jsonb,
        body: &'a [u8] as Binary,
    }
    rows SqlUuid;
    sql "UPDATE retries SET status = $4, headers = $5, body = $6
         WHERE caller = $1 AND key = $2 AND owner = $3 AND status IS NULL";
}

type Row = (bool, Option<i32>, Option<serde_json::Value>, Option<Vec<u8>>);

/// How often a key is asked for that is given back just when it was found taken.
const ATTEMPTS: u32 = 3;

#[async_trait]
impl RetryLog for Database {
    async fn claim(&self, claim: &Claim) -> Result<Claimed, StoreError> {
        let mut connection = self.pooled().await?;
        let (caller, key) = place(claim);
        for _ in 0..ATTEMPTS {
            let take = Take {
                caller,
                key: &key,
                request: &claim.request,
                owner: claim.owner,
                lease: LEASE.as_secs_f64(),
                now: claim.now,
                expires_at: claim.expires_at,
            };
            let taken: Option<Uuid> = take.get_result(&mut connection).await.optional().map_err(store_error)?;
            if taken.is_some() {
                return Ok(Claimed::Ours);
            }
            let known = Known { caller, key: &key, request: &claim.request };
            let known: Option<Row> = known.get_result(&mut connection).await.optional().map_err(store_error)?;
            if let Some(row) = known {
                return found(row);
            }
        }
        Ok(Claimed::Running)
    }

    async fn renew(&self, claim: &Claim) -> Result<(), StoreError> {
        let (caller, key) = place(claim);
        let renew = Renew { caller, key: &key, owner: claim.owner, lease: LEASE.as_secs_f64() };
        renew.execute(&mut self.pooled().await?).await.map(drop).map_err(store_error)
    }

    async fn release(&self, claim: &Claim) -> Result<(), StoreError> {
        let (caller, key) = place(claim);
        let release = Release { caller, key: &key, owner: claim.owner };
        release.execute(&mut self.pooled().await?).await.map(drop).map_err(store_error)
    }

    fn whole(&self) -> Arc<dyn WholeRequest> {
        Arc::new(PgWholeRequest::new(self.clone()))
    }
}

/// Writes the answer, if the claim still stands.
pub(crate) async fn write_answer(
    connection: &mut AsyncPgConnection,
    claim: &Claim,
    answer: &KeptAnswer,
) -> Result<bool, StoreError> {
    let (caller, key) = place(claim);
    let answer = Answer {
        caller,
        key: &key,
        owner: claim.owner,
        status: i32::from(answer.status),
        headers: serde_json::to_value(&answer.headers).map_err(StoreError::failed)?,
        body: &answer.body,
    };
    Ok(answer.execute(connection).await.map_err(store_error)? == 1)
}

fn found((same, status, headers, body): Row) -> Result<Claimed, StoreError> {
    if !same {
        return Ok(Claimed::Reused);
    }
    let (Some(status), Some(headers), Some(body)) = (status, headers, body) else { return Ok(Claimed::Running) };
    let status = u16::try_from(status).map_err(StoreError::failed)?;
    let headers = serde_json::from_value(headers).map_err(StoreError::failed)?;
    Ok(Claimed::Answered(KeptAnswer { status, headers, body }))
}

/// Where a claim's row is. Those who are not signed in cannot be told apart, so a key of theirs is one only together
/// with the request: nobody is refused, or answered, because of a stranger's key. The blank is in no key.
fn place(claim: &Claim) -> (Uuid, String) {
    let key = claim.key.as_str();
    if let Some(caller) = claim.caller {
        return (caller.0, key.to_owned());
    }
    let mut key = format!("{key} ");
    for byte in claim.request {
        // Writing to a `String` cannot fail.
        let _ = write!(key, "{byte:02x}");
    }
    (Uuid::nil(), key)
}
