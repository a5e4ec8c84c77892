//! Telling people what others did.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Username,
    content::ItemRef,
    ids::{CommentId, GigId, NotificationId, PostId, ProjectId, UserId},
    notifications::{NotificationKind, NotificationTarget},
    page::{Limit, Page, Start, TimeCursor},
};

use crate::{StoreError, content::AuthorView};

/// Somebody is mentioned in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentions {
    /// Who wrote the text.
    pub actor: UserId,
    /// The names in it.
    pub names: Vec<Username>,
    /// The post, or the item that the comment is on.
    pub target: ItemRef,
    /// The comment, if the text is one.
    pub comment: Option<CommentId>,
    /// The first 100 characters.
    pub preview: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What brought a notification about, where that is not its target. When it goes, so does the notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotificationSource {
    /// The comment that was written, or liked.
    Comment(CommentId),
    /// The post that quotes.
    Post(PostId),
}

/// Something that somebody did and another person is to be told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// What was done.
    pub kind: NotificationKind,
    /// Who did it.
    pub actor: UserId,
    /// Who is told.
    pub recipient: UserId,
    /// What it is about; nothing for a follow, and a gig for what is done with one.
    pub target: Option<NotificationTarget>,
    /// What brought it about, where that is not the target.
    pub source: Option<NotificationSource>,
}

/// A notification that is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNotification {
    /// Who did what to whom.
    pub cause: Cause,
    /// The first 100 characters of a text, where one was written.
    pub preview: Option<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes notifications.
///
/// # What an implementation guarantees
/// Nobody is told of what they do not see, of their own deeds, or twice of the same before they have read it. A notification
/// goes with what it is about, and with what brought it about. Of several, passing over some is no error.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait NotificationStore: Send {
    /// Tells those who are mentioned, each once a text, however often it is edited. Names that nobody has, and the
    /// author's own, are passed over, and so are people who do not see the author's things. `ids` are for the rows: as
    /// many as names. Answers who was told. One statement.
    async fn mention(&mut self, mentions: &Mentions, ids: &[Uuid]) -> Result<Vec<UserId>, StoreError>;

    /// Tells people. Passed over are: the actor themselves, people that are gone or suspended, those who blocked or
    /// muted the actor or are blocked by them, and whoever has an unread notification of the same like, repost or
    /// follow (same actor, same target). One statement.
    async fn tell(&mut self, notifications: &[NewNotification]) -> Result<(), StoreError>;

    /// Notes that a person has read something that they were told of. Nothing happens where they had, or were not told.
    /// One statement.
    async fn mark_read(&mut self, user: UserId, notification: NotificationId) -> Result<(), StoreError>;

    /// Notes that a person has read all that they had been told of at this moment. Answers how many they had not, without
    /// those of people whom they do not see. One statement.
    async fn mark_all_read(&mut self, user: UserId, at: DateTime<Utc>) -> Result<u64, StoreError>;

    /// Takes back what was told and not read yet, because it was undone. What was read stays. One statement.
    async fn retract(&mut self, cause: &Cause) -> Result<(), StoreError>;
}

/// What a notification is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetView {
    /// A post, and how it begins.
    Post {
        /// Which.
        id: PostId,
        /// As much of its text as a preview can need.
        beginning: String,
    },
    /// A project.
    Project {
        /// Which.
        id: ProjectId,
        /// What it is called.
        title: String,
    },
    /// A gig.
    Gig {
        /// Which.
        id: GigId,
        /// What it is called.
        title: String,
    },
}

/// A notification, or several of a kind, target and day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationView {
    /// Which; of several, the newest.
    pub id: NotificationId,
    /// What was done.
    pub kind: NotificationKind,
    /// Who did it, the newest first: one at least and three at most.
    pub actors: Vec<AuthorView>,
    /// How many people did it.
    pub actor_count: i64,
    /// What it is about. Nothing for a follow, and for what is gone or not shown to the person.
    pub target: Option<TargetView>,
    /// The post that brought it about, where that is not the target: the one that quotes.
    pub source: Option<TargetView>,
    /// The first 100 characters of a text, where one was written.
    pub preview: Option<String>,
    /// When; of several, the newest.
    pub created_at: DateTime<Utc>,
    /// Whether it was read; of several, all.
    pub read: bool,
}

/// How much waits for a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Notifications that were not read.
    pub notifications: i64,
    /// Messages that were not read.
    pub messages: i64,
}

/// Reads notifications, each person their own. Numbers and lists agree: what is left out of one is left out of the other.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait NotificationQueries: Send + Sync {
    /// What a person was told of, the newest first, without what people did whom they do not see. One statement.
    async fn notifications(
        &self,
        of: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<NotificationView, TimeCursor>, StoreError>;

    /// The same, where notifications of kinds that [merge](NotificationKind::merges) are one entry a target and day (UTC),
    /// which stands where its newest is. One statement.
    async fn grouped(
        &self,
        of: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<NotificationView, TimeCursor>, StoreError>;

    /// One of them, if the person was told of it and sees who did it. One statement.
    async fn notification(&self, id: NotificationId, of: UserId) -> Result<Option<NotificationView>, StoreError>;

    /// How many notifications a person has not read, without those of people whom they do not see. One statement, and
    /// a cheap one: open pages ask for it twice a minute.
    async fn unread(&self, user: UserId) -> Result<i64, StoreError>;

    /// How much waits for a person: unread notifications and unread messages, without those of people whom they do not
    /// see. One statement, likewise.
    async fn waiting(&self, user: UserId) -> Result<Waiting, StoreError>;
}
