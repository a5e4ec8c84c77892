use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::{ItemRef, NewPost, PostText, Quote},
    ids::{PostId, ProjectId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};

use super::PostView;
use crate::StoreError;

/// A post as far as a use case has to judge it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPost {
    /// Its identifier.
    pub id: PostId,
    /// Who wrote it.
    pub author: UserId,
    /// What it says.
    pub text: String,
    /// Whether it has pictures or quotes something, so that it need not say anything.
    pub shows: bool,
}

/// What somebody is about to quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotedItem {
    /// The original, never a repost.
    pub item: ItemRef,
    /// Whose it is.
    pub owner: UserId,
}

/// What a post said until it was edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionView {
    /// The text.
    pub content: String,
    /// When another one took its place.
    pub replaced_at: DateTime<Utc>,
}

/// Writes posts.
///
/// # What an implementation guarantees
/// Pictures keep their order. What a post is counted on (its author's posts, the item that it quotes) follows in the same
/// unit of work, and again when it is deleted. An edit loses nothing: each text that a post ever had is in its history.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PostStore: Send {
    /// What a quote means: the post or published project itself, or what a repost of that name shows. `None` if
    /// there is nothing that `viewer` may see. What was found cannot be deleted until the unit of work ends.
    async fn resolve_quote(&mut self, quote: Quote, viewer: UserId) -> Result<Option<QuotedItem>, StoreError>;

    /// Whether the project is there and belongs to `owner`. It cannot be deleted until the unit of work ends.
    async fn owns_project(&mut self, owner: UserId, project: ProjectId) -> Result<bool, StoreError>;

    /// Adds a post with its pictures, and counts it on what it quotes.
    async fn insert(&mut self, post: &NewPost) -> Result<(), StoreError>;

    /// The post, locked until the unit of work ends.
    async fn lock(&mut self, id: PostId) -> Result<Option<StoredPost>, StoreError>;

    /// Puts another text in the place of a locked post's, and keeps the old one in its history.
    async fn edit(&mut self, id: PostId, text: &PostText, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// Takes a post away with all that hangs on it: pictures' rows, likes, comments and theirs, reposts, bookmarks,
    /// impressions, notifications, reports. Counters of others follow. Posts that quote it stay, without the quote.
    async fn delete(&mut self, id: PostId) -> Result<(), StoreError>;

    /// What `reposts` of this identifier shows: needed where a client names a repost instead of its original.
    async fn original_of(&mut self, repost: Uuid) -> Result<Option<ItemRef>, StoreError>;
}

/// Reads posts.
///
/// # What an implementation guarantees
/// A post of somebody whom the viewer does not see, or who is suspended, is answered like one that is not there; a quote
/// of such a post is left out of the post that quotes it.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait PostQueries: Send + Sync {
    /// One post. One statement.
    async fn post(&self, id: PostId, viewer: Option<UserId>) -> Result<Option<PostView>, StoreError>;

    /// What a post said before, replaced last first. `None` if there is no such post for the viewer. One statement.
    async fn history(
        &self,
        id: PostId,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<RevisionView, TimeCursor>>, StoreError>;
}
