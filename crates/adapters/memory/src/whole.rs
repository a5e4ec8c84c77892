//! Requests that become visible as a whole: one turn, one world around all units of work, and the answer with it.
//!
//! Nothing is taken before the first unit of work begins. From then on the request has the turn: its units of work change
//! its world, and its queries read that.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex as StdMutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use tokio::sync::{Mutex, OwnedMutexGuard};
use vibeslop_ports::{
    StoreError,
    retries::{Claim, KeptAnswer, WholeRequest},
    transactions::{CommitWatch, Committed},
};

use crate::{
    Memory,
    memory::{PATIENCE, Turn, waited},
    world::World,
};

tokio::task_local! {
    static WHOLE: Arc<Whole>;
}

/// A request's world.
struct Whole {
    memory: Memory,
    open: Arc<Mutex<Option<Open>>>,
    /// A unit of work is open and has the world.
    in_unit: AtomicBool,
    /// Who is to hear of the end.
    watches: StdMutex<Vec<(Arc<dyn CommitWatch>, Committed)>>,
}

/// The world, once there is one, and the turn to make it visible.
struct Open {
    world: World,
    turn: Turn,
    jobs_enqueued: bool,
}

/// A request's world in the hands of a unit of work.
pub(crate) struct Part {
    whole: Arc<Whole>,
    open: OwnedMutexGuard<Option<Open>>,
}

impl Part {
    pub(crate) fn world(&self) -> World {
        self.open.as_ref().map(|open| open.world.clone()).unwrap_or_default()
    }

    /// Puts what a unit of work made in the place of the request's world, and remembers who is to hear of the end.
    pub(crate) fn keep(mut self, world: World, memory: &Memory, done: Committed) {
        if let Some(open) = self.open.as_mut() {
            open.world = world;
            open.jobs_enqueued |= done.jobs_enqueued;
        }
        let mut watches = self.whole.watches.lock().unwrap_or_else(PoisonError::into_inner);
        watches.extend(memory.watches().iter().map(|watch| (Arc::clone(watch), done)));
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.whole.in_unit.store(false, Ordering::SeqCst);
    }
}

/// The request's world for a query, if the request is a whole and has begun to write. A query inside of a unit of work
/// sees what it would see without a whole: nothing of the unit.
pub(crate) async fn seen_by_query(memory: &Memory) -> Option<World> {
    let whole = current(memory)?;
    if whole.in_unit.load(Ordering::SeqCst) {
        return None;
    }
    let open = whole.open.lock().await;
    open.as_ref().map(|open| open.world.clone())
}

/// The request's world for a unit of work, if the request is a whole.
pub(crate) async fn for_unit(memory: &Memory) -> Result<Option<Part>, StoreError> {
    let Some(whole) = current(memory) else { return Ok(None) };
    // What a request does side by side is done one after the other here. Only a unit of work inside of another would wait
    // for ever.
    let waiting = tokio::time::timeout(PATIENCE, Arc::clone(&whole.open).lock_owned());
    let mut open = waiting.await.map_err(|_| waited())?;
    if open.is_none() {
        let turn = memory.turn().await?;
        *open = Some(Open { world: memory.committed(), turn, jobs_enqueued: false });
    }
    whole.in_unit.store(true, Ordering::SeqCst);
    Ok(Some(Part { whole, open }))
}

fn current(memory: &Memory) -> Option<Arc<Whole>> {
    WHOLE.try_with(Arc::clone).ok().filter(|whole| whole.memory.is_same(memory))
}

/// A request's world, as the port speaks of it.
pub(crate) struct MemoryWholeRequest(Arc<Whole>);

impl MemoryWholeRequest {
    pub(crate) fn new(memory: Memory) -> Self {
        let (open, in_unit, watches) = (Arc::default(), AtomicBool::new(false), StdMutex::default());
        Self(Arc::new(Whole { memory, open, in_unit, watches }))
    }

    /// Tells of the end, be it good or bad: somebody may have read, through this request, what came to nothing.
    fn tell(&self) {
        let watches = std::mem::take(&mut *self.0.watches.lock().unwrap_or_else(PoisonError::into_inner));
        for (watch, done) in watches {
            watch.committed(done);
        }
    }
}

#[async_trait]
impl WholeRequest for MemoryWholeRequest {
    fn inside<'a>(&'a self, work: Pin<Box<dyn Future<Output = ()> + 'a>>) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
        Box::pin(WHOLE.scope(Arc::clone(&self.0), work))
    }

    async fn keep(&self, claim: &Claim, answer: &KeptAnswer) -> Result<bool, StoreError> {
        let memory = &self.0.memory;
        let mut jobs_enqueued = false;
        let open = self.0.open.lock().await.take();
        // The answer and the world become visible under the lock of the keys: whoever finds the one finds the other.
        let kept = memory.inner.retries.answer(claim, answer, || {
            if let Some(Open { world, turn, jobs_enqueued: enqueued }) = open {
                memory.publish(world, &turn);
                jobs_enqueued = enqueued;
            }
        });
        memory.ring(Committed { jobs_enqueued, ..Committed::default() });
        self.tell();
        Ok(kept)
    }

    async fn undo(&self) {
        drop(self.0.open.lock().await.take());
        self.tell();
    }
}
