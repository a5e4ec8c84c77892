use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use vibeslop_domain::{
    ids::{MessageId, NotificationId, UserId},
    stream::Position,
};
use vibeslop_ports::{
    StoreError,
    notifications::{NotificationView, Waiting},
    stream::{Said, StreamQueries, Stretch},
};

use crate::{Memory, world::World};

impl World {
    /// A message as one of the two sees it, if they see the other.
    fn message_to(&self, id: MessageId, viewer: UserId) -> Option<Said> {
        let row = self.messages.get(&id)?;
        let other = self.conversations.get(&row.conversation)?.other(viewer)?;
        let said = || Said { to: viewer, conversation: row.conversation, message: row.view(viewer) };
        self.sees(Some(viewer), other).then(said)
    }
}

#[async_trait]
impl StreamQueries for Memory {
    async fn missed(
        &self,
        person: UserId,
        after: Position,
        until: Position,
        limit: i64,
    ) -> Result<Stretch, StoreError> {
        let limit = usize::try_from(limit).unwrap_or_default();
        Ok(self.read().await.stretch(after, until, limit, |row| row.person == person))
    }

    async fn notifications(&self, ids: &[NotificationId]) -> Result<Vec<NotificationView>, StoreError> {
        let world = self.read().await;
        let ids: BTreeSet<NotificationId> = ids.iter().copied().collect();
        let mut views: Vec<_> = ids.into_iter().filter_map(|id| world.notification_view(id)).collect();
        views.sort_by_key(|view| std::cmp::Reverse((view.created_at, view.id)));
        Ok(views)
    }

    async fn messages(&self, seen: &[(MessageId, UserId)]) -> Result<Vec<Said>, StoreError> {
        let world = self.read().await;
        Ok(seen.iter().filter_map(|(id, viewer)| world.message_to(*id, *viewer)).collect())
    }

    async fn waiting(&self, people: &[UserId]) -> Result<HashMap<UserId, Waiting>, StoreError> {
        let world = self.read().await;
        Ok(people.iter().map(|person| (*person, world.waiting(*person))).collect())
    }
}
