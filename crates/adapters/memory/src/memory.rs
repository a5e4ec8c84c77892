//! The world that is visible, and whose turn it is to change it.

use std::{
    fmt,
    sync::{Arc, PoisonError, RwLock},
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tokio::sync::{Mutex, OwnedMutexGuard, watch};
use vibeslop_ports::{
    StoreError,
    environment::{Clock, Ids},
    transactions::{CommitWatch, Committed, Transactions, UnitOfWork},
};

use crate::{
    ai::Calls, content::media_files::Holds, jobs::MemoryBell, limits::Windows, moderation::Pictures, retries::Keys,
    unit_of_work::Unit, whole, world::World,
};

/// How long a turn is waited for. Only a unit of work that is opened inside of another waits so long, and a mistake is
/// better told than waited for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Every store and query, in the memory of this process. Clones are the same stores.
///
/// It implements [`Transactions`] and each port that reads, or writes in a single step.
#[derive(Clone)]
pub struct Memory {
    pub(crate) inner: Arc<Inner>,
    watches: Vec<Arc<dyn CommitWatch>>,
}

pub(crate) struct Inner {
    committed: RwLock<Arc<World>>,
    turn: Arc<Mutex<()>>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    /// The newest place of the live stream.
    newest: watch::Sender<i64>,
    /// How often jobs were enqueued that may run at once.
    rung: watch::Sender<u64>,
    // What stands on its own.
    pub(crate) limits: Windows,
    pub(crate) retries: Keys,
    pub(crate) calls: Calls,
    pub(crate) pictures: Pictures,
    pub(crate) holds: Holds,
}

/// Whose turn it is to change the world. It ends when this is dropped.
pub(crate) type Turn = OwnedMutexGuard<()>;

impl Memory {
    /// A site with an empty database, but for the catalog that a fresh installation has. `clock` is the time of all that
    /// PostgreSQL would ask its own clock for, and `ids` are for rows that a use case does not name by itself.
    pub fn new(clock: Arc<dyn Clock>, ids: Arc<dyn Ids>) -> Self {
        let inner = Inner {
            committed: RwLock::new(Arc::new(World::fresh())),
            turn: Arc::default(),
            clock,
            ids,
            newest: watch::Sender::new(0),
            rung: watch::Sender::new(0),
            limits: Windows::default(),
            retries: Keys::default(),
            calls: Calls::default(),
            pictures: Pictures::default(),
            holds: Holds::default(),
        };
        Self { inner: Arc::new(inner), watches: Vec::new() }
    }

    /// The same site as another node sees it: `watch` hears of every unit of work that becomes visible through what is
    /// answered, as do those before it.
    #[must_use]
    pub fn watched_by(mut self, watch: Arc<dyn CommitWatch>) -> Self {
        self.watches.push(watch);
        self
    }

    /// A bell that tells a node of the jobs that any node enqueues.
    pub fn bell(&self) -> MemoryBell {
        MemoryBell::new(self.inner.rung.clone())
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.inner.clock.now()
    }

    pub(crate) fn new_id(&self) -> uuid::Uuid {
        self.inner.ids.next()
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.inner, &other.inner)
    }

    pub(crate) fn watches(&self) -> &[Arc<dyn CommitWatch>] {
        &self.watches
    }

    /// Hears of events of the live stream.
    pub(crate) fn newest(&self) -> watch::Receiver<i64> {
        self.inner.newest.subscribe()
    }

    /// The world as everybody sees it.
    pub(crate) fn committed(&self) -> World {
        let world = Arc::clone(&self.inner.committed.read().unwrap_or_else(PoisonError::into_inner));
        World { now: self.now(), ..World::clone(&world) }
    }

    /// The world for a query: inside of a request that becomes visible as a whole it is the request's own, once that has
    /// begun to write, unless a unit of work of it is open.
    pub(crate) async fn read(&self) -> World {
        match whole::seen_by_query(self).await {
            Some(world) => World { now: self.now(), ..world },
            None => self.committed(),
        }
    }

    /// Changes the world in a single step that nobody else sees half of. What fails leaves nothing. For whoever has no
    /// unit of work open: with one, it waits for itself.
    pub(crate) async fn write<T>(
        &self,
        work: impl FnOnce(&mut World) -> Result<T, StoreError> + Send,
    ) -> Result<T, StoreError> {
        let mut unit = Unit::begin(self).await?;
        let done = work(&mut unit.world)?;
        unit.publish();
        Ok(done)
    }

    /// Waits for the turn.
    pub(crate) async fn turn(&self) -> Result<Turn, StoreError> {
        tokio::time::timeout(PATIENCE, Arc::clone(&self.inner.turn).lock_owned()).await.map_err(|_| waited())
    }

    /// Makes a world visible to everybody.
    pub(crate) fn publish(&self, mut world: World, _: &Turn) {
        let gone = std::mem::take(&mut world.gone);
        let newest = world.stream_head.0;
        *self.inner.committed.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(world);
        for person in gone {
            self.forget(person);
        }
        self.inner.newest.send_if_modified(|known| std::mem::replace(known, newest) != newest);
    }

    /// Tells of jobs that everybody can see by now.
    pub(crate) fn ring(&self, done: Committed) {
        if done.jobs_enqueued {
            self.inner.rung.send_modify(|times| *times += 1);
        }
    }

    /// What stands on its own goes with an account, too.
    fn forget(&self, person: vibeslop_domain::ids::UserId) {
        self.inner.limits.forget(person);
        self.inner.calls.forget(person);
        self.inner.pictures.forget(person);
        self.inner.retries.forget(person);
    }
}

pub(crate) fn waited() -> StoreError {
    StoreError::Unavailable("another unit of work has been open for too long, perhaps this very task's".into())
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}

#[async_trait]
impl Transactions for Memory {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        Ok(Box::new(Unit::begin(self).await?))
    }
}
