//! Whether the server answers at all.
//!
//! A server that is gone refuses, and everybody hears of it at once. A server whose machine has stopped, or that cannot be
//! reached any more, says nothing, and whoever has asked it something would wait for as long as a statement may take. A
//! statement that is merely slow looks just like that, so nobody's own patience can decide it. The pulse can: it asks
//! next to nothing on a connection of its own. When that is not answered, nothing will be, and all connections are let
//! go of. What was asked on them fails at once, and so does whoever asks for another, until the pulse is back.

use std::{
    future::pending,
    time::{Duration, Instant},
};

use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_postgres::Client;

use crate::connect::{ConnectError, Target};

/// How often it is felt.
const EVERY: Duration = Duration::from_millis(500);
/// How long the server may take for next to nothing. A machine that is very busy takes a second.
const PATIENCE: Duration = Duration::from_secs(3);

/// Hears of the pulse. Clones hear the same.
#[derive(Debug, Clone)]
pub(crate) struct Pulse(Option<watch::Receiver<bool>>);

impl Pulse {
    /// Nobody feels it: the server is taken to be there.
    pub(crate) const fn unknown() -> Self {
        Self(None)
    }

    /// Waits until the server does not answer any more.
    pub(crate) async fn lost(mut self) {
        let Some(beats) = &mut self.0 else { return pending().await };
        if beats.wait_for(|beats| !beats).await.is_err() {
            // Nobody feels it any more.
            pending::<()>().await;
        }
    }
}

/// Feels the pulse of a server until it is dropped.
#[derive(Debug)]
pub(crate) struct Feeling {
    task: JoinHandle<()>,
}

impl Drop for Feeling {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Begins to feel the pulse. The server has just answered.
pub(crate) fn feel(target: Target, pool: &'static str) -> (Pulse, Feeling) {
    let (told, heard) = watch::channel(true);
    let task = tokio::spawn(async move {
        let mut connection = None;
        let mut lost_at: Option<Instant> = None;
        loop {
            let answered = beat(&target, &mut connection).await;
            match (&answered, lost_at) {
                (Ok(()), Some(since)) => {
                    let away_ms = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
                    tracing::info!(pool, away_ms, "the database answers again");
                    lost_at = None;
                }
                (Err(why), None) => {
                    tracing::error!(pool, why, "the database does not answer: what was asked of it is given up");
                    lost_at = Some(Instant::now());
                }
                _ => {}
            }
            told.send_if_modified(|beats| std::mem::replace(beats, answered.is_ok()) != answered.is_ok());
            sleep(EVERY).await;
        }
    });
    (Pulse(Some(heard)), Feeling { task })
}

/// Asks the server for a sign of life, on a new connection if there is none.
async fn beat(target: &Target, connection: &mut Option<Client>) -> Result<(), String> {
    let asked = timeout(PATIENCE, async {
        if let Some(client) = connection.take().filter(|client| !client.is_closed())
            && let Ok(()) = client.batch_execute("").await
        {
            *connection = Some(client);
            return Ok(());
        }
        // One connection may have ended for reasons of its own.
        match target.client().await {
            Ok((client, _)) => {
                *connection = Some(client);
                Ok(())
            }
            // It refuses, so it answers. Whoever needs a connection will hear the same.
            Err(ConnectError::Refused(_)) => Ok(()),
            Err(error) => Err(error.to_string()),
        }
    });
    asked.await.unwrap_or_else(|_| Err("it takes too long".to_owned()))
}
