//! Notifications that are told wrongly.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::ids::{NotificationId, UserId};
use vibeslop_ports::{
    StoreError,
    notifications::{Cause, Mentions, NewNotification, NotificationStore},
};

use crate::{Fault, FaultyWork};

#[async_trait]
impl NotificationStore for FaultyWork {
    async fn mention(&mut self, mentions: &Mentions, ids: &[Uuid]) -> Result<Vec<UserId>, StoreError> {
        self.inner.notifications().mention(mentions, ids).await
    }

    async fn tell(&mut self, notifications: &[NewNotification]) -> Result<(), StoreError> {
        self.inner.notifications().tell(notifications).await
    }

    async fn mark_read(&mut self, user: UserId, notification: NotificationId) -> Result<(), StoreError> {
        self.inner.notifications().mark_read(user, notification).await
    }

    async fn mark_all_read(&mut self, user: UserId, at: DateTime<Utc>) -> Result<u64, StoreError> {
        self.inner.notifications().mark_all_read(user, at).await
    }

    async fn retract(&mut self, cause: &Cause) -> Result<(), StoreError> {
        if self.has(Fault::NeverTakesBack) { Ok(()) } else { self.inner.notifications().retract(cause).await }
    }
}
