//! How a serving node goes, so that nobody notices.

use std::time::Duration;

use actix_web::dev::ServerHandle;
use tokio::signal::unix::{Signal, SignalKind, signal};
use vibeslop_application::stream::Stream;
use vibeslop_http::Departure;

use crate::background::Background;

/// The signals that tell a program to stop.
#[derive(Debug)]
pub struct ToldToStop {
    interrupt: Signal,
    terminate: Signal,
}

impl ToldToStop {
    /// From now on they do not end the process any more.
    pub fn listen() -> anyhow::Result<Self> {
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits for the next.
    pub async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// All that a node has to end, in order.
pub struct Leaving {
    pub told: ToldToStop,
    pub departure: Departure,
    /// How long the node goes on serving after it has denied its readiness.
    pub drain: Duration,
    pub stream: Stream,
    pub server: ServerHandle,
    pub background: Option<Background>,
}

impl Leaving {
    /// Waits for the word, and answers when requests and jobs have come to their end.
    pub async fn when_told(mut self) {
        self.told.next().await;
        self.departure.announce();
        let drain_s = self.drain.as_secs();
        tracing::info!(drain_s, "stopping: requests that are being answered and jobs that run are finished first");
        // Other nodes take its jobs at once; nobody sends those here.
        let jobs = async {
            if let Some(background) = self.background {
                background.stop().await;
            }
        };
        let requests = async {
            // Whoever balances the load notices meanwhile. Told twice, nobody wants to wait for that.
            tokio::select! {
                () = tokio::time::sleep(self.drain) => {}
                () = self.told.next() => tracing::info!("told again: nobody is waited for who may still come"),
            }
            // Streams would be answered for ever. They end in order, and whoever listens goes on at another node, or here
            // when it is back, behind the last event. Not any sooner: they would have come back here.
            self.stream.close();
            self.server.stop(true).await;
        };
        tokio::join!(requests, jobs);
    }
}
