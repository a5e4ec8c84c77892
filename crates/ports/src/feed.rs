//! Feeds.

use std::{future::Future, pin::Pin, sync::Arc};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    content::ItemRef,
    feed::{Ahead, Candidate, Snapshot, Walk},
    ids::{RepostId, UserId},
    page::{Limit, Offset, Page, TimeCursor},
};

use crate::{
    StoreError,
    accounts::UserSummaryView,
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

/// In which order posts are looked through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ExploreOrder {
    /// Newest first.
    #[default]
    Recent,
    /// Most liked first, then newest.
    Top,
    /// As the for-you feed ranks them for nobody in particular, in this snapshot.
    Trending(Snapshot),
}

/// Which posts a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExploreList {
    /// The text contains this, whatever the case.
    pub search: Option<String>,
    /// The linked project names one of these tools, by slug; empty for any.
    pub tools: Vec<String>,
    /// The linked project names one of these stacks, by slug; empty for any.
    pub stacks: Vec<String>,
    /// The order.
    pub order: ExploreOrder,
    /// Entries to skip.
    pub offset: Offset,
}

/// Whom somebody may want to follow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Candidates {
    /// They, in no order: nobody who is followed already, hidden, suspended or still arriving.
    pub people: Vec<Candidate>,
    /// Whether the viewer follows somebody, or gave more than three likes.
    pub has_graph: bool,
}

/// Reads feeds.
///
/// # What an implementation guarantees
/// - A snapshot does not change while it is kept: a walk through it meets each item once, in one order, whatever happens
///   meanwhile. What is gone, or not for the viewer, is left out when it is read.
/// - Lists leave out before they are cut.
/// - The score in a [`Place`](vibeslop_domain::feed::Place) that was answered is the one in the snapshot, to the last bit:
///   readers bring places back, and they are compared.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait FeedQueries: Send + Sync {
    /// The newest snapshot of the for-you ranking that is not ahead of `now`. One statement.
    async fn newest_snapshot(&self, now: DateTime<Utc>) -> Result<Option<Snapshot>, StoreError>;

    /// Takes a snapshot of the ranking at `now`, unless there is a fresh one, and forgets those that nobody walks in any
    /// more. Whoever comes at the same time waits for the one who does it. The words of what is new are gathered for the
    /// [search](crate::search). Items are ranked by
    /// [`for_you_score`](vibeslop_domain::feed::for_you_score), ties newest first and then by identifier.
    async fn refresh(&self, now: DateTime<Utc>) -> Result<Snapshot, StoreError>;

    /// Takes a snapshot like [`refresh`](Self::refresh), even where there is a fresh one.
    async fn renew(&self, now: DateTime<Utc>) -> Result<Snapshot, StoreError>;

    /// What is to be read for the next page of a walk, `window` items ahead: what `viewer` may see and is still there,
    /// at its place of the walk's snapshot. What came out since the snapshot, and before the walk began, stands among the
    /// recent items without engagement. One statement.
    async fn ahead(&self, walk: &Walk, viewer: Option<UserId>, window: usize) -> Result<Ahead, StoreError>;

    /// What the people that `viewer` follows (and the viewer) posted, published and reposted, newest first, behind
    /// `after`. A thing is on a page once: as itself, or else as its latest repost. At most three statements.
    async fn following(
        &self,
        viewer: UserId,
        after: Option<TimeCursor>,
        limit: Limit,
    ) -> Result<Page<FeedItemView, TimeCursor>, StoreError>;

    /// A list of posts. At most two statements.
    async fn explore(
        &self,
        list: &ExploreList,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Vec<PostView>, StoreError>;

    /// Whom `viewer` may want to follow: the best `most` by each signal, looked for within bounds. One statement.
    async fn candidates(&self, viewer: Option<UserId>, most: usize) -> Result<Candidates, StoreError>;

    /// Those of these people who may still be suggested to `viewer`, in the order given: nobody who is followed, hidden,
    /// suspended or still arriving. One statement.
    async fn suggestible(&self, ids: &[UserId], viewer: Option<UserId>) -> Result<Vec<UserSummaryView>, StoreError>;

    /// The items of these names that are still there, in the order given. At most two statements.
    async fn items(&self, items: &[ItemRef], viewer: Option<UserId>) -> Result<Vec<FeedItemView>, StoreError>;
}

/// A page as it is sent to everybody who is not signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentPage {
    /// The body.
    pub body: Vec<u8>,
    /// Where other pages are: the header `Link`, if there are any.
    pub link: Option<String>,
}

/// Which page: what was asked for, and in which snapshot of the ranking.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FrontPage {
    /// What was asked for, as it was asked for.
    pub asked: String,
    /// The snapshot.
    pub ranking: DateTime<Utc>,
}

/// Makes a page; `None` if that fails.
pub type MakePage<'a> = Pin<Box<dyn Future<Output = Option<SentPage>> + Send + 'a>>;

/// Keeps the first pages of what is ranked, for those who are not signed in.
#[async_trait]
pub trait FrontPages: Send + Sync {
    /// The page as it is kept, or as `make` makes it. Whoever asks while it is being made gets the same. What could not be
    /// made is not kept.
    async fn page(&self, page: FrontPage, make: MakePage<'_>) -> Option<Arc<SentPage>>;
}

/// Whom somebody may want to follow, as it was looked for at some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestions {
    /// Who was found.
    pub found: Candidates,
    /// How many were looked for by each signal.
    pub most: usize,
    /// When.
    pub at: DateTime<Utc>,
}

/// Keeps whom somebody may want to follow. It may lose any of it at any time.
#[async_trait]
pub trait SuggestionCache: Send + Sync {
    /// What was kept last for `viewer` (`None`: for all who are not signed in), and was not forgotten.
    async fn kept(&self, viewer: Option<UserId>) -> Option<Arc<Suggestions>>;

    /// Keeps these instead of what was kept for them.
    async fn keep(&self, viewer: Option<UserId>, suggestions: Suggestions);

    /// Forgets what was kept for somebody.
    async fn forget(&self, viewer: UserId);
}

/// Keeps nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unkept;

#[async_trait]
impl FrontPages for Unkept {
    async fn page(&self, _: FrontPage, make: MakePage<'_>) -> Option<Arc<SentPage>> {
        make.await.map(Arc::new)
    }
}

#[async_trait]
impl SuggestionCache for Unkept {
    async fn kept(&self, _: Option<UserId>) -> Option<Arc<Suggestions>> {
        None
    }

    async fn keep(&self, _: Option<UserId>, _: Suggestions) {}

    async fn forget(&self, _: UserId) {}
}
