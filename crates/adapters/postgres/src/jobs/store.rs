//! Jobs, as those who run them know them.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Bool, Double, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    ids::{JobId, NodeId},
    jobs::{Attempt, Queue, Reason},
};
use vibeslop_ports::{
    StoreError,
    jobs::{JobStore, Settled, TakenJob},
};

use crate::{Database, error::store_error};

crate::statement! {
    /// See the file.
    struct Take<'a> {
        queue: &'a str as Text,
        most: i64 as BigInt,
        node: Uuid as SqlUuid,
    }
    rows (SqlUuid, Text, Jsonb, Integer, Integer);
    sql include_str!("take.sql");
}

crate::statement! {
    /// See the file.
    struct Settle<'a> {
        node: Uuid as SqlUuid,
        ids: Vec<Uuid> as Array<SqlUuid>,
        attempts: Vec<i32> as Array<Integer>,
        states: Vec<&'a str> as Array<Text>,
        due: Vec<Option<DateTime<Utc>>> as Array<Nullable<Timestamptz>>,
        counts: Vec<bool> as Array<Bool>,
        errors: Vec<Option<&'a str>> as Array<Nullable<Text>>,
        at: Vec<DateTime<Utc>> as Array<Timestamptz>,
    }
    rows ();
    sql include_str!("settle.sql");
}

crate::statement! {
    /// Index: `jobs_due`.
    struct Stage {
        now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "UPDATE jobs SET state = 'available' WHERE id IN (
             SELECT id FROM jobs WHERE state IN ('scheduled', 'retryable') AND scheduled_at <= $1
             ORDER BY id LIMIT 5000 FOR UPDATE SKIP LOCKED
         )";
}

crate::statement! {
    /// Index: the primary key.
    struct Beat {
        node: Uuid as SqlUuid,
    }
    rows ();
    sql "INSERT INTO job_nodes (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET seen_at = clock_timestamp()";
}

crate::statement! {
    /// See the file.
    struct Strays<'a> {
        node: Uuid as SqlUuid,
        held: &'a [Uuid] as Array<SqlUuid>,
    }
    rows ();
    sql include_str!("strays.sql");
}

crate::statement! {
    /// What a node thinks that it holds, and does not. Index: the primary key.
    struct Lost<'a> {
        node: Uuid as SqlUuid,
        held: &'a [Uuid] as Array<SqlUuid>,
    }
    rows SqlUuid;
    sql "SELECT held.id FROM unnest($2) AS held (id)
         WHERE NOT EXISTS (
             SELECT FROM jobs WHERE jobs.id = held.id AND state = 'executing' AND attempted_by = $1
         )";
}

crate::statement! {
    /// See the file.
    struct Rescue {
        silence: f64 as Double,
        now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql include_str!("rescue.sql");
}

crate::statement! {
    /// Forgets nodes that died long ago. Reads the whole table, which has a row a node.
    struct ForgetNodes {}
    rows ();
    sql "DELETE FROM job_nodes WHERE seen_at < clock_timestamp() - interval '1 day'";
}

crate::statement! {
    /// Index: the primary key.
    struct Leave {
        node: Uuid as SqlUuid,
    }
    rows ();
    sql "DELETE FROM job_nodes WHERE id = $1";
}

type Row = (Uuid, String, serde_json::Value, i32, i32);

#[async_trait]
impl JobStore for Database {
    async fn take(&self, queue: Queue, most: usize, node: NodeId) -> Result<Vec<TakenJob>, StoreError> {
        let most = i64::try_from(most).map_err(StoreError::failed)?;
        let take = Take { queue: queue.as_str(), most, node: node.0 };
        let rows: Vec<Row> = take.load(&mut self.pooled().await?).await.map_err(store_error)?;
        rows.into_iter().map(taken).collect()
    }

    async fn settle(&self, node: NodeId, settled: &[Settled]) -> Result<usize, StoreError> {
        let settle = Settle {
            node: node.0,
            ids: settled.iter().map(|job| job.id.0).collect(),
            attempts: settled.iter().map(|job| job.attempt.into()).collect(),
            states: settled.iter().map(|job| job.step.state.as_str()).collect(),
            due: settled.iter().map(|job| job.step.at).collect(),
            counts: settled.iter().map(|job| job.step.counts).collect(),
            errors: settled.iter().map(|job| job.step.error.as_ref().map(Reason::as_str)).collect(),
            at: settled.iter().map(|job| job.at).collect(),
        };
        settle.execute(&mut self.pooled().await?).await.map_err(store_error)
    }

    async fn stage(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        Stage { now }.execute(&mut self.pooled().await?).await.map_err(store_error)
    }

    async fn beat(&self, node: NodeId, held: &[JobId]) -> Result<Vec<JobId>, StoreError> {
        let held: Vec<Uuid> = held.iter().map(|id| id.0).collect();
        let mut connection = self.pooled().await?;
        Beat { node: node.0 }.execute(&mut connection).await.map_err(store_error)?;
        let given_back = Strays { node: node.0, held: &held }.execute(&mut connection).await.map_err(store_error)?;
        if given_back > 0 {
            tracing::warn!(jobs = given_back, "jobs were taken whose node never heard of them: they are given back");
        }
        let lost: Vec<Uuid> = Lost { node: node.0, held: &held }.load(&mut connection).await.map_err(store_error)?;
        Ok(lost.into_iter().map(JobId).collect())
    }

    async fn rescue(&self, silence: Duration, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let mut connection = self.pooled().await?;
        let rescue = Rescue { silence: silence.as_secs_f64(), now };
        let rescued = rescue.execute(&mut connection).await.map_err(store_error)?;
        ForgetNodes {}.execute(&mut connection).await.map_err(store_error)?;
        Ok(rescued)
    }

    async fn leave(&self, node: NodeId) -> Result<(), StoreError> {
        Leave { node: node.0 }.execute(&mut self.pooled().await?).await.map(drop).map_err(store_error)
    }
}

fn taken((id, kind, args, number, most): Row) -> Result<TakenJob, StoreError> {
    let attempt = Attempt {
        number: u16::try_from(number).map_err(StoreError::failed)?,
        most: u16::try_from(most).map_err(StoreError::failed)?,
    };
    Ok(TakenJob { id: JobId(id), kind, args, attempt })
}
