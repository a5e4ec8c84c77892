//! Work that is done apart from requests: the states of a job, when it is tried again, and what becomes of an attempt.
//!
//! ```
//! use chrono::{DateTime, TimeDelta};
//! use vibeslop_domain::jobs::{Attempt, End, Failure, Jitter, JobState, Reason, Step};
//!
//! let now = DateTime::UNIX_EPOCH;
//! let failed = || End::Failed(Failure::Retry(Reason::new("the mail server is away")));
//! let first = Step::after(failed(), Attempt { number: 1, most: 3 }, Jitter::NONE, now);
//! assert_eq!((first.state, first.at), (JobState::Retryable, Some(now + TimeDelta::seconds(17))));
//! let last = Step::after(failed(), Attempt { number: 3, most: 3 }, Jitter::NONE, now);
//! assert_eq!((last.state, last.at), (JobState::Discarded, None));
//! ```

mod backoff;
mod failure;
mod priority;
mod queue;
mod state;
mod step;

pub use backoff::{Jitter, LONGEST_BACKOFF, backoff};
pub use failure::{Failure, LONGEST_WAIT, Pause, Reason};
pub use priority::Priority;
pub use queue::Queue;
pub use state::{JobState, UnknownWord};
pub use step::{Attempt, End, Step};

use chrono::TimeDelta;

/// How long a job that was done is kept, for people to look at.
pub const KEEP_COMPLETED: TimeDelta = TimeDelta::days(7);
/// How long a job is kept that was given up or called off.
pub const KEEP_GIVEN_UP: TimeDelta = TimeDelta::days(30);
