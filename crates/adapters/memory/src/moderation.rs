//! What is known of pictures. Kept beside the world: a verdict has cost something, and holds even where the write that
//! asked for it is undone.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{content::MediaFile, ids::UserId};
use vibeslop_ports::{
    StoreError,
    moderation::{KnownImages, Verdict},
};

use crate::Memory;

/// The most characters of a reason.
const MAX_REASON: usize = 200;

/// What is known of pictures, by the hash of their bytes.
#[derive(Debug, Default)]
pub(crate) struct Pictures(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// What a judge said, and when.
    verdicts: BTreeMap<[u8; 32], (Verdict, DateTime<Utc>)>,
    /// For whom a picture was made here, and until when that is remembered.
    made: BTreeMap<[u8; 32], (UserId, DateTime<Utc>)>,
}

impl Known {
    /// What is known of a picture: what was made here is safe, whatever a judge said of it.
    fn of(&self, hash: &[u8; 32], judged_since: DateTime<Utc>, now: DateTime<Utc>) -> Option<Verdict> {
        if self.made.get(hash).is_some_and(|(_, until)| *until > now) {
            return Some(Verdict::Safe);
        }
        let (verdict, _) = self.verdicts.get(hash).filter(|(_, at)| *at > judged_since)?;
        Some(verdict.clone())
    }
}

/// Takes up to `most` rows away that are older than `before`, and answers how many.
fn prune<R>(rows: &mut BTreeMap<[u8; 32], (R, DateTime<Utc>)>, most: usize, before: DateTime<Utc>) -> usize {
    let old = rows.iter().filter(|(_, (_, at))| *at < before).take(most);
    let old: Vec<[u8; 32]> = old.map(|(hash, _)| *hash).collect();
    old.iter().filter_map(|hash| rows.remove(hash)).count()
}

impl Pictures {
    /// Nothing is remembered for somebody who is gone.
    pub(crate) fn forget(&self, user: UserId) {
        self.locked(|known| known.made.retain(|_, (maker, _)| *maker != user));
    }

    /// What was painted for somebody, by its hash, and until when that is remembered.
    pub(crate) fn made_for(&self, user: UserId) -> Vec<([u8; 32], DateTime<Utc>)> {
        self.locked(|known| {
            let own = known.made.iter().filter(|(_, (maker, _))| *maker == user);
            own.map(|(hash, (_, until))| (*hash, *until)).collect()
        })
    }

    /// Forgets verdicts that are older, up to so many. How many it were.
    pub(crate) fn prune_verdicts(&self, most: usize, before: DateTime<Utc>) -> usize {
        self.locked(|known| prune(&mut known.verdicts, most, before))
    }

    /// Forgets pictures that were made here and whose time was over before, up to so many. How many it were.
    pub(crate) fn prune_made(&self, most: usize, before: DateTime<Utc>) -> usize {
        self.locked(|known| prune(&mut known.made, most, before))
    }

    fn locked<T>(&self, work: impl FnOnce(&mut Known) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl KnownImages for Memory {
    async fn verdicts(
        &self,
        files: &[MediaFile],
        judged_since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<HashMap<MediaFile, Verdict>, StoreError> {
        Ok(self.inner.pictures.locked(|known| {
            files.iter().filter_map(|file| Some((*file, known.of(file.hash(), judged_since, now)?))).collect()
        }))
    }

    async fn judged(&self, file: &MediaFile, verdict: &Verdict, _: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        let verdict = match verdict {
            Verdict::Safe => Verdict::Safe,
            Verdict::Unsafe { reason } => {
                Verdict::Unsafe { reason: reason.as_ref().map(|reason| reason.chars().take(MAX_REASON).collect()) }
            }
        };
        self.inner.pictures.locked(|known| {
            // Nodes may differ about which came first, and the clock decides.
            if known.verdicts.get(file.hash()).is_none_or(|(_, at)| *at <= now) {
                known.verdicts.insert(*file.hash(), (verdict, now));
            }
        });
        Ok(())
    }

    async fn made_here(&self, file: &MediaFile, maker: UserId, until: DateTime<Utc>) -> Result<(), StoreError> {
        let is_there = self.committed().users.contains(&maker);
        self.inner.pictures.locked(|known| {
            let newer = known.made.get(file.hash()).is_none_or(|(_, kept)| *kept <= until);
            if is_there && newer {
                known.made.insert(*file.hash(), (maker, until));
            }
        });
        Ok(())
    }
}
