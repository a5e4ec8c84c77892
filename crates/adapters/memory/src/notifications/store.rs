use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    ids::{NotificationId, UserId},
    notifications::NotificationKind,
};
use vibeslop_ports::{
    StoreError,
    notifications::{Cause, Mentions, NewNotification, NotificationSource, NotificationStore},
};

use super::rows::NotificationRow;
use crate::unit_of_work::Unit;

#[async_trait]
impl NotificationStore for Unit {
    async fn mention(&mut self, mentions: &Mentions, ids: &[Uuid]) -> Result<Vec<UserId>, StoreError> {
        let mut rows = Vec::new();
        for (name, id) in mentions.names.iter().zip(ids) {
            let Some(recipient) = self.world.named(name).map(|row| row.id) else { continue };
            let cause = Cause {
                kind: NotificationKind::Mention,
                actor: mentions.actor,
                recipient,
                target: Some(mentions.target.into()),
                source: mentions.comment.map(NotificationSource::Comment),
            };
            if self.world.notifications.values().all(|row| row.cause != cause) {
                let (id, preview) = (NotificationId(*id), Some(mentions.preview.clone()));
                rows.push(NotificationRow { id, cause, preview, read: false, at: mentions.at });
            }
        }
        self.world.notify(rows)
    }

    async fn tell(&mut self, notifications: &[NewNotification]) -> Result<(), StoreError> {
        let row = |new: &NewNotification| NotificationRow {
            id: NotificationId(self.new_id()),
            cause: new.cause,
            preview: new.preview.clone(),
            read: false,
            at: new.at,
        };
        let rows = notifications.iter().map(row).collect();
        self.world.notify(rows).map(drop)
    }

    async fn mark_read(&mut self, user: UserId, notification: NotificationId) -> Result<(), StoreError> {
        let row = self.world.notifications.get(&notification);
        if row.is_some_and(|row| row.cause.recipient == user && !row.read) {
            self.world.read_notifications(user, &[notification]);
        }
        Ok(())
    }

    async fn mark_all_read(&mut self, user: UserId, at: DateTime<Utc>) -> Result<u64, StoreError> {
        let unread = |row: &NotificationRow| row.cause.recipient == user && !row.read && row.at <= at;
        let seen = self.world.told(user).filter(|row| unread(row)).count();
        let all = self.world.notifications.keys_where(|_, row| unread(row));
        self.world.read_notifications(user, &all);
        Ok(u64::try_from(seen).unwrap_or(u64::MAX))
    }

    async fn retract(&mut self, cause: &Cause) -> Result<(), StoreError> {
        self.world.delete_notifications(|row| !row.read && row.cause == *cause);
        Ok(())
    }
}
