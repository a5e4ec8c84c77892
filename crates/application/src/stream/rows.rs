use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use vibeslop_domain::{
    ids::{MessageId, NotificationId, UserId},
    stream::{EventId, Part, Position},
};
use vibeslop_ports::{
    StoreError,
    notifications::NotificationView,
    stream::{Occurrence, Said, StreamQueries, What},
};

use super::{Event, Told};

/// Reads what occurrences name.
#[derive(Clone)]
pub(super) struct Rows {
    pub(super) queries: Arc<dyn StreamQueries>,
}

/// What occurrences name, and is still there and shown to whom it concerns.
struct Named {
    notifications: HashMap<NotificationId, NotificationView>,
    messages: HashMap<(MessageId, UserId), Said>,
}

impl Rows {
    /// What is to be told of these occurrences, in order, and to each person how much is unread behind the last of
    /// theirs. Three statements at most.
    pub(super) async fn events(&self, occurrences: &[Occurrence]) -> Result<Vec<(UserId, Arc<Event>)>, StoreError> {
        let last: HashMap<UserId, Position> =
            occurrences.iter().map(|occurrence| (occurrence.person, occurrence.position)).collect();
        // How much is unread is read last, so that it is never older than what is told before it.
        let named = self.named(occurrences).await?;
        let mut counts: HashMap<_, _> = self.counts(&last).await?.into_iter().collect();
        let mut events = Vec::with_capacity(occurrences.len() + counts.len());
        for occurrence in occurrences {
            let person = occurrence.person;
            if let Some(told) = named.told(occurrence) {
                let id = EventId { position: occurrence.position, part: Part::Itself };
                events.push((person, Arc::new(Event { id, told })));
            }
            if last.get(&person) == Some(&occurrence.position)
                && let Some(counts) = counts.remove(&person)
            {
                events.push((person, counts));
            }
        }
        Ok(events)
    }

    /// How much each of these people has not read, told at a place of theirs. One statement.
    pub(super) async fn counts(
        &self,
        owed: &HashMap<UserId, Position>,
    ) -> Result<Vec<(UserId, Arc<Event>)>, StoreError> {
        if owed.is_empty() {
            return Ok(Vec::new());
        }
        let people: Vec<UserId> = owed.keys().copied().collect();
        let waiting = self.queries.waiting(&people).await?;
        let events = owed.iter().filter_map(|(person, position)| {
            let id = EventId { position: *position, part: Part::Counts };
            Some((*person, Arc::new(Event { id, told: Told::Counts(*waiting.get(person)?) })))
        });
        Ok(events.collect())
    }

    async fn named(&self, occurrences: &[Occurrence]) -> Result<Named, StoreError> {
        let (mut notifications, mut messages) = (BTreeSet::new(), BTreeSet::new());
        for occurrence in occurrences {
            match occurrence.what {
                What::Notification(id) => drop(notifications.insert(id)),
                What::Message(id) => drop(messages.insert((id, occurrence.person))),
                What::Counts | What::TokenEnded(_) | What::PersonEnded => {}
            }
        }
        let notifications: Vec<_> = notifications.into_iter().collect();
        let messages: Vec<_> = messages.into_iter().collect();
        let notifications = match notifications.as_slice() {
            [] => Vec::new(),
            ids => self.queries.notifications(ids).await?,
        };
        let messages = match messages.as_slice() {
            [] => Vec::new(),
            seen => self.queries.messages(seen).await?,
        };
        Ok(Named {
            notifications: notifications.into_iter().map(|view| (view.id, view)).collect(),
            messages: messages.into_iter().map(|said| ((said.message.id, said.to), said)).collect(),
        })
    }
}

impl Named {
    fn told(&self, occurrence: &Occurrence) -> Option<Told> {
        match occurrence.what {
            What::Notification(id) => self.notifications.get(&id).cloned().map(Told::Notification),
            What::Message(id) => self.messages.get(&(id, occurrence.person)).cloned().map(Told::Message),
            What::Counts | What::TokenEnded(_) | What::PersonEnded => None,
        }
    }
}
