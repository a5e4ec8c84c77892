//! Jobs that do next to nothing, and a node that runs them in a process of its own.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use vibeslop_application::{
    in_transaction,
    jobs::{Handlers, Node, NodePorts, NodeSettings, RunningNode},
};
use vibeslop_ports::{
    environment::Clock,
    jobs::{Job, JobQueries, JobState, NewJob, Unmeasured},
};
use vibeslop_postgres::{Database, PgBell, PgTransactions};
use vibeslop_tokens::{SystemClock, SystemEntropy, SystemIds};

/// Connections of a worker: one that takes, one that settles, and one for the rest.
const POOL: usize = 3;
/// How many jobs are enqueued by one statement.
const AT_ONCE: u32 = 1_000;

/// A job that is told from all others by its number, and takes that long.
#[derive(Debug, Serialize, Deserialize)]
pub struct Trivial {
    number: u32,
    millis: u64,
}

impl Job for Trivial {
    const KIND: &'static str = "bench_trivial";
    const MAX_ATTEMPTS: u16 = 5;
    const TIME_LIMIT: Duration = Duration::from_mins(1);
}

/// Enqueues jobs with the numbers below `jobs`, each of which takes `millis`.
pub async fn fill(database: &Database, jobs: u32, millis: u64) -> anyhow::Result<()> {
    let transactions = PgTransactions::new(database.clone(), Arc::new(SystemIds));
    let now = SystemClock.now();
    for first in (0..jobs).step_by(AT_ONCE as usize) {
        let numbers = first..jobs.min(first + AT_ONCE);
        let batch: Vec<NewJob> = numbers.map(|number| NewJob::of(&Trivial { number, millis }, now)).collect();
        in_transaction(&transactions, async |tx| Ok(tx.jobs().enqueue_all(&batch).await?)).await?;
    }
    Ok(())
}

/// How many jobs are in a state.
pub async fn count(database: &Database, state: JobState) -> anyhow::Result<i64> {
    let counts = database.job_counts().await?;
    Ok(counts.iter().filter(|count| count.state == state).map(|count| count.jobs).sum())
}

/// A worker, as the program has one, that notes which jobs it has run.
#[derive(Debug)]
pub struct Worker {
    node: RunningNode,
    ran: Arc<Mutex<Vec<u32>>>,
}

impl Worker {
    /// Starts it.
    pub async fn start(url: &SecretString, settings: NodeSettings) -> anyhow::Result<Self> {
        let database = Database::connect(url, POOL).await.context("the database cannot be used")?;
        let ran = Arc::<Mutex<Vec<u32>>>::default();
        let noted = Arc::clone(&ran);
        let handlers = Handlers::default().on(move |job: Trivial, _| {
            let noted = Arc::clone(&noted);
            async move {
                if job.millis > 0 {
                    tokio::time::sleep(Duration::from_millis(job.millis)).await;
                }
                noted.lock().unwrap_or_else(PoisonError::into_inner).push(job.number);
                Ok(())
            }
        });
        let ports = NodePorts {
            store: Arc::new(database),
            bell: Arc::new(PgBell::hang(url)?),
            meter: Arc::new(Unmeasured),
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy),
            ids: Arc::new(SystemIds),
        };
        Ok(Self { node: Node::new(ports, handlers, settings).start(), ran })
    }

    /// Stops it, and answers the numbers of the jobs that it has run, in order.
    pub async fn stop(self) -> Vec<u32> {
        self.node.stop().await;
        std::mem::take(&mut *self.ran.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
