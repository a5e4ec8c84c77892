//! Telling people what others did.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Username,
    content::ItemRef,
    ids::{CommentId, PostId, UserId},
    notifications::{NotificationKind, NotificationTarget},
};

use crate::StoreError;

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

    /// Takes back what was told and not read yet, because it was undone. What was read stays. One statement.
    async fn retract(&mut self, cause: &Cause) -> Result<(), StoreError>;
}

/// Reads notifications.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait NotificationQueries: Send + Sync {
    /// How many notifications a person has not read, without those of people whom they do not see. One statement, and
    /// a cheap one: open pages ask for it twice a minute.
    async fn unread(&self, user: UserId) -> Result<i64, StoreError>;
}
