//! The time and identifiers of this service.

use std::{
    sync::atomic::{AtomicU64, Ordering},
    time::SystemTime,
};

use chrono::{DateTime, Utc};
use uuid::{Builder, Uuid};
use vibeslop_ports::environment::{Clock, Ids};

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        SystemTime::now().into()
    }
}

/// UUIDs of version 7: the time, and a number in the place of chance, for one process knows all that it gave.
#[derive(Default)]
pub struct CountedIds(AtomicU64);

impl Ids for CountedIds {
    fn next(&self) -> Uuid {
        let mut tail = [0; 10];
        if let Some(end) = tail.last_chunk_mut() {
            *end = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        }
        let millis = u64::try_from(SystemClock.now().timestamp_millis()).unwrap_or_default();
        Builder::from_unix_timestamp_millis(millis, &tail).into_uuid()
    }
}
