use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use vibeslop_domain::{
    ids::{JobId, NodeId},
    jobs::{Attempt, JobState, Queue},
};
use vibeslop_ports::{
    StoreError,
    jobs::{JobStore, Settled, TakenJob},
};

use super::rows::JobRow;
use crate::{Memory, world::World};

/// How many jobs become available in one go.
const MOST_STAGED: usize = 5_000;

impl World {
    /// Jobs of a queue that are available, the first ones first.
    fn available(&self, queue: Queue, most: usize) -> Vec<JobId> {
        let jobs = self.jobs.values().map(|row| &row.view);
        let mut jobs: Vec<_> =
            jobs.filter(|job| job.state == JobState::Available && job.queue == Some(queue)).collect();
        jobs.sort_by_key(|job| (job.priority, job.scheduled_at, job.id));
        jobs.into_iter().take(most).map(|job| job.id).collect()
    }

    fn take_job(&mut self, id: JobId, node: NodeId) -> Option<TakenJob> {
        let now = self.now;
        let job = &mut self.jobs.get_mut(&id)?.view;
        job.state = JobState::Executing;
        job.attempt += 1;
        (job.attempted_at, job.attempted_by) = (Some(now), Some(node));
        let attempt = Attempt { number: job.attempt, most: job.max_attempts };
        Some(TakenJob { id, kind: job.kind.clone(), args: job.args.clone(), attempt })
    }

    /// Writes what became of a job that a node holds. Whether it still does.
    fn settle_job(&mut self, node: NodeId, settled: &Settled) -> bool {
        let held = |row: &JobRow| row.is_run_by(node) && row.view.attempt == settled.attempt;
        if !self.jobs.get(&settled.id).is_some_and(held) {
            return false;
        }
        let Some(row) = self.jobs.get_mut(&settled.id) else { return false };
        let step = &settled.step;
        if let Some(error) = &step.error {
            row.keep_error(error.as_str().to_owned(), settled.at);
        }
        row.view.state = step.state;
        row.view.attempt -= u16::from(!step.counts);
        row.view.scheduled_at = step.at.unwrap_or(row.view.scheduled_at);
        row.view.finished_at = step.state.is_final().then_some(settled.at);
        true
    }

    /// Jobs whose time has come.
    fn due(&self, now: DateTime<Utc>) -> Vec<JobId> {
        let waits = |state| matches!(state, JobState::Scheduled | JobState::Retryable);
        let due = self.jobs.values().map(|row| &row.view).filter(|job| waits(job.state) && job.scheduled_at <= now);
        due.map(|job| job.id).take(MOST_STAGED).collect()
    }

    fn make_available(&mut self, jobs: &[JobId]) {
        for id in jobs {
            if let Some(row) = self.jobs.get_mut(id) {
                row.view.state = JobState::Available;
            }
        }
    }
}

#[async_trait]
impl JobStore for Memory {
    async fn take(&self, queue: Queue, most: usize, node: NodeId) -> Result<Vec<TakenJob>, StoreError> {
        // Who looks in vain needs no turn.
        if self.committed().available(queue, 1).is_empty() {
            return Ok(Vec::new());
        }
        self.write(|world| {
            let jobs = world.available(queue, most);
            Ok(jobs.into_iter().filter_map(|id| world.take_job(id, node)).collect())
        })
        .await
    }

    async fn settle(&self, node: NodeId, settled: &[Settled]) -> Result<usize, StoreError> {
        self.write(|world| Ok(settled.iter().filter(|job| world.settle_job(node, job)).count())).await
    }

    async fn stage(&self, now: DateTime<Utc>) -> Result<usize, StoreError> {
        if self.committed().due(now).is_empty() {
            return Ok(0);
        }
        self.write(|world| {
            let due = world.due(now);
            world.make_available(&due);
            Ok(due.len())
        })
        .await
    }

    async fn beat(&self, node: NodeId, held: &[JobId]) -> Result<Vec<JobId>, StoreError> {
        self.write(|world| {
            world.job_nodes.put(node, world.now);
            // One that was taken within the last minute may be one that the node is just about to hear of.
            let since = world.now - TimeDelta::minutes(1);
            let forgotten = |row: &JobRow| row.is_run_by(node) && row.view.attempted_at.is_some_and(|at| at < since);
            let strays = world.jobs.keys_where(|id, row| forgotten(row) && !held.contains(id));
            world.make_available(&strays);
            let lost = |id: &JobId| !world.jobs.get(id).is_some_and(|row| row.is_run_by(node));
            Ok(held.iter().copied().filter(lost).collect())
        })
        .await
    }

    async fn rescue(&self, silence: Duration, now: DateTime<Utc>) -> Result<usize, StoreError> {
        let silence = TimeDelta::from_std(silence).unwrap_or(TimeDelta::MAX);
        self.write(|world| {
            let rescued = world.rescue_jobs(silence, now);
            let yesterday = world.now - TimeDelta::days(1);
            world.job_nodes.remove_where(|_, seen_at| *seen_at < yesterday);
            Ok(rescued)
        })
        .await
    }

    async fn leave(&self, node: NodeId) -> Result<(), StoreError> {
        self.write(|world| {
            world.job_nodes.remove(&node);
            Ok(())
        })
        .await
    }
}
