use async_trait::async_trait;
use vibeslop_domain::stream::Position;
use vibeslop_ports::{
    StoreError,
    stream::{EventBus, Stretch},
};

use crate::Memory;

/// How much is answered at once.
const AT_ONCE: usize = 1_000;

#[async_trait]
impl EventBus for Memory {
    async fn newest(&self) -> Result<Position, StoreError> {
        Ok(Position(self.committed().stream_head.0))
    }

    async fn behind(&self, after: Position) -> Result<Stretch, StoreError> {
        let mut newest = Memory::newest(self);
        loop {
            newest.mark_unchanged();
            let stretch = self.committed().stretch(after, Position(i64::MAX), AT_ONCE, |_| true);
            if !stretch.complete || !stretch.occurrences.is_empty() {
                return Ok(stretch);
            }
            newest.changed().await.map_err(StoreError::failed)?;
        }
    }
}
