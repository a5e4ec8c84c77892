//! Units of work: a world of one's own, which takes the place of the visible one in the end.

use async_trait::async_trait;
use uuid::Uuid;
use vibeslop_ports::{
    StoreError,
    accounts::{AccountStore, ExportStore},
    admin::AdminStore,
    catalog::CatalogStore,
    content::{CommentStore, MediaRegister, PostStore, ProjectStore},
    engagement::EngagementStore,
    gigs::GigStore,
    jobs::JobQueue,
    mail::MailStore,
    messaging::MessagingStore,
    notifications::NotificationStore,
    scores::ScoreStore,
    social::SocialStore,
    stream::StreamStore,
    transactions::{Committed, UnitOfWork},
    versions::VersionStore,
};

use crate::{
    Memory,
    memory::Turn,
    whole::{self, Part},
    world::World,
};

/// An open unit of work. Each store is this, seen through another trait. Dropped, it leaves nothing.
pub(crate) struct Unit {
    pub(crate) world: World,
    /// What a commit will make visible, as far as a watch has to know.
    pub(crate) done: Committed,
    memory: Memory,
    /// `None` once it has ended.
    end: Option<End>,
    /// The names of pictures that it struck off.
    pub(crate) struck: Vec<String>,
}

impl Drop for Unit {
    fn drop(&mut self) {
        // Only who left nothing has anything here.
        self.memory.inner.holds.end(&self.struck, false);
    }
}

/// What a commit changes.
enum End {
    /// The world that everybody sees.
    Visible(Turn),
    /// The world of a request that becomes visible as a whole.
    Whole(Part),
}

impl Unit {
    pub(crate) async fn begin(memory: &Memory) -> Result<Self, StoreError> {
        let (world, end) = if let Some(part) = whole::for_unit(memory).await? {
            (part.world(), End::Whole(part))
        } else {
            let turn = memory.turn().await?;
            (memory.committed(), End::Visible(turn))
        };
        let world = World { now: memory.now(), ..world };
        let (done, struck) = (Committed::default(), Vec::new());
        Ok(Self { world, done, memory: memory.clone(), end: Some(end), struck })
    }

    /// A new identifier.
    pub(crate) fn new_id(&self) -> Uuid {
        self.memory.new_id()
    }

    /// The stores, for what needs identifiers while it changes the world.
    pub(crate) fn memory(&self) -> Memory {
        self.memory.clone()
    }

    /// Makes what was done visible, to the request alone if that becomes visible as a whole.
    pub(crate) fn publish(mut self) {
        let (world, struck) = (std::mem::take(&mut self.world), std::mem::take(&mut self.struck));
        match self.end.take() {
            Some(End::Visible(turn)) => {
                self.memory.publish(world, &turn);
                // Before whoever is told could want the turn.
                drop(turn);
                self.memory.ring(self.done);
            }
            Some(End::Whole(part)) => part.keep(world, &self.memory, self.done),
            None => {}
        }
        self.memory.inner.holds.end(&struck, true);
        for watch in self.memory.watches() {
            watch.committed(self.done);
        }
    }
}

#[async_trait]
impl UnitOfWork for Unit {
    fn accounts(&mut self) -> &mut dyn AccountStore {
        self
    }

    fn exports(&mut self) -> &mut dyn ExportStore {
        self
    }

    fn media(&mut self) -> &mut dyn MediaRegister {
        self
    }

    fn admin(&mut self) -> &mut dyn AdminStore {
        self
    }

    fn catalog(&mut self) -> &mut dyn CatalogStore {
        self
    }

    fn posts(&mut self) -> &mut dyn PostStore {
        self
    }

    fn projects(&mut self) -> &mut dyn ProjectStore {
        self
    }

    fn comments(&mut self) -> &mut dyn CommentStore {
        self
    }

    fn engagement(&mut self) -> &mut dyn EngagementStore {
        self
    }

    fn social(&mut self) -> &mut dyn SocialStore {
        self
    }

    fn messaging(&mut self) -> &mut dyn MessagingStore {
        self
    }

    fn gigs(&mut self) -> &mut dyn GigStore {
        self
    }

    fn notifications(&mut self) -> &mut dyn NotificationStore {
        self
    }

    fn mail(&mut self) -> &mut dyn MailStore {
        self
    }

    fn scores(&mut self) -> &mut dyn ScoreStore {
        self
    }

    fn stream(&mut self) -> &mut dyn StreamStore {
        self
    }

    fn versions(&mut self) -> &mut dyn VersionStore {
        self
    }

    fn jobs(&mut self) -> &mut dyn JobQueue {
        self
    }

    async fn commit(self: Box<Self>) -> Result<(), StoreError> {
        self.publish();
        Ok(())
    }

    async fn rollback(self: Box<Self>) -> Result<(), StoreError> {
        Ok(())
    }
}
