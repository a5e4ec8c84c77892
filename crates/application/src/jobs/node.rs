//! A node: one process that runs jobs.
//!
//! ```text
//! bell, tick ──> lane of a queue ──take──> handler, one task a job
//!                     ^                        │ how it ended
//!                     └── a place is free ── settling, in batches
//! tick ──> stage what is due; beat; rescue what dead nodes held
//! ```
//!
//! No transaction is open while a handler runs. A job is taken when there is a place for it and not before, so that
//! others can have it.

mod drain;
mod held;
mod keeping;
mod lane;
mod settling;

use std::{sync::Arc, time::Duration};

use tokio::{sync::watch, task::JoinSet};
use vibeslop_domain::{
    ids::NodeId,
    jobs::{End, Jitter, Queue, Step},
};
use vibeslop_ports::{
    environment::{Clock, Entropy, Ids},
    jobs::{JobBell, JobMeter, JobStore, Settled, TakenJob},
};

pub use self::drain::Drained;
use self::{held::Held, settling::Settling};
use super::Handlers;
use crate::debug::opaque_debug;

/// How a node behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodeSettings {
    /// How many jobs of the queue `default` run at once.
    pub default_places: usize,
    /// How many developer scores are made at once.
    pub score_places: usize,
    /// How often a node looks for jobs without having been told of any, and for such whose time has come.
    pub poll: Duration,
    /// How often it says that it lives, and looks for what dead nodes held.
    pub beat: Duration,
    /// How long a node is silent before it counts as dead. Several times `beat`.
    pub silence: Duration,
    /// How long jobs that are running may go on when the node is to stop.
    pub grace: Duration,
}

impl NodeSettings {
    fn places(&self, queue: Queue) -> usize {
        match queue {
            Queue::Default => self.default_places,
            Queue::DeveloperScores => self.score_places,
        }
    }
}

impl Default for NodeSettings {
    fn default() -> Self {
        Self {
            default_places: Queue::Default.places(),
            score_places: Queue::DeveloperScores.places(),
            poll: Duration::from_secs(1),
            beat: Duration::from_secs(5),
            silence: Duration::from_secs(30),
            grace: Duration::from_secs(25),
        }
    }
}

/// What a node needs from outside.
#[derive(Clone)]
pub struct NodePorts {
    /// Where jobs are.
    pub store: Arc<dyn JobStore>,
    /// Who tells of them.
    pub bell: Arc<dyn JobBell>,
    /// Who measures.
    pub meter: Arc<dyn JobMeter>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Chance, for the jitter.
    pub entropy: Arc<dyn Entropy>,
    /// Identifiers, for the node.
    pub ids: Arc<dyn Ids>,
}

opaque_debug!(NodePorts);

/// A node that is ready to run jobs.
#[derive(Debug, Clone)]
pub struct Node {
    id: NodeId,
    ports: NodePorts,
    handlers: Handlers,
    settings: NodeSettings,
    held: Held,
}

impl Node {
    /// A node that does jobs with these handlers.
    pub fn new(ports: NodePorts, handlers: Handlers, settings: NodeSettings) -> Self {
        Self { id: NodeId(ports.ids.next()), ports, handlers, settings, held: Held::default() }
    }

    /// Which node it is.
    pub const fn id(&self) -> NodeId {
        self.id
    }

    /// Starts to run jobs in the background.
    pub fn start(self) -> RunningNode {
        let (stop, stopping) = watch::channel(false);
        let (wake, woken) = watch::channel(());
        let node = Arc::new(self);
        let settling = Settling::start(Arc::clone(&node));
        let mut lanes = JoinSet::new();
        for queue in Queue::ALL {
            if node.settings.places(queue) > 0 {
                let (node, settled) = (Arc::clone(&node), settling.sender());
                lanes.spawn(lane::run(node, queue, settled, woken.clone(), stopping.clone()));
            }
        }
        let mut keeping = JoinSet::new();
        keeping.spawn(keeping::beat(Arc::clone(&node)));
        keeping.spawn(keeping::stage(Arc::clone(&node), wake.clone()));
        keeping.spawn(keeping::listen(Arc::clone(&node), wake));
        tracing::info!(node = %node.id, kinds = ?node.handlers, "running jobs");
        RunningNode { node, stop, lanes, keeping, settling }
    }

    /// What becomes of a job that was run.
    fn settle(&self, job: &Taken, end: End) -> Settled {
        let now = self.ports.clock.now();
        let step = Step::after(end, job.attempt, Jitter::of(self.ports.entropy.number()), now);
        Settled { id: job.id, attempt: job.attempt.number, step, at: now }
    }
}

/// What a node keeps in mind of a job that it runs: its arguments are the handler's alone.
#[derive(Debug, Clone)]
struct Taken {
    id: vibeslop_domain::ids::JobId,
    kind: String,
    queue: Queue,
    attempt: vibeslop_domain::jobs::Attempt,
}

impl Taken {
    fn of(job: &TakenJob, queue: Queue) -> Self {
        Self { id: job.id, kind: job.kind.clone(), queue, attempt: job.attempt }
    }
}

/// A node that runs jobs. Dropped without [`stop`](Self::stop) it breaks off what it runs, as if its process had died.
#[derive(Debug)]
pub struct RunningNode {
    node: Arc<Node>,
    stop: watch::Sender<bool>,
    lanes: JoinSet<usize>,
    keeping: JoinSet<()>,
    settling: Settling,
}

impl RunningNode {
    /// Which node it is.
    pub fn id(&self) -> NodeId {
        self.node.id
    }

    /// Takes no more jobs, lets those that run go on for the grace time, gives the rest back to others, and answers how
    /// many these were.
    pub async fn stop(mut self) -> usize {
        self.stop.send_replace(true);
        let mut given_back = 0;
        while let Some(lane) = self.lanes.join_next().await {
            given_back += lane.unwrap_or_default();
        }
        self.settling.finish().await;
        self.keeping.shutdown().await;
        if let Err(error) = self.node.ports.store.leave(self.node.id).await {
            // It counts as dead after a while, which is as good.
            tracing::warn!(error = &error as &dyn std::error::Error, "the node could not say that it is gone");
        }
        if given_back > 0 {
            tracing::info!(jobs = given_back, "gave back jobs that took too long to be waited for");
            self.node.ports.bell.ring();
        }
        given_back
    }
}
