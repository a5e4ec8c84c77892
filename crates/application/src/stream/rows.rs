use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use vibeslop_domain::{
    ids::UserId,
    stream::{EventId, Part, Position},
};
use vibeslop_ports::{
    StoreError,
    stream::{Occurrence, StreamQueries},
};

use super::{Event, Told};

/// Reads what occurrences name.
#[derive(Clone)]
pub(super) struct Rows {
    pub(super) queries: Arc<dyn StreamQueries>,
}

impl Rows {
    /// What is to be told of these occurrences, in order, and to each person how much is unread behind the last of
    /// theirs. A fixed number of statements.
    pub(super) async fn events(&self, occurrences: &[Occurrence]) -> Result<Vec<(UserId, Arc<Event>)>, StoreError> {
        let last: HashMap<UserId, Position> =
            occurrences.iter().map(|occurrence| (occurrence.person, occurrence.position)).collect();
        self.counts(&last).await
    }

    /// How much each of these people has not read, told at a place of theirs.
    pub(super) async fn counts(
        &self,
        owed: &HashMap<UserId, Position>,
    ) -> Result<Vec<(UserId, Arc<Event>)>, StoreError> {
        if owed.is_empty() {
            return Ok(Vec::new());
        }
        let people: Vec<UserId> = owed.keys().copied().collect();
        let unread = self.queries.unread(&people).await?;
        let events: BTreeMap<Position, _> = owed
            .iter()
            .filter_map(|(person, position)| {
                let id = EventId { position: *position, part: Part::Counts };
                let event = Event { id, told: Told::Counts(*unread.get(person)?) };
                Some((*position, (*person, Arc::new(event))))
            })
            .collect();
        Ok(events.into_values().collect())
    }
}
