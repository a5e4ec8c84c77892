//! What people do with what others show: likes, reposts, bookmarks, and that they looked at it.

mod acts;
mod bookmarks;
mod impressions;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use chrono::TimeDelta;
use vibeslop_ports::{engagement::EngagementQueries, environment::Clock, transactions::Transactions};

use crate::debug::opaque_debug;
pub use acts::Engaged;

/// Likes, reposts, bookmarks, impressions.
#[derive(Clone)]
pub struct Engagement {
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Reads engagement.
    pub queries: Arc<dyn EngagementQueries>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How old an account has to be to like and to repost.
    pub minimum_age: TimeDelta,
}

opaque_debug!(Engagement);
