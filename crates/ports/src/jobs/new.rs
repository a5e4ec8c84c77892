use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use vibeslop_domain::jobs::{KEEP_COMPLETED, Priority, Queue};

use super::Job;
use crate::StoreError;

/// A key that one job of a kind holds at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unique {
    /// The key.
    pub key: String,
    /// Until when it is held even if the job is done before.
    pub until: Option<DateTime<Utc>>,
}

/// A job that is about to be enqueued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// Which kind.
    pub kind: &'static str,
    /// Where it waits.
    pub queue: Queue,
    /// Which of several waiting jobs is begun first.
    pub priority: Priority,
    /// How often it is tried.
    pub max_attempts: u16,
    /// When it was made.
    pub now: DateTime<Utc>,
    /// When it is to run.
    pub at: DateTime<Utc>,
    /// The key that it needs to be added.
    pub unique: Option<Unique>,
    args: Result<Value, String>,
}

impl NewJob {
    /// A job that runs as soon as there is room, as often and where its kind says.
    pub fn of<J: Job>(job: &J, now: DateTime<Utc>) -> Self {
        Self {
            kind: J::KIND,
            queue: J::QUEUE,
            priority: J::PRIORITY,
            max_attempts: J::MAX_ATTEMPTS.max(1),
            now,
            at: now,
            unique: None,
            // Told when it is enqueued: a kind that cannot be written as JSON is a fault of ours, and rare.
            args: serde_json::to_value(job).map_err(|error| error.to_string()),
        }
    }

    /// Not before that moment.
    #[must_use]
    pub fn at(self, moment: DateTime<Utc>) -> Self {
        Self { at: moment, ..self }
    }

    /// Not before that time has passed.
    #[must_use]
    pub fn after(self, time: Duration) -> Self {
        let at = later(self.now, time);
        Self { at, ..self }
    }

    /// Before or behind others of its queue.
    #[must_use]
    pub fn priority(self, priority: Priority) -> Self {
        Self { priority, ..self }
    }

    /// So many attempts.
    #[must_use]
    pub fn attempts(self, most: u16) -> Self {
        Self { max_attempts: most.max(1), ..self }
    }

    /// Only if no other job of its kind has this key and is not over yet.
    #[must_use]
    pub fn unique(self, key: impl Into<String>) -> Self {
        Self { unique: Some(Unique { key: key.into(), until: None }), ..self }
    }

    /// As [`unique`](Self::unique), and only if none was done that was enqueued with this key within the period before.
    /// (One that was given up or called off does not stand in the way.) The period is at most as long as done jobs are
    /// kept.
    #[must_use]
    pub fn unique_for(self, key: impl Into<String>, period: Duration) -> Self {
        let until = later(self.now, period).min(self.now + KEEP_COMPLETED);
        Self { unique: Some(Unique { key: key.into(), until: Some(until) }), ..self }
    }

    /// What the handler is given, as JSON.
    ///
    /// # Errors
    /// The kind cannot be written as JSON.
    pub fn args(&self) -> Result<&Value, StoreError> {
        self.args.as_ref().map_err(|error| StoreError::failed(format!("a job {} is no JSON: {error}", self.kind)))
    }
}

fn later(now: DateTime<Utc>, time: Duration) -> DateTime<Utc> {
    let time = TimeDelta::from_std(time).unwrap_or(TimeDelta::MAX);
    now.checked_add_signed(time).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Greet {
        name: String,
    }

    impl Job for Greet {
        const KIND: &'static str = "greet";
        const MAX_ATTEMPTS: u16 = 4;
        const TIME_LIMIT: Duration = Duration::from_secs(1);
    }

    #[test]
    fn a_job_is_what_its_kind_says_unless_told_otherwise() {
        let now = DateTime::UNIX_EPOCH;
        let job = NewJob::of(&Greet { name: "ada".to_owned() }, now);
        assert_eq!((job.kind, job.queue, job.priority), ("greet", Queue::Default, Priority::NORMAL));
        assert_eq!((job.max_attempts, job.at, job.unique.clone()), (4, now, None));
        assert_eq!(job.args().unwrap(), &serde_json::json!({"name": "ada"}));
        let job = job.after(Duration::from_mins(1)).attempts(0).priority(Priority::LOW);
        assert_eq!((job.at, job.max_attempts, job.priority), (now + TimeDelta::minutes(1), 1, Priority::LOW));
    }

    #[test]
    fn a_key_is_held_no_longer_than_the_job_is_kept() {
        let now = DateTime::UNIX_EPOCH;
        let until = |period| {
            NewJob::of(&Greet { name: String::new() }, now).unique_for("ada", period).unique.unwrap().until.unwrap()
        };
        assert_eq!(until(Duration::from_hours(1)), now + TimeDelta::hours(1));
        assert_eq!(until(Duration::MAX), now + KEEP_COMPLETED);
    }
}
