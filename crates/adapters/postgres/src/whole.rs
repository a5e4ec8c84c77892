//! Requests that become visible as a whole: one connection, one transaction around all units of work, and the answer
//! in it.
//!
//! Nothing is open before the first unit of work begins. From then on units of work are savepoints on the request's
//! connection, and queries use it too, so that a request reads what it wrote. They take turns: what a request does side
//! by side on a connection of its own pool is done one after the other here.

use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex as StdMutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use diesel_async::{AsyncConnection, AsyncPgConnection, TransactionManager, pooled_connection::deadpool::Object};
use tokio::sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard};
use vibeslop_ports::{
    StoreError,
    retries::{Claim, KeptAnswer, WholeRequest},
    transactions::{CommitWatch, Committed},
};

use crate::{Database, error::store_error, retries::write_answer};

type Manager = <AsyncPgConnection as AsyncConnection>::TransactionManager;

tokio::task_local! {
    static WHOLE: Arc<Whole>;
}

/// A request's transaction.
pub(crate) struct Whole {
    database: Database,
    open: Arc<Mutex<Open>>,
    /// A unit of work is open and has the connection.
    in_unit: AtomicBool,
    /// A unit of work was dropped on its way: what it did cannot be told from the rest any more.
    spoiled: AtomicBool,
    /// Who is to hear of the end.
    watches: StdMutex<Vec<(Arc<dyn CommitWatch>, Committed)>>,
}

/// The connection, once there is one. Dropped with an open transaction, it does not go back to the pool.
#[derive(Default)]
pub(crate) struct Open(Option<Object<AsyncPgConnection>>);

impl Drop for Open {
    fn drop(&mut self) {
        if let Some(connection) = self.0.take() {
            drop(Object::take(connection));
        }
    }
}

/// A request's connection in the hands of a query or a unit of work.
pub(crate) struct Lent {
    pub(crate) connection: OwnedMappedMutexGuard<Open, Object<AsyncPgConnection>>,
    unit: Option<Arc<Whole>>,
}

impl Lent {
    /// Lets the whole fail, because a unit of work was left open.
    pub(crate) fn spoil(&self) {
        if let Some(whole) = &self.unit {
            whole.spoiled.store(true, Ordering::SeqCst);
        }
    }

    /// Remembers who is to hear of the end of the whole.
    pub(crate) fn remember(&self, watch: &Arc<dyn CommitWatch>, done: Committed) {
        if let Some(whole) = &self.unit {
            whole.watches.lock().unwrap_or_else(PoisonError::into_inner).push((Arc::clone(watch), done));
        }
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if let Some(whole) = &self.unit {
            whole.in_unit.store(false, Ordering::SeqCst);
        }
    }
}

/// The request's connection for a query, if the request is a whole and has begun to write. A query inside of a unit of
/// work (which has the connection) gets another one, and sees what it would see without a whole: nothing of the unit.
pub(crate) async fn for_query(database: &Database) -> Result<Option<Lent>, StoreError> {
    let Some(whole) = current(database) else { return Ok(None) };
    if whole.in_unit.load(Ordering::SeqCst) {
        return Ok(None);
    }
    let open = Arc::clone(&whole.open).lock_owned().await;
    if open.0.is_none() {
        return Ok(None);
    }
    whole.sound()?;
    Ok(Some(Lent { connection: mapped(open)?, unit: None }))
}

/// The request's connection for a unit of work, if the request is a whole.
pub(crate) async fn for_unit(database: &Database) -> Result<Option<Lent>, StoreError> {
    let Some(whole) = current(database) else { return Ok(None) };
    let waiting = Arc::clone(&whole.open).lock_owned();
    // Only a unit of work inside of another would wait for ever, and a mistake is better told than waited for.
    let mut open = tokio::time::timeout(std::time::Duration::from_secs(20), waiting)
        .await
        .map_err(|_| StoreError::failed("a unit of work was opened inside of another"))?;
    whole.sound()?;
    if open.0.is_none() {
        let mut connection = database.pooled().await?;
        Manager::begin_transaction(&mut *connection).await.map_err(store_error)?;
        open.0 = Some(connection);
    }
    whole.in_unit.store(true, Ordering::SeqCst);
    Ok(Some(Lent { connection: mapped(open)?, unit: Some(whole) }))
}

fn mapped(open: OwnedMutexGuard<Open>) -> Result<OwnedMappedMutexGuard<Open, Object<AsyncPgConnection>>, StoreError> {
    OwnedMutexGuard::try_map(open, |open| open.0.as_mut()).map_err(|_| StoreError::failed("the request has ended"))
}

fn current(database: &Database) -> Option<Arc<Whole>> {
    WHOLE.try_with(Arc::clone).ok().filter(|whole| whole.database.is_same(database))
}

impl Whole {
    fn new(database: Database) -> Self {
        Self {
            database,
            open: Arc::default(),
            in_unit: AtomicBool::new(false),
            spoiled: AtomicBool::new(false),
            watches: StdMutex::default(),
        }
    }

    fn sound(&self) -> Result<(), StoreError> {
        if self.spoiled.load(Ordering::SeqCst) {
            return Err(StoreError::Unavailable("a unit of work of this request broke off".into()));
        }
        Ok(())
    }

    /// Tells of the end, be it good or bad: somebody may have read, through this request, what came to nothing.
    fn tell(&self) {
        let watches = std::mem::take(&mut *self.watches.lock().unwrap_or_else(PoisonError::into_inner));
        for (watch, done) in watches {
            watch.committed(done);
        }
    }

    async fn keep_in(&self, open: &mut Open, claim: &Claim, answer: &KeptAnswer) -> Result<bool, StoreError> {
        let connection = open.0.take();
        if let Err(spoiled) = self.sound() {
            drop(connection.map(Object::take));
            return Err(spoiled);
        }
        let Some(mut connection) = connection else {
            // The request wrote nothing.
            return write_answer(&mut *self.database.pooled().await?, claim, answer).await;
        };
        let settled = settle(&mut connection, claim, answer).await;
        if settled.is_err() {
            drop(Object::take(connection));
        }
        settled
    }
}

async fn settle(connection: &mut AsyncPgConnection, claim: &Claim, answer: &KeptAnswer) -> Result<bool, StoreError> {
    let kept = write_answer(connection, claim, answer).await?;
    if kept {
        Manager::commit_transaction(connection).await.map_err(store_error)?;
    } else {
        Manager::rollback_transaction(connection).await.map_err(store_error)?;
    }
    Ok(kept)
}

/// A request's transaction, as the port speaks of it.
pub(crate) struct PgWholeRequest(Arc<Whole>);

impl PgWholeRequest {
    pub(crate) fn new(database: Database) -> Self {
        Self(Arc::new(Whole::new(database)))
    }
}

#[async_trait]
impl WholeRequest for PgWholeRequest {
    fn inside<'a>(&'a self, work: Pin<Box<dyn Future<Output = ()> + 'a>>) -> Pin<Box<dyn Future<Output = ()> + 'a>> {
        Box::pin(WHOLE.scope(Arc::clone(&self.0), work))
    }

    async fn keep(&self, claim: &Claim, answer: &KeptAnswer) -> Result<bool, StoreError> {
        let mut open = self.0.open.lock().await;
        let kept = self.0.keep_in(&mut open, claim, answer).await;
        self.0.tell();
        kept
    }

    async fn undo(&self) {
        let connection = self.0.open.lock().await.0.take();
        if let Some(mut connection) = connection
            && (self.0.sound().is_err() || Manager::rollback_transaction(&mut *connection).await.is_err())
        {
            drop(Object::take(connection));
        }
        self.0.tell();
    }
}
