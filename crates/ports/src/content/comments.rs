use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    content::{CommentPlace, CommentText, ItemRef, NewComment},
    ids::{CommentId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};

use super::AuthorView;
use crate::StoreError;

/// A comment as far as a use case has to judge it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredComment {
    /// Its identifier.
    pub id: CommentId,
    /// Who wrote it.
    pub author: UserId,
    /// What it is about.
    pub item: ItemRef,
    /// Whether others see the item.
    pub is_public: bool,
    /// What it says.
    pub text: String,
}

/// Writes comments. Counters follow by themselves, in the same unit of work: the item's, and with a deletion those of all
/// that goes with it.
///
/// Items are locked before their comments, here and everywhere.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait CommentStore: Send {
    /// Locks the item that is about to be commented on until the unit of work ends, and keeps the comment that is
    /// answered from being deleted. `None` if there is no such item, or none that `viewer` may see, or if the viewer is
    /// gone; somebody who has blocked the viewer, or is blocked by them, is told in the answer. Of an answered comment
    /// the answer says nothing if it is not there, on another item, or not for the viewer.
    async fn lock_place(
        &mut self,
        item: ItemRef,
        answered: Option<CommentId>,
        viewer: UserId,
    ) -> Result<Option<CommentPlace>, StoreError>;

    /// Adds a comment on a locked item, and counts it there.
    async fn insert(&mut self, comment: &NewComment) -> Result<(), StoreError>;

    /// The comment, locked until the unit of work ends, and its item before it.
    async fn lock(&mut self, id: CommentId) -> Result<Option<StoredComment>, StoreError>;

    /// Puts another text in the place of a locked comment's.
    async fn edit(&mut self, id: CommentId, text: &CommentText, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// Takes a locked comment away with all answers below it, and with their likes, notifications and open reports. The
    /// item's counter follows.
    async fn delete(&mut self, id: CommentId) -> Result<(), StoreError>;
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommentView {
    /// Its identifier.
    pub id: CommentId,
    /// The comment that it answers.
    pub parent: Option<CommentId>,
    /// The text.
    pub content: String,
    /// Likes.
    pub likes: i64,
    /// Whether the viewer likes it.
    pub liked: bool,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When its text was changed last.
    pub edited_at: Option<DateTime<Utc>>,
    /// Who wrote it.
    pub author: AuthorView,
}

/// A comment with all that is below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadView {
    /// The comment.
    pub comment: CommentView,
    /// The answers to it, the answers to those, and so on. Each stands behind what it answers, and those to one comment
    /// stand oldest first.
    pub answers: Vec<CommentView>,
}

/// Reads comments. A comment whose writer is suspended, or not seen by the viewer, is left out with all that is below
/// it: what answers something that is not there makes no sense.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait CommentQueries: Send + Sync {
    /// The threads on an item, newest first, whole. None on an item that is not there or that the viewer does not see.
    /// At most two statements.
    async fn threads(
        &self,
        item: ItemRef,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Page<ThreadView, TimeCursor>, StoreError>;

    /// One comment with all that is below it. One statement.
    async fn thread(&self, id: CommentId, viewer: Option<UserId>) -> Result<Option<ThreadView>, StoreError>;
}
