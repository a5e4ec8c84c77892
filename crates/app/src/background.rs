//! What goes on beside requests: a node that runs jobs, and the schedule.

mod scheduler;

use std::sync::Arc;

use vibeslop_application::jobs::{Node, NodePorts, RunningNode, Schedule, handlers, schedule};

pub use self::scheduler::Scheduler;
use crate::{config::Config, telemetry::Jobs, wiring::Wired};

/// Jobs and schedule, running.
#[derive(Debug)]
pub struct Background {
    node: RunningNode,
    scheduler: Scheduler,
}

impl Background {
    /// Starts both.
    pub async fn start(config: &Config, wired: &Wired) -> anyhow::Result<Self> {
        let ports = NodePorts {
            store: Arc::clone(&wired.ports.job_store),
            bell: wired.bell.clone(),
            meter: Arc::new(Jobs),
            clock: Arc::clone(&wired.ports.clock),
            entropy: Arc::clone(&wired.ports.entropy),
            ids: Arc::clone(&wired.ports.ids),
        };
        let due =
            Schedule { transactions: Arc::clone(&wired.ports.transactions), clock: Arc::clone(&wired.ports.clock) };
        let scheduler = Scheduler::start(&due, &schedule()).await?;
        let node = Node::new(ports, handlers(&wired.services), config.jobs.node).start();
        Ok(Self { node, scheduler })
    }

    /// Stops both. Jobs that run may go on for the grace time.
    pub async fn stop(self) {
        self.scheduler.stop().await;
        self.node.stop().await;
    }
}
