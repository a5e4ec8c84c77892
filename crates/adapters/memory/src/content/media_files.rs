//! Which pictures are kept. Beside the world: a hold stays, whatever becomes of the request that asked for it.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio::sync::Notify;
use vibeslop_domain::content::{MediaFile, StoredImage};
use vibeslop_ports::{
    StoreError,
    content::{MediaHolds, MediaRegister},
};

use crate::{
    Memory,
    memory::{PATIENCE, waited},
    unit_of_work::Unit,
    world::World,
};

/// A picture that is kept.
#[derive(Debug, Clone, Copy)]
struct Held {
    file: MediaFile,
    until: DateTime<Utc>,
    /// A unit of work that has not ended struck it off.
    struck: bool,
}

/// All pictures that are kept, by their names.
#[derive(Debug, Default)]
pub(crate) struct Holds {
    files: Mutex<BTreeMap<String, Held>>,
    /// A unit of work that struck pictures off has ended.
    ended: Notify,
}

impl Holds {
    fn locked<T>(&self, work: impl FnOnce(&mut BTreeMap<String, Held>) -> T) -> T {
        work(&mut self.files.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Holds all of them, unless one is just being struck off. Whether it did.
    fn hold(&self, files: &[MediaFile], until: DateTime<Utc>) -> bool {
        self.locked(|held| {
            if files.iter().any(|file| held.get(&file.to_string()).is_some_and(|held| held.struck)) {
                return false;
            }
            for file in files {
                let held = held.entry(file.to_string()).or_insert(Held { file: *file, until, struck: false });
                held.until = held.until.max(until);
            }
            true
        })
    }

    /// Strikes a picture off for a unit of work, unless somebody holds it. Whether it did.
    fn strike(&self, name: &str, now: DateTime<Utc>) -> bool {
        self.locked(|held| match held.get_mut(name) {
            Some(held) if held.until <= now && !held.struck => {
                held.struck = true;
                true
            }
            _ => false,
        })
    }

    /// The unit of work that struck these off has ended: for good, or without leaving anything.
    pub(crate) fn end(&self, struck: &[String], for_good: bool) {
        if struck.is_empty() {
            return;
        }
        self.locked(|held| {
            for name in struck {
                if for_good {
                    held.remove(name);
                } else if let Some(held) = held.get_mut(name) {
                    held.struck = false;
                }
            }
        });
        self.ended.notify_waiters();
    }
}

impl World {
    /// The addresses of all pictures that something refers to.
    fn pictures(&self) -> impl Iterator<Item = StoredImage> {
        let people = self.users.values().flat_map(|row| [&row.avatar_url, &row.banner_url]);
        let people = people.flatten().map(|url| StoredImage::from_row(url.clone()));
        let posts = self.posts.values().flat_map(|row| row.post.media.iter().cloned());
        let projects =
            self.projects.values().flat_map(|row| row.project.images.iter().map(|image| image.image.clone()));
        people.chain(posts).chain(projects)
    }

    fn refers_to(&self, file: &MediaFile) -> bool {
        self.pictures().any(|picture| picture.file() == Some(*file))
    }
}

#[async_trait]
impl MediaHolds for Memory {
    async fn hold(&self, files: &[MediaFile], until: DateTime<Utc>) -> Result<(), StoreError> {
        let holds = &self.inner.holds;
        let held = async {
            loop {
                let ended = holds.ended.notified();
                if holds.hold(files, until) {
                    return;
                }
                ended.await;
            }
        };
        tokio::time::timeout(PATIENCE, held).await.map_err(|_| waited())
    }

    async fn unused(
        &self,
        after: Option<MediaFile>,
        most: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<MediaFile>, StoreError> {
        let (world, after) = (self.read().await, after.map(|file| file.to_string()).unwrap_or_default());
        let used: std::collections::BTreeSet<String> =
            world.pictures().filter_map(|picture| picture.file()).map(|file| file.to_string()).collect();
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(self.inner.holds.locked(|held| {
            let over = held.iter().filter(|(_, held)| held.until <= now && !held.struck);
            let unused = over.filter(|(name, _)| **name > after && !used.contains(*name));
            unused.take(most).map(|(_, held)| held.file).collect()
        }))
    }
}

#[async_trait]
impl MediaRegister for Unit {
    async fn strike(&mut self, file: &MediaFile, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let name = file.to_string();
        let struck = !self.world.refers_to(file) && self.memory().inner.holds.strike(&name, now);
        if struck {
            self.struck.push(name);
        }
        Ok(struck)
    }
}
