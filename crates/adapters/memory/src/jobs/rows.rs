use chrono::{DateTime, TimeDelta, Utc};
use vibeslop_domain::{
    ids::{JobId, NodeId},
    jobs::JobState,
};
use vibeslop_ports::jobs::{JobError, JobView, NewJob};

use crate::world::World;

/// How many errors of a job are kept.
const MOST_ERRORS: usize = 50;

/// A job.
#[derive(Debug, Clone)]
pub(crate) struct JobRow {
    pub(crate) view: JobView,
    /// Until when it holds its key after it was done.
    pub(crate) unique_until: Option<DateTime<Utc>>,
}

impl JobRow {
    /// Whether it holds its key, so that no other of its kind gets it.
    pub(crate) const fn holds(&self) -> bool {
        match self.view.state {
            JobState::Available | JobState::Scheduled | JobState::Executing | JobState::Retryable => true,
            JobState::Completed => self.unique_until.is_some(),
            JobState::Discarded | JobState::Cancelled => false,
        }
    }

    /// Whether a node runs it.
    pub(crate) fn is_run_by(&self, node: NodeId) -> bool {
        self.view.state == JobState::Executing && self.view.attempted_by == Some(node)
    }

    /// Keeps what went wrong in the present attempt. Of many errors the last ones are kept.
    pub(crate) fn keep_error(&mut self, error: String, at: DateTime<Utc>) {
        let errors = &mut self.view.errors;
        if errors.len() >= MOST_ERRORS {
            errors.remove(0);
        }
        errors.push(JobError { at, attempt: self.view.attempt, error });
    }
}

impl World {
    /// Takes a key from jobs that are done and have held it long enough.
    pub(crate) fn let_go(&mut self, job: &NewJob, now: DateTime<Utc>) {
        let Some(unique) = &job.unique else { return };
        let over = |row: &JobRow| {
            row.view.kind == job.kind
                && row.view.unique_key.as_ref() == Some(&unique.key)
                && row.view.state == JobState::Completed
                && row.unique_until.is_some_and(|until| until <= now)
        };
        for id in self.jobs.keys_where(|_, row| over(row)) {
            if let Some(row) = self.jobs.get_mut(&id) {
                row.unique_until = None;
            }
        }
    }

    /// Whether a job of this kind holds the key.
    pub(crate) fn is_held(&self, kind: &str, key: &str) -> bool {
        let of_key = |row: &&JobRow| row.view.kind == kind && row.view.unique_key.as_deref() == Some(key);
        self.jobs.values().filter(of_key).any(JobRow::holds)
    }

    /// Gives jobs of nodes that were silent for so long to others. Who has had all its attempts is given up.
    pub(crate) fn rescue_jobs(&mut self, silence: TimeDelta, now: DateTime<Utc>) -> usize {
        let heard_since = self.now.checked_sub_signed(silence).unwrap_or(DateTime::<Utc>::MIN_UTC);
        let lives = |node: &NodeId| self.job_nodes.get(node).is_some_and(|seen_at| *seen_at > heard_since);
        let lost =
            |row: &JobRow| row.view.state == JobState::Executing && !row.view.attempted_by.as_ref().is_some_and(lives);
        let lost: Vec<JobId> = self.jobs.keys_where(|_, row| lost(row));
        for id in &lost {
            let Some(row) = self.jobs.get_mut(id) else { continue };
            let again = row.view.attempt < row.view.max_attempts;
            row.view.state = if again { JobState::Available } else { JobState::Discarded };
            row.view.finished_at = (!again).then_some(now);
            row.keep_error("the node that ran it died".to_owned(), now);
        }
        lost.len()
    }
}
