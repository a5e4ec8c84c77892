//! The pool of connections.

use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::{Duration, Instant},
};

use deadpool::{Runtime, Status, managed::PoolError};
use diesel::result::{DatabaseErrorKind, Error, QueryResult};
use diesel_async::{
    AsyncConnection, AsyncPgConnection,
    pooled_connection::{
        AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
        deadpool::{Object, Pool},
    },
};
use futures_util::FutureExt;
use secrecy::SecretString;
use tokio::time::timeout;
use vibeslop_ports::StoreError;

use crate::{
    connect::{ConnectError, Target},
    count::{Statements, Tally, Watch},
    lines::Lines,
    pulse::{self, Feeling, Pulse},
    reader::Reader,
    timing::Timing,
    whole::{self, Lent},
};

/// How a pool behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSettings {
    /// The most connections, those that several read through at once (`lines`) included.
    pub size: usize,
    /// How long a request waits for a connection before it is told to come back, making one included.
    pub wait: Duration,
    /// How long a statement may take before the log tells of it.
    pub slow: Duration,
    /// Whether the server is asked all the time if it answers at all, on one more connection, so that nobody waits for
    /// one that has gone without a word.
    pub pulse: bool,
}

impl PoolSettings {
    /// Settings for at most `size` connections.
    pub const fn new(size: usize) -> Self {
        Self { size, wait: Duration::from_secs(4), slow: Duration::from_millis(250), pulse: false }
    }
}

/// A pool of fewer connections has no lines.
const SMALL: usize = 4;

/// A connection on loan: from the pool, or from a request that becomes visible as a whole.
pub struct Connection(Loan);

enum Loan {
    Pooled(Box<Object<AsyncPgConnection>>),
    Whole(Lent),
}

impl Connection {
    pub(crate) const fn of_whole(lent: Lent) -> Self {
        Self(Loan::Whole(lent))
    }

    /// The request that lent it, if one did.
    pub(crate) const fn lent(&self) -> Option<&Lent> {
        match &self.0 {
            Loan::Pooled(_) => None,
            Loan::Whole(lent) => Some(lent),
        }
    }

    /// Gives it back with a transaction open on it, which is undone. Back in the pool, it would keep its locks.
    pub(crate) fn abandon(self) {
        match self.0 {
            Loan::Pooled(connection) => drop(Object::take(*connection)),
            Loan::Whole(lent) => lent.spoil(),
        }
    }
}

impl Deref for Connection {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &Self::Target {
        match &self.0 {
            Loan::Pooled(connection) => connection,
            Loan::Whole(lent) => &lent.connection,
        }
    }
}

impl DerefMut for Connection {
    fn deref_mut(&mut self) -> &mut Self::Target {
        match &mut self.0 {
            Loan::Pooled(connection) => connection,
            Loan::Whole(lent) => &mut lent.connection,
        }
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Connection")
    }
}

/// The database as every adapter of this crate uses it. Clones share one pool.
#[derive(Clone)]
pub struct Database {
    pool: Pool<AsyncPgConnection>,
    lines: Arc<Lines>,
    tally: Arc<Tally>,
    wait: Duration,
    pulse: Pulse,
    _feeling: Option<Arc<Feeling>>,
}

impl Database {
    /// A pool of at most `size` connections. One is tried now, so that a wrong address shows at once.
    pub async fn connect(url: &SecretString, size: usize) -> Result<Self, ConnectError> {
        Self::with_settings(url, PoolSettings::new(size)).await
    }

    /// A pool that behaves as told.
    pub async fn with_settings(url: &SecretString, settings: PoolSettings) -> Result<Self, ConnectError> {
        let target = Target::new(url)?;
        target.database()?;
        target.client().await?;
        target.warn_if_exposed();
        Self::open(target, settings, "primary", Timing::new(settings.slow))
    }

    /// The pool of a server that follows another. No connection is tried: it may be away.
    pub(crate) fn of_replica(target: Target, settings: PoolSettings) -> Result<Self, ConnectError> {
        Self::open(target, settings, "replica", Timing::of_replica(settings.slow))
    }

    fn open(target: Target, settings: PoolSettings, name: &'static str, timing: Timing) -> Result<Self, ConnectError> {
        let tally = Arc::new(Tally::new(timing));
        let (pulse, feeling) = if settings.pulse {
            let (pulse, feeling) = pulse::feel(target.clone(), name);
            (pulse, Some(Arc::new(feeling)))
        } else {
            (Pulse::unknown(), None)
        };
        // A small pool has no connection to spare.
        let lines = if settings.size < SMALL { 0 } else { settings.size / 2 };
        let lines = Arc::new(Lines::new(target.clone(), Arc::clone(&tally), lines, settings.wait, pulse.clone()));
        let mut config = ManagerConfig::default();
        config.custom_setup = {
            let (tally, pulse) = (Arc::clone(&tally), pulse.clone());
            Box::new(move |_| {
                let (target, tally, pulse) = (target.clone(), Arc::clone(&tally), pulse.clone());
                async move {
                    let (mut connection, ended) = target.session(pulse).await?;
                    connection.set_instrumentation(Watch::new(tally, ended));
                    Ok(connection)
                }
                .boxed()
            })
        };
        // No question to the server, which would double the cost of a small statement. A connection that the server has
        // closed is known without asking, because its other end is always being read.
        config.recycling_method = RecyclingMethod::CustomFunction(Box::new(|connection| {
            std::future::ready(refuse_ended(connection)).boxed()
        }));
        // The manager keeps whatever URL it is given, so it is given none.
        let pool = Pool::builder(AsyncDieselConnectionManager::new_with_config(String::new(), config))
            .max_size(settings.size.saturating_sub(lines.most()).max(1))
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|error| ConnectError::Unreachable(error.to_string()))?;
        Ok(Self { pool, lines, tally, wait: settings.wait, pulse, _feeling: feeling })
    }

    /// A connection on loan, in autocommit. Waits for one to come free. Inside of a request that becomes visible as a
    /// whole it is the request's own, once that has begun to write.
    ///
    /// # Errors
    /// [`StoreError::Unavailable`] if none comes free in time, or none can be made.
    pub async fn connection(&self) -> Result<Connection, StoreError> {
        match whole::for_query(self).await? {
            Some(lent) => Ok(Connection::of_whole(lent)),
            None => self.own().await,
        }
    }

    /// What statements are read through that stand alone and are short: a line, where this thread has one with room, or
    /// a connection. Inside of a request that becomes visible as a whole it is the request's own, as above.
    ///
    /// # Errors
    /// As [`connection`](Self::connection).
    pub async fn reader(&self) -> Result<Reader, StoreError> {
        let tally = Arc::clone(&self.tally);
        if let Some(lent) = whole::for_query(self).await? {
            return Ok(Reader::on_own(Connection::of_whole(lent), tally));
        }
        match self.lines.share().await {
            Some(share) => Ok(Reader::on_line(share, tally)),
            None => Ok(Reader::on_own(self.own().await?, tally)),
        }
    }

    /// What statements are read through that may take long: a [connection](Self::connection), which nobody else waits for.
    ///
    /// # Errors
    /// As [`connection`](Self::connection).
    pub async fn slow_reader(&self) -> Result<Reader, StoreError> {
        Ok(Reader::on_own(self.connection().await?, Arc::clone(&self.tally)))
    }

    /// A connection that no request shares.
    pub(crate) async fn own(&self) -> Result<Connection, StoreError> {
        Ok(Connection(Loan::Pooled(Box::new(self.pooled().await?))))
    }

    /// Whether the other is this one.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.tally, &other.tally)
    }

    pub(crate) async fn pooled(&self) -> Result<Object<AsyncPgConnection>, StoreError> {
        let asked = Instant::now();
        let got = tokio::select! {
            // First, so that nobody is given a connection that is about to end.
            biased;
            () = self.pulse.clone().lost() => return Err(StoreError::Unavailable("the database does not answer".into())),
            got = timeout(self.wait, self.pool.get()) => got,
        };
        self.tally.timing.waited(asked.elapsed());
        let got = got.map_err(|_| StoreError::Unavailable("no connection to the database came free in time".into()))?;
        got.map_err(|error| match error {
            PoolError::Timeout(_) | PoolError::Backend(_) | PoolError::Closed => StoreError::Unavailable(error.into()),
            PoolError::NoRuntimeSpecified | PoolError::PostCreateHook(_) => StoreError::Failed(error.into()),
        })
    }

    /// What ran on this pool so far.
    pub fn statements(&self) -> Statements {
        self.tally.read()
    }

    /// How many connections there are, and how many wait for one.
    pub fn status(&self) -> Status {
        let (pool, (lines, busy)) = (self.pool.status(), self.lines.count());
        Status {
            max_size: pool.max_size + self.lines.most(),
            size: pool.size + lines,
            available: pool.available + lines.saturating_sub(busy),
            waiting: pool.waiting,
        }
    }

    /// Lets go of all connections as they come back, and lends no more.
    pub fn close(&self) {
        self.lines.close();
        self.pool.close();
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Database({:?})", self.pool.status())
    }
}

fn refuse_ended(connection: &mut AsyncPgConnection) -> QueryResult<()> {
    let watch = connection.instrumentation().downcast_ref::<Watch>();
    if watch.is_some_and(Watch::has_ended) {
        let message = Box::new("the server has closed this connection".to_owned());
        return Err(Error::DatabaseError(DatabaseErrorKind::ClosedConnection, message));
    }
    Ok(())
}
