use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    ids::{NotificationId, UserId},
    notifications::NotificationTarget,
    page::TimeCursor,
};
use vibeslop_ports::{
    StoreError,
    notifications::{Cause, NotificationSource},
    stream::What,
};

use crate::{accounts::count, world::World};

/// That somebody is told of something.
#[derive(Debug, Clone)]
pub(crate) struct NotificationRow {
    pub(crate) id: NotificationId,
    pub(crate) cause: Cause,
    pub(crate) preview: Option<String>,
    pub(crate) read: bool,
    pub(crate) at: DateTime<Utc>,
}

impl NotificationRow {
    /// Where it stands in a list.
    pub(crate) const fn place(&self) -> TimeCursor {
        TimeCursor { at: self.at, id: self.id.0 }
    }

    /// What of one kind is told as one: a comment, or else an item, or else the person.
    pub(crate) fn subject(&self) -> Uuid {
        let target = self.cause.target;
        match self.cause.source {
            Some(NotificationSource::Comment(id)) => id.0,
            Some(NotificationSource::Post(_)) | None => {
                target.and_then(|target| target.post().or_else(|| target.project())).unwrap_or(self.cause.recipient.0)
            }
        }
    }

    /// Whether it says the same of what can be done and undone at will, and waits for its reader.
    fn says(&self, cause: &Cause) -> bool {
        let who = |cause: &Cause| (cause.recipient, cause.kind, cause.actor, cause.target);
        !self.read && cause.kind.merges() && who(&self.cause) == who(cause)
    }
}

impl World {
    /// What a person was told of, without what people did whom they do not see.
    pub(crate) fn told(&self, person: UserId) -> impl Iterator<Item = &NotificationRow> {
        self.notifications.values().filter(move |row| row.cause.recipient == person && self.shows(row))
    }

    /// Whether whoever was told sees who did it.
    pub(crate) fn shows(&self, row: &NotificationRow) -> bool {
        self.sees(Some(row.cause.recipient), row.cause.actor)
    }

    pub(crate) fn unread_notifications(&self, person: UserId) -> i64 {
        count(self.told(person).filter(|row| !row.read))
    }

    /// Adds those that are told to somebody who is there and sees who did it, each once, and tells the stream.
    pub(super) fn notify(&mut self, rows: Vec<NotificationRow>) -> Result<Vec<UserId>, StoreError> {
        let mut new = Vec::new();
        for row in rows {
            let heard = self.notifications.values().any(|other| other.says(&row.cause));
            if row.cause.recipient == row.cause.actor || heard {
                continue;
            }
            if self.active(row.cause.recipient).is_none() || self.hides(Some(row.cause.recipient), row.cause.actor) {
                continue;
            }
            self.has_its_cause(&row.cause)?;
            new.push((row.at, row.id, row.cause.recipient));
            self.notifications.add_new(row.id, row)?;
        }
        let told = new.iter().map(|(_, _, person)| *person).collect();
        new.sort_unstable();
        for (_, id, person) in new {
            self.tell(person, What::Notification(id));
        }
        Ok(told)
    }

    /// What a notification names is there.
    fn has_its_cause(&self, cause: &Cause) -> Result<(), StoreError> {
        self.there(cause.actor)?;
        let target = cause.target.is_none_or(|target| match target {
            NotificationTarget::Item(item) => self.item_owner(item).is_some(),
            NotificationTarget::Gig(id) => self.gigs.contains(&id),
        });
        let source = cause.source.is_none_or(|source| match source {
            NotificationSource::Comment(id) => self.comments.contains(&id),
            NotificationSource::Post(id) => self.posts.contains(&id),
        });
        let there = target && source;
        there.then_some(()).ok_or_else(|| StoreError::failed("a notification names what is not there"))
    }

    /// Notes of notifications that they were read, and tells whoever was told. All are one person's.
    pub(super) fn read_notifications(&mut self, person: UserId, ids: &[NotificationId]) {
        for id in ids {
            if let Some(row) = self.notifications.get_mut(id) {
                row.read = true;
            }
        }
        if !ids.is_empty() {
            self.tell(person, What::Counts);
        }
    }
}
