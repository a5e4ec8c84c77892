use chrono::{DateTime, Utc};
use vibeslop_domain::{ids::UserId, stream::Position};
use vibeslop_ports::stream::{Occurrence, Stretch, What};

use crate::world::World;

/// Something that happened.
#[derive(Debug, Clone)]
pub(crate) struct StreamEventRow {
    pub(crate) person: UserId,
    pub(crate) what: What,
    pub(crate) at: DateTime<Utc>,
}

impl World {
    /// Writes down that something happened that a person is to be told of.
    pub(crate) fn tell(&mut self, person: UserId, what: What) {
        self.stream_head.0 += 1;
        self.stream_events.put(self.stream_head.0, StreamEventRow { person, what, at: self.now });
    }

    /// What happened behind a place, up to so much of it.
    pub(crate) fn stretch(
        &self,
        after: Position,
        until: Position,
        limit: usize,
        wanted: impl Fn(&StreamEventRow) -> bool,
    ) -> Stretch {
        let (newest, forgotten) = self.stream_head;
        if after.0 < forgotten || after.0 > newest || after >= until {
            return Stretch { complete: (forgotten..=newest).contains(&after.0), occurrences: Vec::new() };
        }
        let rows = self.stream_events.range(after.0 + 1..=until.0).filter(|(_, row)| wanted(row));
        let occurrence = |(place, row): (&i64, &StreamEventRow)| Occurrence {
            position: Position(*place),
            person: row.person,
            what: row.what.clone(),
        };
        Stretch { complete: true, occurrences: rows.take(limit).map(occurrence).collect() }
    }
}
