//! Engagement that is counted wrongly.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    engagement::{Act, Sighting},
    ids::UserId,
};
use vibeslop_ports::{
    StoreError,
    engagement::{EngagementStore, LockedThing},
};

use crate::{Fault, FaultyWork};

#[async_trait]
impl EngagementStore for FaultyWork {
    async fn lock(&mut self, act: Act, viewer: UserId) -> Result<Option<LockedThing>, StoreError> {
        let mut found = self.inner.engagement().lock(act, viewer).await?;
        if let Some(found) = &mut found {
            found.total += self.notes.repeats(act);
        }
        Ok(found)
    }

    async fn add(&mut self, act: Act, viewer: UserId, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let added = self.inner.engagement().add(act, viewer, at).await?;
        if !added && self.has(Fault::CountsTwice) {
            // Once more, although it was so.
            self.notes.repeat(act);
        }
        Ok(added)
    }

    async fn remove(&mut self, act: Act, viewer: UserId) -> Result<bool, StoreError> {
        self.inner.engagement().remove(act, viewer).await
    }

    async fn see(&mut self, sighting: &Sighting, at: DateTime<Utc>) -> Result<usize, StoreError> {
        let counted = self.inner.engagement().see(sighting, at).await?;
        Ok(if self.has(Fault::CountsEveryLook) { sighting.items.len() } else { counted })
    }
}
