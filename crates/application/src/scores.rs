//! What people's work on GitHub amounts to: one job a person, when they sign in first, and every night for all.

mod jobs;
mod make;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use vibeslop_ports::{environment::Clock, scores::ActivityReader, transactions::Transactions};

pub use self::jobs::{ScoreDeveloper, ScoreEverybody, enqueue};
use crate::{debug::opaque_debug, github::Connections};

/// Makes developers' scores.
#[derive(Clone)]
pub struct Scores {
    /// People's access to GitHub.
    pub connections: Connections,
    /// Reads what they did there.
    pub activity: Arc<dyn ActivityReader>,
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

opaque_debug!(Scores);
