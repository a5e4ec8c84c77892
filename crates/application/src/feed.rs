//! Feeds, page by page. A cursor is all that a walk through one needs: no node remembers a reader.

mod following;
mod for_you;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use vibeslop_ports::{
    environment::Clock,
    feed::{FeedItemView, FeedQueries},
};

use crate::debug::opaque_debug;

/// The most items of a page.
pub const MAX_LIMIT: u16 = 50;

/// The feeds.
#[derive(Clone)]
pub struct Feed {
    /// Reads feeds.
    pub queries: Arc<dyn FeedQueries>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

opaque_debug!(Feed);

/// A page of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedPage {
    /// The items, in order.
    pub items: Vec<FeedItemView>,
    /// Where the next page begins; `None` on the last.
    pub next_cursor: Option<String>,
}
