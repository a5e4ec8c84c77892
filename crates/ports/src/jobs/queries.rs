use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::Value;
use vibeslop_domain::{
    ids::{JobId, NodeId},
    jobs::{JobState, Priority, Queue},
    page::{Limit, Page, Start, TimeCursor},
};

use crate::StoreError;

/// Which jobs somebody wants to see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JobFilter {
    /// In this state alone.
    pub state: Option<JobState>,
    /// In this queue alone.
    pub queue: Option<Queue>,
}

/// What went wrong in an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobError {
    /// When.
    pub at: DateTime<Utc>,
    /// In which attempt.
    pub attempt: u16,
    /// What, in words that hold no secret.
    pub error: String,
}

/// A job as administrators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobView {
    /// Which.
    pub id: JobId,
    /// Of which kind.
    pub kind: String,
    /// Where it waits. `None` for a queue of another version of the program.
    pub queue: Option<Queue>,
    /// Where it stands.
    pub state: JobState,
    /// What its handler is given: identifiers, as a rule. Not for everybody's eyes.
    pub args: Value,
    /// What went wrong, the oldest first.
    pub errors: Vec<JobError>,
    /// How often it was begun.
    pub attempt: u16,
    /// How often it is begun at most.
    pub max_attempts: u16,
    /// Before and behind which others.
    pub priority: Priority,
    /// The key that it holds, or held.
    pub unique_key: Option<String>,
    /// When it runs, or was to run.
    pub scheduled_at: DateTime<Utc>,
    /// When it was begun last.
    pub attempted_at: Option<DateTime<Utc>>,
    /// By which node.
    pub attempted_by: Option<NodeId>,
    /// When it was over.
    pub finished_at: Option<DateTime<Utc>>,
    /// When it was enqueued.
    pub inserted_at: DateTime<Utc>,
}

/// How many jobs of a queue are in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobCount {
    /// The queue's word.
    pub queue: String,
    /// The state.
    pub state: JobState,
    /// How many.
    pub jobs: i64,
}

/// Reads jobs of every kind and state, also those that another version of the program enqueued: for administrators and for whoever watches the service.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait JobQueries: Send + Sync {
    /// Jobs, the newest first. One statement.
    async fn jobs(
        &self,
        filter: JobFilter,
        start: Start,
        limit: Limit,
    ) -> Result<Page<JobView, TimeCursor>, StoreError>;

    /// One job. One statement.
    async fn job(&self, id: JobId) -> Result<Option<JobView>, StoreError>;

    /// How many there are, by queue and state; none where there are none. One statement, which reads all rows.
    async fn job_counts(&self) -> Result<Vec<JobCount>, StoreError>;
}
