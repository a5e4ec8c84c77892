//! Units of work: one connection, one transaction, every store on it.

use std::sync::Arc;

use async_trait::async_trait;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection, TransactionManager};
use vibeslop_ports::{
    StoreError,
    accounts::{AccountStore, ExportStore},
    admin::AdminStore,
    catalog::CatalogStore,
    content::{CommentStore, MediaRegister, PostStore, ProjectStore},
    engagement::EngagementStore,
    environment::Ids,
    gigs::GigStore,
    jobs::JobQueue,
    mail::MailStore,
    messaging::MessagingStore,
    notifications::NotificationStore,
    scores::ScoreStore,
    social::SocialStore,
    stream::StreamStore,
    transactions::{CommitWatch, Committed, Transactions, UnitOfWork},
    versions::VersionStore,
};

use crate::{Connection, Database, error::store_error, whole};

type Manager = <AsyncPgConnection as AsyncConnection>::TransactionManager;

/// Opens units of work on a pool.
#[derive(Clone)]
pub struct PgTransactions {
    database: Database,
    ids: Arc<dyn Ids>,
    watches: Vec<Arc<dyn CommitWatch>>,
}

impl PgTransactions {
    /// `ids` are for rows that a use case does not name by itself, as the highlights of a project.
    pub fn new(database: Database, ids: Arc<dyn Ids>) -> Self {
        Self { database, ids, watches: Vec::new() }
    }

    /// `watch` hears of every unit of work that has become visible, as do those before it.
    #[must_use]
    pub fn watched_by(mut self, watch: Arc<dyn CommitWatch>) -> Self {
        self.watches.push(watch);
        self
    }
}

impl std::fmt::Debug for PgTransactions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PgTransactions({:?})", self.database)
    }
}

#[async_trait]
impl Transactions for PgTransactions {
    async fn begin(&self) -> Result<Box<dyn UnitOfWork>, StoreError> {
        let mut connection = match whole::for_unit(&self.database).await? {
            Some(lent) => Connection::of_whole(lent),
            None => self.database.own().await?,
        };
        Manager::begin_transaction(&mut *connection).await.map_err(store_error)?;
        Ok(Box::new(PgUnitOfWork {
            connection: Some(connection),
            ids: Arc::clone(&self.ids),
            watches: self.watches.clone(),
            done: Committed::default(),
        }))
    }
}

/// An open transaction. Each store is this, seen through another trait.
pub(crate) struct PgUnitOfWork {
    connection: Option<Connection>,
    ids: Arc<dyn Ids>,
    watches: Vec<Arc<dyn CommitWatch>>,
    /// What a commit will make visible, as far as a watch has to know.
    done: Committed,
}

impl PgUnitOfWork {
    /// The connection. It is there until the unit of work has ended, and then nobody has the unit of work any more.
    pub(crate) fn connection(&mut self) -> Result<&mut AsyncPgConnection, StoreError> {
        self.connection.as_deref_mut().ok_or_else(|| StoreError::failed("the unit of work has ended"))
    }

    /// Notes that the catalog has new entries, or lost some.
    pub(crate) const fn note_catalog_grew(&mut self) {
        self.done.catalog_grew = true;
    }

    /// Notes that there are jobs that may run at once.
    pub(crate) const fn note_jobs_enqueued(&mut self) {
        self.done.jobs_enqueued = true;
    }

    /// Lets this unit of work give way to others that it meets from now on, before it could make one of them fail: for
    /// what is rare and takes many locks (see the migration `counters`). It ends as contended then.
    pub(crate) async fn give_way(&mut self) -> Result<(), StoreError> {
        self.connection()?.batch_execute("SET LOCAL lock_timeout = '500ms'").await.map_err(store_error)
    }

    /// A new identifier.
    pub(crate) fn new_id(&self) -> uuid::Uuid {
        self.ids.next()
    }
}

impl Drop for PgUnitOfWork {
    fn drop(&mut self) {
        // Cancelled or panicked on the way.
        if let Some(connection) = self.connection.take() {
            connection.abandon();
        }
    }
}

#[async_trait]
impl UnitOfWork for PgUnitOfWork {
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

    async fn commit(mut self: Box<Self>) -> Result<(), StoreError> {
        let committed = Manager::commit_transaction(self.connection()?).await.map_err(store_error);
        // After an error too: the connection may have broken behind the commit.
        for watch in &self.watches {
            watch.committed(self.done);
            // It is visible to this request alone so far, if that becomes visible as a whole.
            if let Some(lent) = self.connection.as_ref().and_then(Connection::lent) {
                lent.remember(watch, self.done);
            }
        }
        committed?;
        self.connection = None;
        Ok(())
    }

    async fn rollback(mut self: Box<Self>) -> Result<(), StoreError> {
        Manager::rollback_transaction(self.connection()?).await.map_err(store_error)?;
        self.connection = None;
        Ok(())
    }
}
