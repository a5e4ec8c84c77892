use async_trait::async_trait;
use vibeslop_domain::{
    ids::{NotificationId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    notifications::{NotificationQueries, NotificationView, Waiting},
};

use super::views::Entry;
use crate::{Memory, page::newest_first, world::World};

impl World {
    fn notifications_page<'a>(
        &self,
        entries: impl Iterator<Item = Entry<'a>>,
        start: Start,
        limit: Limit,
    ) -> Page<NotificationView, TimeCursor> {
        newest_first(entries, start, limit, |entry| entry.newest.place()).map(|entry| self.entry_view(&entry))
    }

    /// How much waits for a person.
    pub(crate) fn waiting(&self, person: UserId) -> Waiting {
        Waiting { notifications: self.unread_notifications(person), messages: self.unread_messages(person) }
    }
}

#[async_trait]
impl NotificationQueries for Memory {
    async fn notifications(
        &self,
        of: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<NotificationView, TimeCursor>, StoreError> {
        let world = self.read().await;
        Ok(world.notifications_page(world.told(of).map(Entry::of), start, limit))
    }

    async fn grouped(
        &self,
        of: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<NotificationView, TimeCursor>, StoreError> {
        let world = self.read().await;
        Ok(world.notifications_page(Entry::grouped(world.told(of)), start, limit))
    }

    async fn notification(&self, id: NotificationId, of: UserId) -> Result<Option<NotificationView>, StoreError> {
        let world = self.read().await;
        let told = world.notifications.get(&id).filter(|row| row.cause.recipient == of);
        Ok(told.and_then(|row| world.notification_view(row.id)))
    }

    async fn unread(&self, user: UserId) -> Result<i64, StoreError> {
        Ok(self.read().await.unread_notifications(user))
    }

    async fn waiting(&self, user: UserId) -> Result<Waiting, StoreError> {
        Ok(self.read().await.waiting(user))
    }
}
