//! What waits for a person.

mod listing;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use vibeslop_domain::{
    ids::{NotificationId, UserId},
    notifications::Vocabulary,
};
use vibeslop_ports::{
    environment::Clock,
    notifications::{NotificationQueries, Waiting},
    transactions::Transactions,
};

use crate::{Error, debug::opaque_debug, in_transaction, persistently};
pub use listing::{Notification, Notifications, Told};

/// What waits for a person to look at.
#[derive(Clone)]
pub struct Inbox {
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Reads notifications.
    pub notifications: Arc<dyn NotificationQueries>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

opaque_debug!(Inbox);

impl Inbox {
    /// How much waits. Open pages ask twice a minute.
    pub async fn counts(&self, viewer: UserId) -> Result<Waiting, Error> {
        Ok(self.notifications.waiting(viewer).await?)
    }

    /// Marks a notification as read. To do so again changes nothing.
    pub async fn read(
        &self,
        viewer: UserId,
        id: NotificationId,
        vocabulary: Vocabulary,
    ) -> Result<Notification, Error> {
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| Ok(tx.notifications().mark_read(viewer, id).await?))
        })
        .await?;
        let view = self.notifications.notification(id, viewer).await?.ok_or(Error::NotFound("notification"))?;
        Ok(Notification::told_in(vocabulary, view))
    }

    /// Marks all as read that the person had been told of when they asked. How many they had not read.
    pub async fn read_all(&self, viewer: UserId) -> Result<u64, Error> {
        let now = self.clock.now();
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| Ok(tx.notifications().mark_all_read(viewer, now).await?))
        })
        .await
    }
}
