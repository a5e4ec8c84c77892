//! What waits for a person.

use std::sync::Arc;

use vibeslop_domain::ids::UserId;
use vibeslop_ports::notifications::NotificationQueries;

use crate::{Error, debug::opaque_debug};

/// What waits for a person to look at.
#[derive(Clone)]
pub struct Inbox {
    /// Reads notifications.
    pub notifications: Arc<dyn NotificationQueries>,
}

opaque_debug!(Inbox);

/// How much waits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UnreadCounts {
    /// Notifications that were not read.
    pub notifications: i64,
    /// Messages that were not read. People cannot write to each other yet, so there are none.
    pub messages: i64,
}

impl Inbox {
    /// How much waits. Open pages ask twice a minute.
    pub async fn counts(&self, viewer: UserId) -> Result<UnreadCounts, Error> {
        Ok(UnreadCounts { notifications: self.notifications.unread(viewer).await?, messages: 0 })
    }
}

#[cfg(test)]
mod tests {
    use vibeslop_ports::mocks::MockNotificationQueries;

    use super::*;
    use crate::fixtures::{ADA, store_away};

    #[tokio::test]
    async fn unread_notifications_are_counted_for_the_one_who_asks() {
        let mut notifications = MockNotificationQueries::new();
        notifications.expect_unread().withf(|user| *user == ADA).times(1).returning(|_| Ok(3));
        let counts = Inbox { notifications: Arc::new(notifications) }.counts(ADA).await.unwrap();
        assert_eq!(counts, UnreadCounts { notifications: 3, messages: 0 });
    }

    #[tokio::test]
    async fn a_store_that_is_away_is_not_an_empty_inbox() {
        let mut notifications = MockNotificationQueries::new();
        notifications.expect_unread().returning(|_| Err(store_away()));
        let failed = Inbox { notifications: Arc::new(notifications) }.counts(ADA).await;
        assert!(matches!(failed, Err(Error::Unavailable(_))), "{failed:?}");
    }
}
