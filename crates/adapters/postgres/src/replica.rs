//! A second server that follows the first, for reads that may be a little late.
//!
//! How late it is is no matter of clocks, and not of the time of the last change either, which grows while nobody writes.
//! The positions of the log tell: twice a second the first server is asked how far it has written, and the second how far
//! it has read on. Whatever position the second has passed, it knows all that was there when that position was read.
//! Requests ask nobody: they see what was found last.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use chrono::DateTime;
use diesel::sql_types::{BigInt, Bool, Nullable};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use metrics::{Unit, describe_gauge, gauge};
use secrecy::SecretString;
use tokio::{
    task::JoinHandle,
    time::{sleep, timeout},
};
use vibeslop_domain::feed::Snapshot;
use vibeslop_ports::StoreError;

use crate::{
    Database, PoolSettings,
    connect::{ConnectError, Target},
    error::store_error,
};

/// How often it is looked how late the second server is.
const EVERY: Duration = Duration::from_millis(500);
/// How long either may take to say how far it is.
const PATIENCE: Duration = Duration::from_secs(1);
/// How many positions are remembered: those of some minutes.
const REMEMBERED: usize = 500;

const STALENESS: &str = "vibeslop_database_replica_staleness_seconds";
const IN_USE: &str = "vibeslop_database_replica_in_use";

crate::statement! {
    /// How far the log is written.
    struct Written {}
    rows BigInt;
    sql "SELECT (pg_current_wal_lsn() - '0/0')::bigint";
}

crate::statement! {
    /// Whether this is a server that follows another, and how far it is.
    struct Replayed {}
    rows (Bool, Nullable<BigInt>);
    sql "SELECT pg_is_in_recovery(), (pg_last_wal_replay_lsn() - '0/0')::bigint";
}

crate::statement! {
    /// The newest ranking that is there. Index: `feed_snapshots_pkey`.
    struct NewestRanking {}
    rows Nullable<BigInt>;
    sql "SELECT max(id) FROM feed_snapshots";
}

/// Tables of ranks and words can be made anew, and so are not logged, unless somebody is to read them elsewhere. They stay
/// logged when there is no second server any more; a person can undo it. Whoever refreshes them has the same turn, and
/// those that others refer to come first.
const LOG_RANKINGS: [&str; 3] = [
    "BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = '10min'",
    "DO $$
     DECLARE
         ranks text;
     BEGIN
         PERFORM pg_advisory_xact_lock(7306923845112);
         FOREACH ranks IN ARRAY ARRAY[
             'feed_snapshots', 'feed_recent', 'feed_older', 'feed_liked', 'project_trends', 'search_words'
         ] LOOP
             IF (SELECT relpersistence = 'u' FROM pg_class WHERE oid = ranks::regclass) THEN
                 EXECUTE format('ALTER TABLE %I SET LOGGED', ranks);
             END IF;
         END LOOP;
     END $$",
    "COMMIT",
];

/// How the second server is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplicaSettings {
    /// The pool of connections to it.
    pub pool: PoolSettings,
    /// How late it may be at most.
    pub max_staleness: Duration,
}

/// A server that follows, and what is known of it. Clones know the same.
#[derive(Debug, Clone)]
pub struct Replica {
    database: Database,
    known: Arc<Known>,
    _watching: Arc<Watching>,
}

/// What was found last.
#[derive(Debug, Default)]
struct Known {
    fit: AtomicBool,
    ranking: Mutex<Option<Snapshot>>,
}

#[derive(Debug)]
struct Watching(JoinHandle<()>);

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Replica {
    /// Begins to look at the server of this address, which follows that of `primary`. It may be away: until it was found
    /// fit, nobody is sent there.
    pub fn watch(url: &SecretString, primary: &Database, settings: ReplicaSettings) -> Result<Self, ConnectError> {
        describe_gauge!(STALENESS, Unit::Seconds, "How late the replica is at most.");
        describe_gauge!(IN_USE, Unit::Count, "Whether the replica is read from: 1, or 0 while it is away or too late.");
        let target = Target::new(url)?;
        target.database()?;
        target.warn_if_exposed();
        let database = Database::of_replica(target, settings.pool)?;
        let known = Arc::<Known>::default();
        let watching = Watch {
            primary: primary.clone(),
            replica: database.clone(),
            max_staleness: settings.max_staleness,
            known: Arc::clone(&known),
            positions: VecDeque::new(),
        };
        let task = tokio::spawn(watching.run());
        Ok(Self { database, known, _watching: Arc::new(Watching(task)) })
    }

    /// The server, if it was found to be there and not too late.
    pub fn fit(&self) -> Option<&Database> {
        AtomicBool::load(&self.known.fit, Ordering::Acquire).then_some(&self.database)
    }

    /// The newest ranking that is known to be there. None where rankings are not logged.
    pub fn ranking(&self) -> Option<Snapshot> {
        *self.known.ranking.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The pool of connections to it.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Something failed there: nobody else is sent there until it has been looked at again.
    pub(crate) fn doubt(&self) {
        self.known.fit.store(false, Ordering::Release);
    }
}

/// Makes the rankings of the feed readable on servers that follow. Does nothing where they are already.
///
/// # Errors
/// Somebody is in the way for long, or the user does not own the tables.
pub async fn log_rankings(primary: &Database) -> Result<(), StoreError> {
    let mut connection = primary.own().await?;
    for step in LOG_RANKINGS {
        if let Err(error) = connection.batch_execute(step).await {
            connection.abandon();
            return Err(store_error(error));
        }
    }
    Ok(())
}

struct Watch {
    primary: Database,
    replica: Database,
    max_staleness: Duration,
    known: Arc<Known>,
    /// How far the log was written at which time, the oldest first.
    positions: VecDeque<(Instant, i64)>,
}

impl Watch {
    async fn run(mut self) {
        let mut was_fit = None;
        loop {
            self.note_written().await;
            let found = self.staleness().await;
            let fit = matches!(&found, Ok(late) if *late <= self.max_staleness);
            self.known.fit.store(fit, Ordering::Release);
            gauge!(IN_USE).set(if fit { 1.0 } else { 0.0 });
            if let Ok(late) = &found {
                gauge!(STALENESS).set(late.as_secs_f64());
            }
            if was_fit.replace(fit) != Some(fit) {
                match &found {
                    Ok(_) if fit => tracing::info!("reads that may be late go to the replica"),
                    Ok(late) => {
                        let late_ms = u64::try_from(late.as_millis()).unwrap_or(u64::MAX);
                        tracing::warn!(late_ms, "the replica is too late: the primary is read from");
                    }
                    Err(why) => tracing::warn!(why, "the replica is not read from"),
                }
            }
            sleep(EVERY).await;
        }
    }

    /// Notes how far the first server has written. While it says nothing, the second becomes late as far as anybody knows.
    async fn note_written(&mut self) {
        let asked = Instant::now();
        let written = timeout(PATIENCE, async {
            let mut connection = self.primary.own().await?;
            Written {}.get_result::<i64>(&mut *connection).await.map_err(store_error)
        });
        if let Ok(Ok(written)) = written.await {
            self.positions.push_back((asked, written));
            if self.positions.len() > REMEMBERED {
                self.positions.pop_front();
            }
        }
    }

    /// How late the second server is at most.
    async fn staleness(&mut self) -> Result<Duration, String> {
        let asked = timeout(PATIENCE, async {
            let mut connection = self.replica.own().await?;
            let replayed: (bool, Option<i64>) = Replayed {}.get_result(&mut *connection).await.map_err(store_error)?;
            // Where rankings are not logged, this is refused.
            let ranking: Option<i64> = NewestRanking {}.get_result(&mut *connection).await.unwrap_or_default();
            Ok::<_, StoreError>((replayed, ranking))
        });
        let ((follows, replayed), ranking) = match asked.await {
            Ok(Ok(answer)) => answer,
            Ok(Err(error)) => return Err(error.to_string()),
            Err(_) => return Err("it takes too long to answer".to_owned()),
        };
        let ranking = ranking.and_then(DateTime::from_timestamp_micros).map(|at| Snapshot { at });
        *self.known.ranking.lock().unwrap_or_else(PoisonError::into_inner) = ranking;
        if !follows {
            return Err("it follows no other server".to_owned());
        }
        let replayed = replayed.ok_or("it has read nothing yet")?;
        let passed = self.positions.iter().rposition(|(_, written)| *written <= replayed);
        let passed = passed.ok_or("it is further behind than anybody remembers")?;
        self.positions.drain(..passed);
        self.positions.front().map(|(at, _)| at.elapsed()).ok_or_else(|| "nothing is known of the primary".to_owned())
    }
}
