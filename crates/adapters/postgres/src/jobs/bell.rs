//! The bell that tells nodes of jobs: LISTEN and NOTIFY on a connection of its own, outside the pool and outside every
//! transaction. A NOTIFY in a transaction holds a lock of the whole server from there to the end of its commit, so that
//! commits queue up; here it costs nobody anything, and many that ring at once are heard once.

use std::{
    future::poll_fn,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use secrecy::SecretString;
use tokio::{sync::Notify, task::JoinHandle};
use tokio_postgres::AsyncMessage;
use vibeslop_ports::{
    jobs::JobBell,
    transactions::{CommitWatch, Committed},
};

use crate::connect::{ConnectError, Target};

/// The least time between two announcements of a node.
const COALESCE: Duration = Duration::from_millis(10);
/// How long an announcement may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long it takes to try a connection anew that was lost.
const RECONNECT: Duration = Duration::from_millis(500);

/// A bell over PostgreSQL. It hears of commits as a [`CommitWatch`] of its node's units of work.
///
/// While it has no connection it is silent, but for what the node itself commits, and it mends by itself.
#[derive(Debug)]
pub struct PgBell {
    state: Arc<State>,
    task: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Debug, Default)]
struct State {
    /// Somebody is to be told.
    wanted: Notify,
    /// Somebody has rung.
    rung: Notify,
}

impl PgBell {
    /// Hangs a bell into the database.
    pub fn hang(url: &SecretString) -> Result<Self, ConnectError> {
        Self::reconnecting(url, RECONNECT)
    }

    /// The same, which tries a lost connection anew after that time.
    pub fn reconnecting(url: &SecretString, after: Duration) -> Result<Self, ConnectError> {
        let target = Target::new(url)?;
        let state = Arc::<State>::default();
        let task = tokio::spawn({
            let state = Arc::clone(&state);
            async move {
                loop {
                    if let Err(error) = keep(&target, &state).await {
                        tracing::warn!(error = &error as &dyn std::error::Error, "the bell of the jobs is silent");
                    }
                    tokio::time::sleep(after).await;
                }
            }
        });
        Ok(Self { state, task: Mutex::new(Some(task)) })
    }

    /// Takes it down, so that it does not miss a database that is stopped next. From now on it is heard on this node
    /// alone.
    pub async fn take_down(&self) {
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(task) = task {
            task.abort();
            let _ = task.await;
        }
    }
}

impl Drop for PgBell {
    fn drop(&mut self) {
        if let Some(task) = self.task.get_mut().unwrap_or_else(PoisonError::into_inner) {
            task.abort();
        }
    }
}

impl CommitWatch for PgBell {
    fn committed(&self, what: Committed) {
        if what.jobs_enqueued {
            self.ring();
        }
    }
}

#[async_trait]
impl JobBell for PgBell {
    async fn rung(&self) {
        self.state.rung.notified().await;
    }

    fn ring(&self) {
        // This node needs no server to hear itself.
        self.state.rung.notify_one();
        self.state.wanted.notify_one();
    }
}

/// Why a bell is silent.
#[derive(Debug, thiserror::Error)]
enum Silent {
    #[error(transparent)]
    Connect(#[from] ConnectError),
    #[error("the connection is lost")]
    Lost(#[from] tokio_postgres::Error),
    #[error("the connection has ended")]
    Ended,
    #[error("the server does not answer")]
    Slow,
}

/// Listens and announces, until the connection is lost.
async fn keep(target: &Target, state: &State) -> Result<(), Silent> {
    let opened = tokio::time::timeout(PATIENCE, target.listening()).await;
    let (client, mut connection) = opened.map_err(|_| Silent::Slow)??;
    let hear = async {
        loop {
            match poll_fn(|context| connection.poll_message(context)).await {
                Some(Ok(AsyncMessage::Notification(_))) => state.rung.notify_one(),
                Some(Ok(_)) => {}
                Some(Err(error)) => return Err(Silent::Lost(error)),
                None => return Err(Silent::Ended),
            }
        }
    };
    let tell = async {
        client.batch_execute("LISTEN vibeslop_jobs").await?;
        // Whatever was announced while nobody listened.
        state.rung.notify_one();
        loop {
            state.wanted.notified().await;
            let told = tokio::time::timeout(PATIENCE, client.batch_execute("NOTIFY vibeslop_jobs")).await;
            if !matches!(told, Ok(Ok(()))) {
                // Not told: it is wanted still.
                state.wanted.notify_one();
            }
            told.map_err(|_| Silent::Slow)??;
            tokio::time::sleep(COALESCE).await;
        }
    };
    tokio::select! {
        heard = hear => heard,
        told = tell => told,
    }
}
