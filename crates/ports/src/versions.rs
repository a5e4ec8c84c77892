//! The states of what people edit, by number.

use async_trait::async_trait;
use vibeslop_domain::ids::{CommentId, GigId, PostId, ProjectId, UserId};

use crate::StoreError;

/// A thing whose states are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Versioned {
    /// An account, as its owner edits it.
    Account(UserId),
    /// A project with all its parts.
    Project(ProjectId),
    /// A post.
    Post(PostId),
    /// A comment.
    Comment(CommentId),
    /// A gig with its tags.
    Gig(GigId),
}

/// The number of a state. It grows with each change of the thing itself, and not with what others do to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub i64);

/// Versions inside a unit of work.
///
/// # What an implementation guarantees
/// Each committed change of a thing by a store above makes its number greater, and never gives an old number anew, also not
/// after a rollback. Likes, views and comments of others leave it alone.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait VersionStore: Send {
    /// The version of a thing, which nobody else changes until the unit of work ends. One statement.
    async fn lock_version(&mut self, thing: Versioned) -> Result<Option<Version>, StoreError>;
}

/// Versions, to be told to those who read.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait VersionQueries: Send + Sync {
    /// The version of a thing. One statement.
    async fn version(&self, thing: Versioned) -> Result<Option<Version>, StoreError>;
}
