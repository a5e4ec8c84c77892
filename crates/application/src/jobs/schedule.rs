//! What happens at which hour.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use vibeslop_ports::{
    environment::Clock,
    jobs::{NewJob, Tick},
    transactions::Transactions,
};

use super::PruneRows;
use crate::{
    Error, accounts::EraseLeavers, content::CleanPictures, debug::opaque_debug, in_transaction, mail::SendDigests,
    scores::ScoreEverybody,
};

/// Something that happens again and again.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Its name, by which nodes agree on who enqueues it.
    pub name: &'static str,
    /// When, in UTC: second, minute, hour, day of the month, month, day of the week.
    pub when: &'static str,
    /// What is enqueued then.
    pub jobs: fn(DateTime<Utc>) -> Vec<NewJob>,
}

/// All that happens by itself. A new entry gets a line here. The first moment that a site knows of an entry is noted
/// and nothing else: nothing was missed then.
pub fn schedule() -> Vec<Entry> {
    vec![
        Entry { name: "prune_rows", when: "0 17 * * * *", jobs: PruneRows::all },
        Entry { name: "erase_leavers", when: "0 27 * * * *", jobs: |now| vec![NewJob::of(&EraseLeavers {}, now)] },
        Entry { name: "clean_pictures", when: "0 37 * * * *", jobs: |now| vec![NewJob::of(&CleanPictures {}, now)] },
        Entry { name: "score_everybody", when: "0 0 3 * * *", jobs: |now| vec![NewJob::of(&ScoreEverybody {}, now)] },
        Entry { name: "send_digests", when: "0 0 8 * * Mon", jobs: |now| vec![NewJob::of(&SendDigests {}, now)] },
    ]
}

/// Why somebody says that an entry is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    /// Its moment has just come.
    OnTime,
    /// The node has started, and this was the last moment before.
    AtStart,
}

/// Enqueues what is due, once for all nodes.
#[derive(Clone)]
pub struct Schedule {
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

opaque_debug!(Schedule);

impl Schedule {
    /// Enqueues the jobs of `entry` if nobody has done so for this moment, or a later one. Whether it did. What nobody
    /// was there for is made up for at the next start, once, however many moments were missed.
    pub async fn fire(&self, entry: &Entry, due_at: DateTime<Utc>, occasion: Occasion) -> Result<bool, Error> {
        let now = self.clock.now();
        let fired = in_transaction(&*self.transactions, async |tx| {
            let is_new = match tx.jobs().tick(entry.name, due_at).await? {
                Tick::New => true,
                Tick::First => occasion == Occasion::OnTime,
                Tick::Known => false,
            };
            if is_new {
                tx.jobs().enqueue_all(&(entry.jobs)(now)).await?;
            }
            Ok(is_new)
        })
        .await?;
        if fired {
            tracing::info!(entry = entry.name, %due_at, ?occasion, "enqueued what is due");
        }
        Ok(fired)
    }
}
