//! Telling people what others did.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{accounts::Username, content::ItemRef, ids::UserId};

use crate::StoreError;

/// Somebody is mentioned in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentions {
    /// Who wrote the text.
    pub actor: UserId,
    /// The names in it.
    pub names: Vec<Username>,
    /// The new post, or the item that the new comment is on.
    pub target: ItemRef,
    /// The first 100 characters.
    pub preview: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Writes notifications.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait NotificationStore: Send {
    /// Tells those who are mentioned, each once. Names that nobody has, and the author's own, are passed over.
    /// `ids` are for the rows: as many as names. One statement.
    async fn mention(&mut self, mentions: &Mentions, ids: &[Uuid]) -> Result<(), StoreError>;
}
