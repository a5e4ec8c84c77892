//! What a person's work on GitHub amounts to.
//!
//! The score is made from [`Activity`], all that GitHub tells of a person's last year, by [`assess`]. It is a plain
//! function of that and of the time: more work is never worth less, and the same work is worth less as it ages.

mod activity;
mod formula;
mod stats;
mod weeks;

#[cfg(test)]
mod tests;

pub use activity::{Activity, OwnedRepository, PullRequest, WINDOW_DAYS, turn, window_start};
pub use formula::{Assessment, DeveloperScore, assess};
pub use stats::{GithubStats, ScoreBreakdown};
