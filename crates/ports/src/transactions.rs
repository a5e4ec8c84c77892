//! Units of work.

use async_trait::async_trait;

use crate::{
    StoreError,
    accounts::AccountStore,
    catalog::CatalogStore,
    content::{PostStore, ProjectStore},
    notifications::NotificationStore,
};

/// Opens units of work.
#[async_trait]
pub trait Transactions: Send + Sync {
    /// Opens one. It sees all that was committed before.
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError>;
}

/// An open unit of work. What is done through it becomes visible together, or not at all.
///
/// Dropped without [`commit`](Self::commit) it leaves nothing behind, at whatever point that happens.
#[async_trait]
pub trait UnitOfWork: Send {
    /// Accounts, identities, sessions.
    fn accounts(&mut self) -> &mut dyn AccountStore;
    /// Tools and stacks.
    fn catalog(&mut self) -> &mut dyn CatalogStore;
    /// Posts.
    fn posts(&mut self) -> &mut dyn PostStore;
    /// Projects.
    fn projects(&mut self) -> &mut dyn ProjectStore;
    /// Notifications.
    fn notifications(&mut self) -> &mut dyn NotificationStore;

    /// Makes everything visible. After an error nothing is, unless the connection broke just then: whether it is
    /// cannot be known in that case, and the error is [`StoreError::Unavailable`].
    async fn commit(self: Box<Self>) -> Result<(), StoreError>;

    /// Undoes everything.
    async fn rollback(self: Box<Self>) -> Result<(), StoreError>;
}
