use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use vibeslop_ports::{
    StoreError,
    stream::{StreamStore, Ticket},
    tokens::Claims,
};

use crate::{unit_of_work::Unit, world::World};

impl World {
    /// Forgets what happened before that time, and remembers how far. How much it was.
    fn forget_events(&mut self, before: DateTime<Utc>) -> usize {
        let gone = self.stream_events.keys_where(|_, row| row.at < before);
        for place in &gone {
            self.stream_events.remove(place);
        }
        let (_, forgotten) = &mut self.stream_head;
        *forgotten = gone.last().copied().unwrap_or_default().max(*forgotten);
        gone.len()
    }
}

#[async_trait]
impl StreamStore for Unit {
    async fn insert_ticket(&mut self, ticket: &Ticket) -> Result<(), StoreError> {
        self.world.there(ticket.claims.user)?;
        self.world.stream_tickets.add_new(ticket.hash, ticket.clone())
    }

    async fn take_ticket(&mut self, hash: [u8; 32], now: DateTime<Utc>) -> Result<Option<Claims>, StoreError> {
        let ticket = self.world.stream_tickets.remove(&hash);
        Ok(ticket.filter(|ticket| ticket.expires_at > now).map(|ticket| ticket.claims))
    }

    async fn prune(&mut self, kept_for: TimeDelta, now: DateTime<Utc>) -> Result<u64, StoreError> {
        let gone = self.world.forget_events(self.world.now - kept_for);
        let over = self.world.stream_tickets.remove_where(|_, ticket| ticket.expires_at <= now).len();
        Ok(u64::try_from(gone + over).unwrap_or(u64::MAX))
    }
}
