//! Jobs, as administrators see them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, QueryableByName,
    sql_types::{BigInt, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use serde::Deserialize;
use uuid::Uuid;
use vibeslop_domain::{
    ids::{JobId, NodeId},
    jobs::{JobState, Priority, Queue},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    jobs::{JobCount, JobError, JobFilter, JobQueries, JobView},
};

use crate::{
    Database,
    error::store_error,
    rows::{list, word},
};

crate::statement! {
    /// See the file.
    struct Jobs<'a> {
        state: Option<&'a str> as Nullable<Text>,
        queue: Option<&'a str> as Nullable<Text>,
        before: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows named;
    sql include_str!("jobs.sql");
}

crate::statement! {
    /// Index: the primary key.
    struct One {
        id: Uuid as SqlUuid,
    }
    rows named;
    sql "SELECT * FROM jobs WHERE id = $1";
}

crate::statement! {
    /// Reads the whole table.
    struct Counts {}
    rows (Text, Text, BigInt);
    sql "SELECT queue, state, count(*) FROM jobs GROUP BY queue, state ORDER BY queue, state";
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    state: String,
    #[diesel(sql_type = Text)]
    queue: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Jsonb)]
    args: serde_json::Value,
    #[diesel(sql_type = Jsonb)]
    errors: serde_json::Value,
    #[diesel(sql_type = Integer)]
    attempt: i32,
    #[diesel(sql_type = Integer)]
    max_attempts: i32,
    #[diesel(sql_type = Integer)]
    priority: i32,
    #[diesel(sql_type = Nullable<Text>)]
    unique_key: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    scheduled_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    attempted_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    attempted_by: Option<Uuid>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    finished_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Timestamptz)]
    inserted_at: DateTime<Utc>,
}

#[derive(Deserialize)]
struct ErrorRow {
    at: DateTime<Utc>,
    attempt: u16,
    error: String,
}

impl TryFrom<Row> for JobView {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let error = |row: ErrorRow| JobError { at: row.at, attempt: row.attempt, error: row.error };
        Ok(Self {
            id: JobId(row.id),
            kind: row.kind,
            queue: row.queue.parse().ok(),
            state: word(&row.state, "jobs.state")?,
            args: row.args,
            errors: list(row.errors, error)?,
            attempt: u16::try_from(row.attempt).map_err(StoreError::failed)?,
            max_attempts: u16::try_from(row.max_attempts).map_err(StoreError::failed)?,
            priority: Priority::of(u8::try_from(row.priority).map_err(StoreError::failed)?),
            unique_key: row.unique_key,
            scheduled_at: row.scheduled_at,
            attempted_at: row.attempted_at,
            attempted_by: row.attempted_by.map(NodeId),
            finished_at: row.finished_at,
            inserted_at: row.inserted_at,
        })
    }
}

#[async_trait]
impl JobQueries for Database {
    async fn jobs(
        &self,
        filter: JobFilter,
        start: Start,
        limit: Limit,
    ) -> Result<Page<JobView, TimeCursor>, StoreError> {
        let jobs = Jobs {
            state: filter.state.map(JobState::as_str),
            queue: filter.queue.map(Queue::as_str),
            before: start.cursor().map(|cursor| cursor.id),
            limit: limit.and_one(),
            offset: start.skipped(),
        };
        let rows: Vec<Row> = jobs.load(&mut *self.connection().await?).await.map_err(store_error)?;
        let jobs = rows.into_iter().map(JobView::try_from).collect::<Result<_, _>>()?;
        Ok(Page::of_one_more(jobs, limit, |job: &JobView| TimeCursor { at: job.inserted_at, id: job.id.0 }))
    }

    async fn job(&self, id: JobId) -> Result<Option<JobView>, StoreError> {
        let one = One { id: id.0 };
        let row: Option<Row> = one.get_result(&mut *self.connection().await?).await.optional().map_err(store_error)?;
        row.map(JobView::try_from).transpose()
    }

    async fn job_counts(&self) -> Result<Vec<JobCount>, StoreError> {
        let rows: Vec<(String, String, i64)> =
            Counts {}.load(&mut *self.connection().await?).await.map_err(store_error)?;
        let count = |(queue, state, jobs): (String, String, i64)| {
            Ok(JobCount { queue, state: word(&state, "jobs.state")?, jobs })
        };
        rows.into_iter().map(count).collect()
    }
}
