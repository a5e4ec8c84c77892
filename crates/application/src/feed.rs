//! Feeds, page by page. A cursor is all that a walk through one needs: no node remembers a reader.
//!
//! The for-you ranking is taken once a minute for everybody ([`Feed::refresh`]); a page reads its part of it.

mod explore;
mod following;
mod for_you;
mod front;
mod suggested;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Mutex};

use vibeslop_domain::feed::Snapshot;
use vibeslop_ports::{
    environment::Clock,
    feed::{FeedItemView, FeedQueries, FrontPages, SuggestionCache, Unkept},
};

use crate::debug::opaque_debug;

pub use self::{
    explore::{Explored, Sorted},
    suggested::MAX_SUGGESTED,
};

/// The most items of a page.
pub const MAX_LIMIT: u16 = 50;

/// The feeds.
#[derive(Clone)]
pub struct Feed {
    /// Reads feeds.
    pub queries: Arc<dyn FeedQueries>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    front: Arc<dyn FrontPages>,
    suggestions: Arc<dyn SuggestionCache>,
    newest: Arc<Mutex<Option<Snapshot>>>,
}

impl Feed {
    /// Feeds over these.
    pub fn new(queries: Arc<dyn FeedQueries>, clock: Arc<dyn Clock>) -> Self {
        Self { queries, clock, front: Arc::new(Unkept), suggestions: Arc::new(Unkept), newest: Arc::default() }
    }

    /// The same, with the first pages for those who are not signed in kept there.
    #[must_use]
    pub fn kept_by(self, front: Arc<dyn FrontPages>) -> Self {
        Self { front, ..self }
    }

    /// The same, with what is suggested kept there.
    #[must_use]
    pub fn suggesting_from(self, suggestions: Arc<dyn SuggestionCache>) -> Self {
        Self { suggestions, ..self }
    }
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
