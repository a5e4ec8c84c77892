use std::{
    collections::{HashMap, VecDeque},
    sync::Arc,
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio::time::timeout;
use vibeslop_domain::stream::{EventId, Part, Position};
use vibeslop_ports::{StoreError, environment::Clock};

use super::{Event, Told, hub::Seat, rows::Rows};
use crate::debug::opaque_debug;

/// After how much silence something is sent, so that both ends and all between know that the other is there.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How much of what was missed is read at a time.
const PAGE: i64 = 100;

/// Where a listener goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Since {
    /// With what happens from now on.
    Now,
    /// Behind this event.
    Event(EventId),
    /// It cannot be said what was missed.
    Lost,
}

/// What a listener hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Something.
    Event(Arc<Event>),
    /// Nothing, for a while.
    Silence,
}

/// Somebody who listens. To be asked for what comes next, one at a time. Dropped, it is forgotten.
pub struct Listener {
    seat: Seat,
    rows: Rows,
    clock: Arc<dyn Clock>,
    ends_at: DateTime<Utc>,
    /// What is read and not told yet.
    ready: VecDeque<Arc<Event>>,
    behind: Behind,
}

opaque_debug!(Listener);

/// What a listener is owed before what the hub tells.
enum Behind {
    /// What was missed behind a place, and how much is unread, if that was not told behind it.
    Missed { after: Position, counts_owed: bool },
    /// The word that something may be missing, and how much is unread.
    All { lost: bool },
    /// Nothing.
    Nothing,
}

impl Listener {
    pub(super) fn new(seat: Seat, since: Since, rows: Rows, clock: Arc<dyn Clock>, ends_at: DateTime<Utc>) -> Self {
        let behind = match since {
            Since::Now => Behind::All { lost: false },
            Since::Lost => Behind::All { lost: true },
            Since::Event(id) => Behind::Missed { after: id.position, counts_owed: id.part < Part::Counts },
        };
        Self { seat, rows, clock, ends_at, ready: VecDeque::new(), behind }
    }

    /// What comes next. None at the end: the token is over, the person reads too slowly, or the service stops. Whoever
    /// still may comes back and goes on behind the last event.
    pub async fn next(&mut self) -> Option<Heard> {
        while self.ready.is_empty() && !matches!(self.behind, Behind::Nothing) {
            if let Err(error) = self.catch_up().await {
                tracing::warn!(error = &error as &dyn std::error::Error, "a stream ends before it is up to date");
                return None;
            }
        }
        if self.clock.now() >= self.ends_at {
            return None;
        }
        if let Some(event) = self.ready.pop_front() {
            return Some(Heard::Event(event));
        }
        match timeout(HEARTBEAT, self.seat.events.recv()).await {
            Ok(event) => event.map(Heard::Event),
            Err(_) if self.clock.now() >= self.ends_at => None,
            Err(_) => Some(Heard::Silence),
        }
    }

    /// Reads a page of what is owed.
    async fn catch_up(&mut self) -> Result<(), StoreError> {
        match self.behind {
            Behind::Nothing => {}
            Behind::All { lost } => {
                if lost {
                    let id = EventId { position: self.seat.from, part: Part::Itself };
                    self.ready.push_back(Arc::new(Event { id, told: Told::Resync }));
                }
                self.owe_counts(self.seat.from).await?;
                self.behind = Behind::Nothing;
            }
            Behind::Missed { after, counts_owed } => {
                let stretch = self.rows.queries.missed(self.seat.person, after, self.seat.from, PAGE).await?;
                if !stretch.complete {
                    self.behind = Behind::All { lost: true };
                    return Ok(());
                }
                let full = i64::try_from(stretch.occurrences.len()).is_ok_and(|read| read >= PAGE);
                if let Some(last) = stretch.occurrences.last() {
                    let events = self.rows.events(&stretch.occurrences).await?;
                    self.ready.extend(events.into_iter().map(|(_, event)| event));
                    self.behind = if full {
                        Behind::Missed { after: last.position, counts_owed: false }
                    } else {
                        Behind::Nothing
                    };
                } else {
                    if counts_owed {
                        self.owe_counts(after).await?;
                    }
                    self.behind = Behind::Nothing;
                }
            }
        }
        Ok(())
    }

    async fn owe_counts(&mut self, position: Position) -> Result<(), StoreError> {
        let owed = HashMap::from([(self.seat.person, position)]);
        let events = self.rows.counts(&owed).await?;
        self.ready.extend(events.into_iter().map(|(_, event)| event));
        Ok(())
    }
}
