//! The numbers of states. Whoever edits a thing counts it: `edit_user` and its like.

use async_trait::async_trait;
use vibeslop_ports::{
    StoreError,
    versions::{Version, VersionQueries, VersionStore, Versioned},
};

use crate::{Memory, unit_of_work::Unit, world::World};

impl World {
    fn version(&self, thing: Versioned) -> Option<Version> {
        let number = match thing {
            Versioned::Account(id) => self.user(id).map(|row| row.version),
            Versioned::Project(id) => self.projects.get(&id).map(|row| row.version),
            Versioned::Post(id) => self.posts.get(&id).map(|row| row.version),
            Versioned::Comment(id) => self.comments.get(&id).map(|row| row.version),
            Versioned::Gig(id) => self.gigs.get(&id).map(|row| row.version),
        };
        number.map(Version)
    }
}

#[async_trait]
impl VersionStore for Unit {
    async fn lock_version(&mut self, thing: Versioned) -> Result<Option<Version>, StoreError> {
        Ok(self.world.version(thing))
    }
}

#[async_trait]
impl VersionQueries for Memory {
    async fn version(&self, thing: Versioned) -> Result<Option<Version>, StoreError> {
        Ok(self.read().await.version(thing))
    }
}
