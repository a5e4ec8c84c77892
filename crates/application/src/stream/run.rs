use std::{collections::HashSet, time::Duration};

use tokio::time::sleep;
use vibeslop_domain::stream::Position;
use vibeslop_ports::{StoreError, stream::Occurrence};

use super::Stream;

/// How long is waited after a failure.
const PAUSE: Duration = Duration::from_millis(250);
/// How often rows are tried to be read before those whom they concern are let go, to fetch them by themselves.
const TRIES: usize = 4;

impl Stream {
    /// Tells those who listen here what happens, until the service stops. To be run once a node. While the store is away
    /// nobody is told anything; behind it nothing is missing.
    pub async fn run(self) {
        let mut at = self.begin().await;
        while !self.hub.is_closed() {
            match self.bus.behind(at).await {
                Ok(stretch) if stretch.complete => {
                    let Some(last) = stretch.occurrences.last() else { continue };
                    at = last.position;
                    let concerns = self.hub.take_up(&stretch.occurrences);
                    self.tell(&concerns).await;
                }
                Ok(_) => {
                    // Away for longer than anything is kept. Everybody comes back, and is told so.
                    self.hub.let_all_go();
                    at = self.begin().await;
                }
                Err(error) => failed(&error).await,
            }
        }
    }

    async fn begin(&self) -> Position {
        loop {
            match self.bus.newest().await {
                Ok(newest) => {
                    self.hub.begin(newest);
                    return newest;
                }
                Err(error) => failed(&error).await,
            }
        }
    }

    async fn tell(&self, occurrences: &[Occurrence]) {
        let rows = self.rows();
        for _ in 0..TRIES {
            match rows.events(occurrences).await {
                Ok(events) => return self.hub.tell(events),
                Err(error) => failed(&error).await,
            }
        }
        let people: HashSet<_> = occurrences.iter().map(|occurrence| occurrence.person).collect();
        self.hub.let_go(&people);
    }
}

async fn failed(error: &StoreError) {
    tracing::warn!(error = error as &dyn std::error::Error, "the live stream does not hear of what happens");
    sleep(PAUSE).await;
}
