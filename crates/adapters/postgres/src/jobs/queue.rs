//! Jobs, as a unit of work adds and changes them.

use std::collections::HashSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension,
    sql_types::{Array, Bool, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{ids::JobId, jobs::JobState};
use vibeslop_ports::{
    StoreError,
    jobs::{Enqueued, JobChange, JobQueue, NewJob, Tick},
};

use crate::{
    error::{store_error, violated},
    rows::word,
    unit_of_work::PgUnitOfWork,
};

crate::statement! {
    /// Takes keys from jobs that are done and have held them long enough. Index: `jobs_unique_key`.
    struct LetGo<'a> {
        kinds: Vec<&'a str> as Array<Text>,
        keys: Vec<&'a str> as Array<Text>,
        now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql include_str!("let_go.sql");
}

crate::statement! {
    /// See the file.
    struct Enqueue<'a> {
        ids: Vec<Uuid> as Array<SqlUuid>,
        states: Vec<&'a str> as Array<Text>,
        queues: Vec<&'a str> as Array<Text>,
        kinds: Vec<&'a str> as Array<Text>,
        args: Vec<&'a serde_json::Value> as Array<Jsonb>,
        most: Vec<i32> as Array<Integer>,
        priorities: Vec<i32> as Array<Integer>,
        keys: Vec<Option<&'a str>> as Array<Nullable<Text>>,
        until: Vec<Option<DateTime<Utc>>> as Array<Nullable<Timestamptz>>,
        at: Vec<DateTime<Utc>> as Array<Timestamptz>,
        now: Vec<DateTime<Utc>> as Array<Timestamptz>,
    }
    rows SqlUuid;
    sql include_str!("enqueue.sql");
}

crate::statement! {
    /// Notes a moment of the schedule that is later than any before, and tells whether there was one before: a row that
    /// was inserted has not been changed by anybody (`xmax`). Index: the primary key.
    struct NoteTick<'a> {
        name: &'a str as Text,
        due_at: DateTime<Utc> as Timestamptz,
    }
    rows Bool;
    sql "INSERT INTO job_ticks AS known (name, due_at) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at WHERE known.due_at < excluded.due_at
         RETURNING xmax = 0";
}

crate::statement! {
    /// A job, to be changed. Index: the primary key.
    struct Lock {
        id: Uuid as SqlUuid,
    }
    rows Text;
    sql "SELECT state FROM jobs WHERE id = $1 FOR UPDATE";
}

crate::statement! {
    /// Lets a locked job run now, unless another has its key. Index: the primary key, `jobs_unique_key`.
    struct Retry {
        id: Uuid as SqlUuid,
        now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql include_str!("retry.sql");
}

crate::statement! {
    /// Calls a locked job off. Index: the primary key.
    struct Cancel {
        id: Uuid as SqlUuid,
        now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "UPDATE jobs SET state = 'cancelled', finished_at = $2 WHERE id = $1";
}

#[async_trait]
impl JobQueue for PgUnitOfWork {
    async fn enqueue_all(&mut self, jobs: &[NewJob]) -> Result<Vec<Enqueued>, StoreError> {
        let Some(now) = jobs.iter().map(|job| job.now).max() else { return Ok(Vec::new()) };
        let held: Vec<_> = jobs.iter().filter_map(|job| Some((job.kind, job.unique.as_ref()?.key.as_str()))).collect();
        if !held.is_empty() {
            let (kinds, keys) = held.into_iter().unzip();
            LetGo { kinds, keys, now }.execute(self.connection()?).await.map_err(store_error)?;
        }
        let ids: Vec<Uuid> = jobs.iter().map(|_| self.new_id()).collect();
        let state = |job: &NewJob| if job.at > job.now { JobState::Scheduled } else { JobState::Available };
        let enqueue = Enqueue {
            ids: ids.clone(),
            states: jobs.iter().map(|job| state(job).as_str()).collect(),
            queues: jobs.iter().map(|job| job.queue.as_str()).collect(),
            kinds: jobs.iter().map(|job| job.kind).collect(),
            args: jobs.iter().map(NewJob::args).collect::<Result<_, _>>()?,
            most: jobs.iter().map(|job| job.max_attempts.into()).collect(),
            priorities: jobs.iter().map(|job| job.priority.get().into()).collect(),
            keys: jobs.iter().map(|job| job.unique.as_ref().map(|unique| unique.key.as_str())).collect(),
            until: jobs.iter().map(|job| job.unique.as_ref().and_then(|unique| unique.until)).collect(),
            at: jobs.iter().map(|job| job.at).collect(),
            now: jobs.iter().map(|job| job.now).collect(),
        };
        let added: Vec<Uuid> = enqueue.load(self.connection()?).await.map_err(store_error)?;
        let added: HashSet<Uuid> = added.into_iter().collect();
        let enqueued = |id: &Uuid| if added.contains(id) { Enqueued::Added(JobId(*id)) } else { Enqueued::Known };
        if jobs.iter().zip(&ids).any(|(job, id)| state(job) == JobState::Available && added.contains(id)) {
            self.note_jobs_enqueued();
        }
        Ok(ids.iter().map(enqueued).collect())
    }

    async fn tick(&mut self, name: &'static str, due_at: DateTime<Utc>) -> Result<Tick, StoreError> {
        let note = NoteTick { name, due_at };
        let first: Option<bool> = note.get_result(self.connection()?).await.optional().map_err(store_error)?;
        Ok(match first {
            Some(true) => Tick::First,
            Some(false) => Tick::New,
            None => Tick::Known,
        })
    }

    async fn retry(&mut self, id: JobId, now: DateTime<Utc>) -> Result<JobChange, StoreError> {
        let Some(state) = self.lock_job(id).await? else { return Ok(JobChange::NotFound) };
        if !state.can_be_retried() {
            return Ok(JobChange::NotPossible(state));
        }
        match (Retry { id: id.0, now }).execute(self.connection()?).await {
            Ok(0) => Ok(JobChange::KeyTaken),
            Ok(_) => {
                self.note_jobs_enqueued();
                Ok(JobChange::Done)
            }
            // Somebody took the key a moment ago. The unit of work cannot go on, and is told so when it is done again.
            Err(error) if violated(&error, "jobs_unique_key") => Err(StoreError::Contended(error.into())),
            Err(error) => Err(store_error(error)),
        }
    }

    async fn cancel(&mut self, id: JobId, now: DateTime<Utc>) -> Result<JobChange, StoreError> {
        let Some(state) = self.lock_job(id).await? else { return Ok(JobChange::NotFound) };
        if !state.can_be_cancelled() {
            return Ok(JobChange::NotPossible(state));
        }
        Cancel { id: id.0, now }.execute(self.connection()?).await.map_err(store_error)?;
        Ok(JobChange::Done)
    }
}

impl PgUnitOfWork {
    async fn lock_job(&mut self, id: JobId) -> Result<Option<JobState>, StoreError> {
        let state: Option<String> =
            Lock { id: id.0 }.get_result(self.connection()?).await.optional().map_err(store_error)?;
        state.map(|state| word(&state, "jobs.state")).transpose()
    }
}
