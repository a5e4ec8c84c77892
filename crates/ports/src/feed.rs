//! Feeds.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    content::ItemRef,
    feed::Ranked,
    ids::{RepostId, UserId},
    page::{Limit, Page, TimeCursor},
};

use crate::{
    StoreError,
    content::{AuthorView, PostView, ProjectCardView},
};

/// An item of a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedItemView {
    /// What is shown.
    pub item: FeedContent,
    /// By whom it is shown again, if it is.
    pub repost: Option<RepostView>,
}

/// What an item of a feed shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedContent {
    /// A post.
    Post(Box<PostView>),
    /// A project.
    Project(Box<ProjectCardView>),
}

/// A repost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepostView {
    /// Its identifier.
    pub id: RepostId,
    /// Who reposted.
    pub by: AuthorView,
}

/// Reads feeds.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait FeedQueries: Send + Sync {
    /// The best items for `viewer` that were there at `as_of`, best first, at most `depth` of them, ranked by
    /// [`for_you_score`](vibeslop_domain::feed::for_you_score), ties newest first and then by identifier.
    /// One statement.
    async fn for_you(
        &self,
        viewer: Option<UserId>,
        as_of: DateTime<Utc>,
        depth: usize,
    ) -> Result<Vec<Ranked>, StoreError>;

    /// What the people that `viewer` follows (and the viewer) posted, published and reposted, newest first, behind
    /// `after`. A thing is on a page once: as itself, or else as its latest repost. At most three statements.
    async fn following(
        &self,
        viewer: UserId,
        after: Option<TimeCursor>,
        limit: Limit,
    ) -> Result<Page<FeedItemView, TimeCursor>, StoreError>;

    /// The items of these names that are still there, in the order given. At most two statements.
    async fn items(&self, items: &[ItemRef], viewer: Option<UserId>) -> Result<Vec<FeedItemView>, StoreError>;
}
