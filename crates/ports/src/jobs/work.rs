use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::Value;
use vibeslop_domain::{
    ids::{JobId, NodeId},
    jobs::{Attempt, JobState, Queue, Step},
};

use crate::StoreError;

/// A job that a node has taken, to run it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenJob {
    /// Which.
    pub id: JobId,
    /// The name of its kind.
    pub kind: String,
    /// What its handler is given.
    pub args: Value,
    /// Which attempt this is.
    pub attempt: Attempt,
}

/// A job that was taken, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Which.
    pub id: JobId,
    /// In which attempt: a node that lost a job and got it again cannot mistake the two.
    pub attempt: u16,
    /// What becomes of it.
    pub step: Step,
    /// When that was decided.
    pub at: DateTime<Utc>,
}

/// Jobs as those who run them know them: taken, settled, rescued.
///
/// Whether a node lives is judged by the clock of the store, which all nodes share; everything else goes by the times
/// that are passed in.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait JobStore: Send + Sync {
    /// Takes up to `most` jobs of a queue that are available, the first ones first, for this node alone. Each counts as
    /// begun. Nobody waits for anybody: what another node is just taking is passed over. One statement.
    async fn take(&self, queue: Queue, most: usize, node: NodeId) -> Result<Vec<TakenJob>, StoreError>;

    /// Writes what became of jobs that this node holds. What it holds no more is left as it is. Answers how many were
    /// written. One statement.
    async fn settle(&self, node: NodeId, settled: &[Settled]) -> Result<usize, StoreError>;

    /// Makes jobs available whose time has come, and answers how many. One statement.
    async fn stage(&self, now: DateTime<Utc>) -> Result<usize, StoreError>;

    /// Says that the node lives, and that it runs these jobs. Answers which of them are not its own any more: taken
    /// over by others because the node was silent for too long, or called off. What the store thinks it runs, and it
    /// does not (the answer to a [`take`](Self::take) was lost), is made available again after a minute.
    async fn beat(&self, node: NodeId, held: &[JobId]) -> Result<Vec<JobId>, StoreError>;

    /// Makes jobs available that are held by nodes which have not been heard of for that long; those that have no
    /// attempt left are given up. Answers how many there were.
    async fn rescue(&self, silence: Duration, now: DateTime<Utc>) -> Result<usize, StoreError>;

    /// Says that the node is gone, which holds nothing any more.
    async fn leave(&self, node: NodeId) -> Result<(), StoreError>;
}

/// Tells nodes that there is something to do, so that they need not look all the time. It may fail to: whoever waits
/// for it looks now and then as well.
#[async_trait]
pub trait JobBell: Send + Sync {
    /// Waits until somebody has rung, on whichever node, since the last time. For one who waits.
    async fn rung(&self);

    /// Rings on every node, some milliseconds from now, together with whoever else rings.
    fn ring(&self);
}

/// A bell that nobody hears.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silence;

#[async_trait]
impl JobBell for Silence {
    async fn rung(&self) {
        std::future::pending::<()>().await;
    }

    fn ring(&self) {}
}

/// Hears how jobs go, for whoever measures.
pub trait JobMeter: Send + Sync {
    /// An attempt is over, and this became of the job. `took` is how long the handler ran.
    fn ended(&self, kind: &str, queue: Queue, state: JobState, took: Duration);

    /// Jobs of dead nodes were given to others.
    fn rescued(&self, jobs: usize);
}

/// Measures nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unmeasured;

impl JobMeter for Unmeasured {
    fn ended(&self, _: &str, _: Queue, _: JobState, _: Duration) {}

    fn rescued(&self, _: usize) {}
}
