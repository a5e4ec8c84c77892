use chrono::{DateTime, Utc};
use vibeslop_domain::{
    ids::JobId,
    jobs::{JobState, Queue},
};
use vibeslop_ports::jobs::{JobCount, JobView};

/// How many faults are told.
pub(super) const FAULTS: u16 = 10;

/// Jobs of all nodes: how many there are, and what went wrong lately.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Queues {
    /// A line for each queue.
    pub lines: Vec<QueueLine>,
    /// What went wrong last, the latest first.
    pub faults: Vec<JobFault>,
}

/// How many jobs of a queue are in which state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueLine {
    /// The queue's word.
    pub queue: String,
    /// In the order of [`JobState::ALL`].
    pub jobs: Vec<(JobState, i64)>,
}

/// A job whose last attempt failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobFault {
    /// Which.
    pub id: JobId,
    /// Of which kind.
    pub kind: String,
    /// What became of it.
    pub state: JobState,
    /// How often it was begun.
    pub attempt: u16,
    /// How often it is begun at most.
    pub max_attempts: u16,
    /// When it failed.
    pub at: DateTime<Utc>,
    /// Why, in words that hold no secret.
    pub error: String,
}

impl Queues {
    /// Puts together what the store told: how many jobs there are, and some that failed.
    pub fn of(counts: &[JobCount], failed: impl IntoIterator<Item = JobView>) -> Self {
        // Those of another version of the program as well, behind our own.
        let mut names: Vec<&str> = Queue::ALL.into_iter().map(Queue::as_str).collect();
        for count in counts {
            if !names.contains(&count.queue.as_str()) {
                names.push(&count.queue);
            }
        }
        let of = |queue: &str, state| {
            counts.iter().filter(|count| count.queue == queue && count.state == state).map(|count| count.jobs).sum()
        };
        let line = |queue: &str| QueueLine {
            queue: queue.to_owned(),
            jobs: JobState::ALL.into_iter().map(|state| (state, of(queue, state))).collect(),
        };
        let mut faults: Vec<JobFault> = failed.into_iter().filter_map(fault).collect();
        faults.sort_by_key(|fault| std::cmp::Reverse(fault.at));
        faults.truncate(FAULTS.into());
        Self { lines: names.into_iter().map(line).collect(), faults }
    }
}

fn fault(job: JobView) -> Option<JobFault> {
    let last = job.errors.into_iter().next_back()?;
    Some(JobFault {
        id: job.id,
        kind: job.kind,
        state: job.state,
        attempt: job.attempt,
        max_attempts: job.max_attempts,
        at: last.at,
        error: last.error,
    })
}
