//! Units of work.

use async_trait::async_trait;

use crate::{
    StoreError,
    accounts::{AccountStore, ExportStore},
    admin::AdminStore,
    catalog::CatalogStore,
    content::{CommentStore, MediaRegister, PostStore, ProjectStore},
    engagement::EngagementStore,
    gigs::GigStore,
    jobs::JobQueue,
    mail::MailStore,
    messaging::MessagingStore,
    notifications::NotificationStore,
    scores::ScoreStore,
    social::SocialStore,
    stream::StreamStore,
    versions::VersionStore,
};

/// Opens units of work.
///
/// # What an implementation guarantees
/// Any number may be open at once, each by itself: nobody sees what another has not committed. Where there is no room for
/// one more, `begin` waits for a bounded time and answers [`StoreError::Unavailable`].
#[async_trait]
pub trait Transactions: Send + Sync {
    /// Opens one. It sees all that was committed before.
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError>;
}

/// What a unit of work has made visible, as far as somebody who keeps copies has to know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Committed {
    /// The catalog has more entries than before, or fewer.
    pub catalog_grew: bool,
    /// There are jobs that may run at once.
    pub jobs_enqueued: bool,
}

/// Hears of every unit of work that has become visible through this node's [`Transactions`]: for whoever keeps copies
/// of what was read, so that those who wrote through this node read what they wrote.
pub trait CommitWatch: Send + Sync {
    /// Called before whoever committed goes on.
    fn committed(&self, what: Committed);
}

/// An open unit of work. What is done through it becomes visible together, or not at all.
///
/// # What an implementation guarantees
/// - All stores of one unit of work share its fate, and each sees what was done through the others.
/// - What is locked through it stays so until it ends.
/// - Dropped without [`commit`](Self::commit) it leaves nothing behind, at whatever point that happens: also in the midst
///   of a call, and also no lock.
/// - After an error whose comment does not say otherwise it can only be undone; `commit` must not make half of it visible
///   then.
#[async_trait]
pub trait UnitOfWork: Send {
    /// Accounts, identities, sessions.
    fn accounts(&mut self) -> &mut dyn AccountStore;
    /// Archives of what is a person's.
    fn exports(&mut self) -> &mut dyn ExportStore;
    /// What administrators do.
    fn admin(&mut self) -> &mut dyn AdminStore;
    /// Tools and stacks.
    fn catalog(&mut self) -> &mut dyn CatalogStore;
    /// Posts.
    fn posts(&mut self) -> &mut dyn PostStore;
    /// Projects.
    fn projects(&mut self) -> &mut dyn ProjectStore;
    /// Comments.
    fn comments(&mut self) -> &mut dyn CommentStore;
    /// Which pictures are kept.
    fn media(&mut self) -> &mut dyn MediaRegister;
    /// Likes, reposts, bookmarks, impressions.
    fn engagement(&mut self) -> &mut dyn EngagementStore;
    /// Follows, blocks, mutes, reports.
    fn social(&mut self) -> &mut dyn SocialStore;
    /// Conversations and messages.
    fn messaging(&mut self) -> &mut dyn MessagingStore;
    /// Gigs, bids, reviews.
    fn gigs(&mut self) -> &mut dyn GigStore;
    /// Notifications.
    fn notifications(&mut self) -> &mut dyn NotificationStore;
    /// Who wants which mail, and what went out.
    fn mail(&mut self) -> &mut dyn MailStore;
    /// Developers' scores.
    fn scores(&mut self) -> &mut dyn ScoreStore;
    /// Tickets of streams.
    fn stream(&mut self) -> &mut dyn StreamStore;
    /// The numbers of states.
    fn versions(&mut self) -> &mut dyn VersionStore;
    /// Jobs.
    fn jobs(&mut self) -> &mut dyn JobQueue;

    /// Makes everything visible. After an error nothing is, unless the connection broke just then: whether it is
    /// cannot be known in that case, and the error is [`StoreError::Unavailable`].
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;

    /// Undoes everything. After an error too everything is undone: it only says that the store could not confirm it.
    async fn rollback(self: Box<Self>) -> Result<(), StoreError>;
}
