//! Likes, reposts, bookmarks, and what was looked at.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    engagement::{Act, Engageable, Sighting},
    ids::UserId,
    page::{Limit, Page, Start, TimeCursor},
};

use crate::{StoreError, feed::FeedItemView};

/// A thing that somebody is about to engage with, or to let go of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockedThing {
    /// The thing.
    pub thing: Engageable,
    /// How many do with it what is about to be done or undone. Nobody changes it until the unit of work ends.
    pub total: i64,
    /// Since when the viewer's account is there.
    pub viewer_since: DateTime<Utc>,
}

/// Writes engagement. Counters follow by themselves.
///
/// # What an implementation guarantees
/// - A person does an act with a thing once: adding twice counts once, and removing what is not there counts nothing.
/// - Counters equal the rows after any number of calls at the same moment; [`lock`](Self::lock) makes them take turns.
/// - A repost names the item, never another repost.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait EngagementStore: Send {
    /// Locks the thing of an act until the unit of work ends, so that all who do something with it take turns. `None`
    /// if there is no such thing, or none that `viewer` may see, or if the viewer is gone.
    async fn lock(&mut self, act: Act, viewer: UserId) -> Result<Option<LockedThing>, StoreError>;

    /// Does it, with a locked thing. Whether it was not so before.
    async fn add(&mut self, act: Act, viewer: UserId, at: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Undoes it, with a locked thing. Whether it was so before.
    async fn remove(&mut self, act: Act, viewer: UserId) -> Result<bool, StoreError>;

    /// Counts what was looked at, each item once a person, or once a browser of nobody signed in. Left out are items
    /// that are not there or that the onlooker may not see, and the onlooker's own. How many were counted. At most
    /// four statements, however many items.
    async fn see(&mut self, sighting: &Sighting, at: DateTime<Utc>) -> Result<usize, StoreError>;
}

/// Reads engagement.
///
/// # What an implementation guarantees
/// Bookmarks are their owner's alone.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait EngagementQueries: Send + Sync {
    /// What a person bookmarked and may still see, the newest bookmark first. At most three statements.
    async fn bookmarks(
        &self,
        owner: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<FeedItemView, TimeCursor>, StoreError>;
}
