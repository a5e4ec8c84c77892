//! Jobs: work that must not be lost and that nobody waits for.
//!
//! 1. A **kind** of job is a type of its own, which implements [`Job`]: the value holds what the handler has to know.
//! 2. A use case **enqueues** it in the unit of work of its cause: `tx.jobs().enqueue(&NewJob::of(&job, now))`. It is
//!    there if the cause is there, and gone with it otherwise.
//! 3. A node **runs** it, at least once: after a crash or a lost connection it runs again. So a handler is idempotent.
//!    It is registered where all are, in `vibeslop_application::jobs`, and answers with a [`JobResult`].

mod expiry;
mod new;
mod queries;
mod work;

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Serialize, de::DeserializeOwned};
use vibeslop_domain::ids::JobId;
pub use vibeslop_domain::jobs::{Attempt, Failure, JobState, Pause, Priority, Queue, Reason};

#[cfg(feature = "mocks")]
pub use self::{expiry::MockExpiredRows, queries::MockJobQueries, work::MockJobStore};
pub use self::{
    expiry::{ExpiredRows, Expiring},
    new::{NewJob, Unique},
    queries::{JobCount, JobError, JobFilter, JobQueries, JobView},
    work::{JobBell, JobMeter, JobStore, Settled, Silence, TakenJob, Unmeasured},
};
use crate::StoreError;

/// A kind of job, with what one of them has to know.
///
/// It is kept as JSON and read by whichever version of the program runs it: fields are added with `#[serde(default)]`,
/// and never given another meaning. It holds identifiers and not copies of what people wrote, which may be gone by the
/// time that it runs.
///
/// ```
/// use std::time::Duration;
/// use serde::{Deserialize, Serialize};
/// use vibeslop_ports::jobs::{Job, NewJob};
///
/// #[derive(Serialize, Deserialize)]
/// struct WaterPlant {
///     plant: u32,
/// }
///
/// impl Job for WaterPlant {
///     const KIND: &'static str = "water_plant";
///     const MAX_ATTEMPTS: u16 = 5;
///     const TIME_LIMIT: Duration = Duration::from_secs(30);
/// }
///
/// # let now = chrono::DateTime::UNIX_EPOCH;
/// // However often this is enqueued in an hour, the plant is watered once.
/// let job = NewJob::of(&WaterPlant { plant: 7 }, now).unique_for("7", Duration::from_hours(1));
/// # drop(job);
/// ```
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The name that stands for the kind in the database: lower case and `_`, never changed.
    const KIND: &'static str;
    /// Where its jobs wait.
    const QUEUE: Queue = Queue::Default;
    /// How often a job is tried before it is given up.
    const MAX_ATTEMPTS: u16;
    /// How long an attempt may take. It is broken off then, and counts as failed.
    const TIME_LIMIT: Duration;
    /// Which of several waiting jobs is begun first.
    const PRIORITY: Priority = Priority::NORMAL;
}

/// How a handler ends: the job is done, or else what is to be done about it.
pub type JobResult = Result<(), Failure>;

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        // The sentence of its kind, and nothing of its cause.
        Self::Retry(Reason::new(error))
    }
}

/// What became of a job that was enqueued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enqueued {
    /// It is there.
    Added(JobId),
    /// Nothing: another job of its kind holds its key.
    Known,
}

/// What was known of a moment of the schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// Nobody has noted this one.
    New,
    /// Nobody has ever noted any of this entry.
    First,
    /// Somebody has noted it, or a later one.
    Known,
}

/// What became of an administrator's wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobChange {
    /// It is so now.
    Done,
    /// There is no such job.
    NotFound,
    /// A job in this state cannot be changed so.
    NotPossible(JobState),
    /// Another job of its kind has taken its key in the meantime.
    KeyTaken,
}

/// Enqueues jobs, and changes those that are there, inside a unit of work.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait JobQueue: Send {
    /// Enqueues several jobs, in a fixed number of statements: two at most. The answers are in the order of the jobs.
    /// Of several that have one key, the first is added. However many units of work enqueue one key at the same moment,
    /// one of them adds it, and the others wait to see whether it commits.
    async fn enqueue_all(&mut self, jobs: &[NewJob]) -> Result<Vec<Enqueued>, StoreError>;

    /// Enqueues a job.
    async fn enqueue(&mut self, job: &NewJob) -> Result<Enqueued, StoreError> {
        let enqueued = self.enqueue_all(std::slice::from_ref(job)).await?;
        enqueued.first().copied().ok_or_else(|| StoreError::failed("a job was enqueued without an answer"))
    }

    /// Notes that an entry of the schedule is due, so that of all nodes one enqueues what belongs to it, in the same unit
    /// of work. The moment is the schedule's own, not the node's. However many try at the same moment, one of them is
    /// told that it is new.
    async fn tick(&mut self, name: &'static str, due_at: DateTime<Utc>) -> Result<Tick, StoreError>;

    /// Lets a job run now that failed, was called off, or waits for its time, with all its attempts before it.
    async fn retry(&mut self, id: JobId, now: DateTime<Utc>) -> Result<JobChange, StoreError>;

    /// Calls a job off that is not over. If it is running, its node breaks it off within some seconds.
    async fn cancel(&mut self, id: JobId, now: DateTime<Utc>) -> Result<JobChange, StoreError>;
}
