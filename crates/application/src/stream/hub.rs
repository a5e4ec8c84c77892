use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::mpsc;
use vibeslop_domain::{
    ids::UserId,
    stream::{Position, STREAMS_A_PERSON},
};
use vibeslop_ports::{
    stream::{Occurrence, What},
    tokens::Claims,
};

use super::{Event, not_now};
use crate::Error;

/// How many events wait for a listener. Whoever lets more of them wait is let go, and goes on from where they were.
pub(super) const WAITING: usize = 128;
/// When somebody with too many streams may try again.
const FULL: Duration = Duration::from_secs(30);

/// Those who listen on this node.
#[derive(Debug, Default)]
pub struct Hub {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Up to where things are taken up: told to those who sit by then, or about to be. None until the node hears.
    at: Option<Position>,
    closed: bool,
    next: u64,
    seats: HashMap<UserId, Vec<Taken>>,
}

/// A seat as the hub knows it.
#[derive(Debug)]
struct Taken {
    number: u64,
    token_id: Option<String>,
    /// What happened up to here is no matter of the hub's: the listener has it, or reads it.
    from: Position,
    events: mpsc::Sender<Arc<Event>>,
}

/// A listener's place in the hub. Dropped, it is free.
#[derive(Debug)]
pub(super) struct Seat {
    hub: Arc<Hub>,
    pub(super) person: UserId,
    number: u64,
    /// The hub tells of what happens behind this.
    pub(super) from: Position,
    pub(super) events: mpsc::Receiver<Arc<Event>>,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.hub.state().retain(self.person, |taken| taken.number != self.number);
    }
}

impl Hub {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place for whoever these claims speak for. Somebody who comes from another node may have seen more than this one
    /// has taken up yet: that is not told again.
    pub(super) fn seat(hub: &Arc<Self>, claims: &Claims, seen: Option<Position>) -> Result<Seat, Error> {
        let mut state = hub.state();
        if state.closed {
            return Err(not_now("the service is about to stop"));
        }
        let at = state.at.ok_or_else(|| not_now("this node does not hear of what happens yet"))?;
        let number = state.next;
        state.next += 1;
        let seats = state.seats.entry(claims.user).or_default();
        if seats.len() >= STREAMS_A_PERSON {
            return Err(Error::Limited {
                code: "too_many_streams",
                message: format!("At most {STREAMS_A_PERSON} streams can be open at the same time"),
                retry_after: FULL,
                violated: Vec::new(),
            });
        }
        let from = seen.map_or(at, |seen| at.max(seen));
        let (sender, events) = mpsc::channel(WAITING);
        seats.push(Taken { number, token_id: claims.token_id.clone(), from, events: sender });
        Ok(Seat { hub: Arc::clone(hub), person: claims.user, number, from, events })
    }

    /// From now on things are taken up behind `at`.
    pub(super) fn begin(&self, at: Position) {
        self.state().at = Some(at);
    }

    /// Takes up what happened: lets those go whose token ended, and answers what concerns somebody who sits here.
    /// Whoever takes a seat from now on reads it for themselves.
    pub(super) fn take_up(&self, occurrences: &[Occurrence]) -> Vec<Occurrence> {
        let mut state = self.state();
        if let Some(last) = occurrences.last() {
            state.at = Some(last.position);
        }
        for occurrence in occurrences {
            match &occurrence.what {
                What::TokenEnded(id) => state.retain(occurrence.person, |seat| seat.token_id.as_ref() != Some(id)),
                What::PersonEnded => drop(state.seats.remove(&occurrence.person)),
                What::Notification(_) | What::Message(_) | What::Counts => {}
            }
        }
        let concerns =
            |occurrence: &&Occurrence| occurrence.what.is_told() && state.seats.contains_key(&occurrence.person);
        occurrences.iter().filter(concerns).cloned().collect()
    }

    /// Tells people what concerns them. Nobody is waited for.
    pub(super) fn tell(&self, events: Vec<(UserId, Arc<Event>)>) {
        let mut state = self.state();
        for (person, event) in events {
            // What has no room is lost to this seat, and with it the seat: the listener comes back for it.
            state.retain(person, |seat| {
                event.id.position <= seat.from || seat.events.try_send(Arc::clone(&event)).is_ok()
            });
        }
    }

    /// Lets these people go.
    pub(super) fn let_go(&self, people: &HashSet<UserId>) {
        self.state().seats.retain(|person, _| !people.contains(person));
    }

    /// Lets everybody go.
    pub(super) fn let_all_go(&self) {
        self.state().seats.clear();
    }

    pub(super) fn close(&self) {
        let mut state = self.state();
        state.closed = true;
        state.seats.clear();
    }

    pub(super) fn is_closed(&self) -> bool {
        self.state().closed
    }

    /// Up to where things are taken up, if the node hears of any.
    pub(super) fn taken_up(&self) -> Option<Position> {
        self.state().at
    }

    pub(super) fn len(&self) -> usize {
        self.state().seats.values().map(Vec::len).sum()
    }
}

impl State {
    /// Keeps those of a person's seats that are to stay.
    fn retain(&mut self, person: UserId, stays: impl FnMut(&Taken) -> bool) {
        let Some(seats) = self.seats.get_mut(&person) else { return };
        seats.retain(stays);
        if seats.is_empty() {
            self.seats.remove(&person);
        }
    }
}
