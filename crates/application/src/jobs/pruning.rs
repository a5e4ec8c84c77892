//! Deleting what is of no use any more.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use vibeslop_ports::{
    environment::Clock,
    jobs::{ExpiredRows, Expiring, Job, JobResult, NewJob, Priority},
};

use crate::debug::opaque_debug;

/// How many rows are deleted by one statement.
const BATCH: u32 = 1_000;

/// Rows are to be deleted that are of no use any more.
#[derive(Debug, Serialize, Deserialize)]
pub struct PruneRows {
    /// Which.
    pub rows: Expiring,
}

impl Job for PruneRows {
    const KIND: &'static str = "prune_rows";
    const MAX_ATTEMPTS: u16 = 5;
    const TIME_LIMIT: Duration = Duration::from_mins(10);
    const PRIORITY: Priority = Priority::LOW;
}

impl PruneRows {
    /// A job for each kind of rows, so that one that fails holds up no other.
    pub fn all(now: DateTime<Utc>) -> Vec<NewJob> {
        Expiring::ALL.into_iter().map(|rows| NewJob::of(&Self { rows }, now).unique(rows.as_str())).collect()
    }
}

/// Deletes what is of no use any more.
#[derive(Clone)]
pub struct Pruning {
    /// Deletes rows.
    pub rows: Arc<dyn ExpiredRows>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

opaque_debug!(Pruning);

impl Pruning {
    /// Deletes all such rows, in batches. What is left when it breaks off is deleted the next time.
    pub async fn prune(&self, rows: Expiring) -> JobResult {
        let now = self.clock.now();
        let mut pruned = 0;
        loop {
            let batch = self.rows.prune(rows, BATCH, now).await?;
            pruned += batch;
            // Jobs come in two parts, each of which may be a whole batch.
            if batch < BATCH as usize {
                break;
            }
        }
        if pruned > 0 {
            tracing::info!(rows = rows.as_str(), pruned, "deleted what is of no use any more");
        }
        Ok(())
    }
}
