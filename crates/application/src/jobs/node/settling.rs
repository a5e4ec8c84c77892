use std::{sync::Arc, time::Duration};

use tokio::{
    sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
    task::JoinHandle,
};
use vibeslop_ports::{StoreError, jobs::Settled};

use super::Node;

/// How many jobs are settled by one statement.
const BATCH: usize = 500;
/// How long it waits before it tries again, at first and at most.
const PAUSE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// Writes what became of jobs, many at once, and does not give up: until it is written, the node holds them.
#[derive(Debug)]
pub(super) struct Settling {
    sender: UnboundedSender<Settled>,
    task: JoinHandle<()>,
    patience: Duration,
}

impl Settling {
    pub fn start(node: Arc<Node>) -> Self {
        let (sender, receiver) = unbounded_channel();
        let patience = node.settings.grace;
        Self { sender, task: tokio::spawn(run(node, receiver)), patience }
    }

    pub fn sender(&self) -> UnboundedSender<Settled> {
        self.sender.clone()
    }

    /// Writes what is left. Without a store for as long as the grace time, it is left to whoever rescues it.
    pub async fn finish(self) {
        drop(self.sender);
        let mut task = self.task;
        if tokio::time::timeout(self.patience, &mut task).await.is_err() {
            tracing::error!("what became of some jobs could not be written: they will run again");
            task.abort();
        }
    }
}

async fn run(node: Arc<Node>, mut receiver: UnboundedReceiver<Settled>) {
    let mut batch = Vec::with_capacity(BATCH);
    while receiver.recv_many(&mut batch, BATCH).await > 0 {
        write(&node, &batch).await;
        node.held.remove(batch.drain(..).map(|job| job.id));
    }
}

async fn write(node: &Node, batch: &[Settled]) {
    let mut pause = PAUSE.0;
    loop {
        let error = match node.ports.store.settle(node.id, batch).await {
            Ok(written) if written == batch.len() => return,
            Ok(written) => {
                tracing::warn!(jobs = batch.len() - written, "jobs that were run are not this node's any more");
                return;
            }
            Err(error) => error,
        };
        tracing::warn!(error = &error as &dyn std::error::Error, "what became of jobs could not be written yet");
        if let (StoreError::Failed(_), [_, _, ..]) = (&error, batch) {
            // One of them may be the reason. The others shall not wait for it.
            for one in batch.chunks(1) {
                Box::pin(write(node, one)).await;
            }
            return;
        }
        if matches!(error, StoreError::Failed(_)) && pause >= PAUSE.1 {
            tracing::error!("what became of a job cannot be written: it will run again");
            return;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSE.1);
    }
}
