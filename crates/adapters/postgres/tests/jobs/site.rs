//! A database, a clock, and nodes on them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use vibeslop_application::{
    in_transaction,
    jobs::{Handlers, Node, NodePorts, NodeSettings, Run},
};
use vibeslop_domain::ids::JobId;
use vibeslop_ports::{
    environment::{Clock, Ids},
    jobs::{
        Enqueued, Failure, Job, JobBell, JobQueries, JobResult, JobState, JobView, NewJob, Pause, Reason, Silence,
        Unmeasured,
    },
};
use vibeslop_postgres::{Database, PgTransactions};
use vibeslop_testkit::{
    fixtures::{CountingEntropy, CountingIds, FakeClock},
    postgres::{FreshDatabase, fresh_database},
};

/// What a job of these tests does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    Done,
    Retry,
    Never,
    Moot,
    /// Not before an hour has passed since the beginning of the test; done from then on.
    WaitAnHour,
    Panic,
    /// Takes so many milliseconds.
    Take(u64),
}

impl Job for Act {
    const KIND: &'static str = "act";
    const MAX_ATTEMPTS: u16 = 3;
    const TIME_LIMIT: Duration = Duration::from_secs(2);
}

/// What was run: by which node, and what.
pub type Log = Arc<Mutex<Vec<(&'static str, Act)>>>;

pub struct Site {
    pub fresh: FreshDatabase,
    pub database: Database,
    pub clock: Arc<FakeClock>,
    pub ids: Arc<CountingIds>,
    pub log: Log,
    pub transactions: PgTransactions,
}

impl Site {
    pub async fn new() -> Self {
        let fresh = fresh_database().await;
        let database = fresh.connect().await;
        let ids = Arc::new(CountingIds::default());
        let transactions = PgTransactions::new(database.clone(), ids.clone());
        Self { fresh, database, clock: Arc::default(), ids, log: Log::default(), transactions }
    }

    /// A node of this name, which hears no bell.
    pub fn node(&self, name: &'static str, settings: NodeSettings) -> Node {
        self.node_with(name, settings, Arc::new(Silence))
    }

    pub fn node_with(&self, name: &'static str, settings: NodeSettings, bell: Arc<dyn JobBell>) -> Node {
        let ports = NodePorts {
            store: Arc::new(self.database.clone()),
            bell,
            meter: Arc::new(Unmeasured),
            clock: self.clock.clone(),
            entropy: Arc::new(CountingEntropy::default()),
            ids: self.ids.clone() as Arc<dyn Ids>,
        };
        let (log, clock) = (Arc::clone(&self.log), self.clock.clone());
        let until = clock.now() + TimeDelta::hours(1);
        let handlers = Handlers::default().on(move |act: Act, _: Run| {
            log.lock().unwrap().push((name, act.clone()));
            let clock = clock.clone();
            async move {
                let because = || Reason::new("because");
                match act {
                    Act::Retry => Err(Failure::Retry(because())),
                    Act::Never => Err(Failure::Never(because())),
                    Act::Moot => Err(Failure::Moot(because())),
                    Act::WaitAnHour if clock.now() < until => Err(Failure::Wait(Pause::Until(until), because())),
                    Act::Done | Act::WaitAnHour => Ok(()),
                    Act::Panic => panicking(),
                    Act::Take(time) => {
                        tokio::time::sleep(Duration::from_millis(time)).await;
                        Ok(())
                    }
                }
            }
        });
        Node::new(ports, handlers, settings)
    }

    pub async fn enqueue(&self, job: NewJob) -> Enqueued {
        in_transaction(&self.transactions, async |tx| Ok(tx.jobs().enqueue(&job).await?)).await.unwrap()
    }

    pub fn act(&self, act: &Act) -> NewJob {
        NewJob::of(act, self.clock.now())
    }

    pub async fn add(&self, act: &Act) -> JobId {
        match self.enqueue(self.act(act)).await {
            Enqueued::Added(id) => id,
            Enqueued::Known => panic!("the key is held"),
        }
    }

    pub async fn job(&self, id: JobId) -> JobView {
        self.database.job(id).await.unwrap().unwrap()
    }

    pub async fn state(&self, id: JobId) -> JobState {
        self.job(id).await.state
    }

    /// How many jobs are in a state.
    pub async fn count(&self, state: JobState) -> i64 {
        let counts = self.database.job_counts().await.unwrap();
        counts.iter().filter(|count| count.state == state).map(|count| count.jobs).sum()
    }

    pub async fn until(&self, id: JobId, state: JobState) -> JobView {
        let began = Instant::now();
        loop {
            let job = self.job(id).await;
            if job.state == state {
                return job;
            }
            assert!(began.elapsed() < Duration::from_secs(20), "waited for {state:?}: {job:?}");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    pub fn ran(&self) -> Vec<(&'static str, Act)> {
        self.log.lock().unwrap().clone()
    }

    pub async fn run(&self, sql: &str) {
        use diesel_async::SimpleAsyncConnection;
        self.database.connection().await.unwrap().batch_execute(sql).await.unwrap();
    }
}

fn panicking() -> JobResult {
    panic!("a handler of a test panics, as it should");
}

/// A node that is in no hurry to look, so that a test sees what it is told.
pub fn deaf() -> NodeSettings {
    NodeSettings { poll: Duration::from_hours(1), beat: Duration::from_millis(100), ..NodeSettings::default() }
}

/// A node that looks often.
pub fn eager() -> NodeSettings {
    NodeSettings { poll: Duration::from_millis(20), beat: Duration::from_millis(100), ..NodeSettings::default() }
}
