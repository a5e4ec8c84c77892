//! The live stream: each person is told at once of what concerns them, on whichever node they listen.
//!
//! One loop a node ([`Stream::run`]) reads what happens anywhere, reads the rows of those who listen here, once, and hands
//! them to everybody's [`Listener`]. Whoever comes back is first given what was missed.

mod credentials;
mod hub;
mod listener;
mod rows;
mod run;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use vibeslop_domain::stream::{EventId, KEPT_FOR, Position};
use vibeslop_ports::{
    BoxError,
    environment::{Clock, Entropy},
    notifications::{NotificationView, Waiting},
    stream::{EventBus, Said, StreamQueries},
    tokens::Claims,
    transactions::Transactions,
};

pub use self::{
    credentials::IssuedTicket,
    hub::Hub,
    listener::{Heard, Listener},
};
use self::{listener::Since, rows::Rows};
use crate::{Error, accounts::Accounts, debug::opaque_debug, in_transaction};

/// The live stream.
#[derive(Clone)]
pub struct Stream {
    /// Who listens.
    pub accounts: Accounts,
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Reads what is told.
    pub queries: Arc<dyn StreamQueries>,
    /// Tells of what happens.
    pub bus: Arc<dyn EventBus>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Fresh secrets.
    pub entropy: Arc<dyn Entropy>,
    /// Those who listen on this node.
    pub hub: Arc<Hub>,
}

opaque_debug!(Stream);

/// Something that a person is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// By which the person comes back.
    pub id: EventId,
    /// What it is.
    pub told: Told,
}

/// What a person is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Of what somebody did.
    Notification(NotificationView),
    /// Of a message, the person's own included.
    Message(Said),
    /// How much waits now.
    Counts(Waiting),
    /// Something may be missing: whatever the person has is to be read again.
    Resync,
}

impl Stream {
    /// Opens the stream of whoever these claims speak for. `last` is the identifier of the last event that was seen, if
    /// the person comes back.
    pub async fn open(&self, claims: Claims, last: Option<&str>) -> Result<Listener, Error> {
        let since = self.since(&claims, last).await?;
        let seat = Hub::seat(&self.hub, &claims, since.position())?;
        // Asked with the seat taken: whatever ends the token from now on is heard, and what did before is seen here.
        let viewer = self.accounts.viewer_of(&claims).await?;
        let viewer = viewer.ok_or_else(credentials::nobody)?;
        if viewer.suspended {
            return Err(credentials::suspended());
        }
        Ok(Listener::new(seat, since, self.rows(), Arc::clone(&self.clock), claims.expires_at))
    }

    /// Where a person goes on. What makes no sense, or is too long ago, is told as such.
    async fn since(&self, claims: &Claims, last: Option<&str>) -> Result<Since, Error> {
        let Some(last) = last else { return Ok(Since::Now) };
        let Ok(id) = last.parse::<EventId>() else { return Ok(Since::Lost) };
        let reached = self.queries.missed(claims.user, id.position, id.position, 0).await?;
        Ok(if reached.complete { Since::Event(id) } else { Since::Lost })
    }

    /// Lets everybody go, and nobody in: the service is about to stop. They go on at another node.
    pub fn close(&self) {
        self.hub.close();
    }

    /// Whether this node hears of what happens, so that somebody can listen here.
    pub fn hears(&self) -> bool {
        self.hub.taken_up().is_some()
    }

    /// How many streams are open on this node.
    pub fn open_streams(&self) -> usize {
        self.hub.len()
    }

    /// Forgets what is older than what is promised to those who come back. Answers how much.
    pub async fn prune(&self) -> Result<u64, Error> {
        in_transaction(&*self.transactions, async |tx| Ok(tx.stream().prune(KEPT_FOR, self.clock.now()).await?)).await
    }

    fn rows(&self) -> Rows {
        Rows { queries: Arc::clone(&self.queries) }
    }
}

/// The node does not hear of what happens yet, or is about to stop.
fn not_now(reason: &'static str) -> Error {
    Error::Unavailable(BoxError::from(reason))
}

/// The place from which a listener goes on.
impl Since {
    const fn position(&self) -> Option<Position> {
        match self {
            Self::Now | Self::Lost => None,
            Self::Event(id) => Some(id.position),
        }
    }
}
