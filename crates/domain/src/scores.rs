//! What a person's work on GitHub amounts to.
//!
//! The score is made from [`Activity`], all that GitHub tells of a person's last year, by [`assess`]. It is a plain
//! function of that and of the time: more work is never worth less, and the same work is worth less as it ages.
//!
//! ```
//! use chrono::{DateTime, TimeDelta};
//! use vibeslop_domain::scores::{Activity, PullRequest, assess};
//!
//! let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_000);
//! let merged = |age| PullRequest { created_at: Some(now - age), merged: true };
//! let of = |request| assess(&Activity { pull_requests: vec![request], ..Activity::default() }, now);
//! let (fresh, older) = (of(merged(TimeDelta::days(1))), of(merged(TimeDelta::days(300))));
//! assert!(fresh.score > older.score);
//! assert_eq!(fresh.stats.prs_merged_count, 1);
//! ```

mod activity;
mod formula;
mod stats;
mod weeks;

#[cfg(test)]
mod tests;

pub use activity::{Activity, OwnedRepository, PullRequest, WINDOW_DAYS, turn, window_start};
pub use formula::{Assessment, DeveloperScore, assess};
pub use stats::{GithubStats, ScoreBreakdown};
