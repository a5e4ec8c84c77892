use std::{collections::HashMap, sync::Arc, time::Instant};

use tokio::{
    sync::{mpsc::UnboundedSender, watch},
    task::{Id, JoinSet},
    time::{MissedTickBehavior, interval},
};
use vibeslop_domain::jobs::{End, Queue};
use vibeslop_ports::jobs::{Settled, TakenJob};

use super::{Node, Taken};

/// The jobs of a queue that run, and those that are about to.
struct Lane {
    node: Arc<Node>,
    queue: Queue,
    settled: UnboundedSender<Settled>,
    running: JoinSet<End>,
    taken: HashMap<Id, (Taken, Instant)>,
}

/// Runs jobs of a queue, as many at once as there are places, until the node is to stop. Answers how many were given
/// back because they took too long then.
pub(super) async fn run(
    node: Arc<Node>,
    queue: Queue,
    settled: UnboundedSender<Settled>,
    mut woken: watch::Receiver<()>,
    mut stopping: watch::Receiver<bool>,
) -> usize {
    let mut poll = interval(node.settings.poll);
    poll.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut lane = Lane { node, queue, settled, running: JoinSet::new(), taken: HashMap::new() };
    // Whether there may be jobs that wait.
    let mut hungry = true;
    loop {
        if hungry {
            hungry = lane.fill().await;
        }
        tokio::select! {
            biased;
            stop = stopping.wait_for(|stop| *stop) => {
                drop(stop);
                break;
            }
            Some(joined) = lane.running.join_next_with_id() => lane.ended(joined),
            _ = woken.changed() => hungry = true,
            _ = poll.tick() => hungry = true,
        }
        // Whoever has ended meanwhile makes room as well.
        while let Some(joined) = lane.running.try_join_next_with_id() {
            lane.ended(joined);
        }
    }
    lane.finish().await
}

impl Lane {
    /// Takes as many jobs as there are free places. Whether there may be more.
    async fn fill(&mut self) -> bool {
        let free = self.node.settings.places(self.queue).saturating_sub(self.running.len());
        if free == 0 {
            return true;
        }
        match self.node.ports.store.take(self.queue, free, self.node.id).await {
            Ok(jobs) => {
                let more = jobs.len() == free;
                for job in jobs {
                    self.begin(job);
                }
                more
            }
            Err(error) => {
                // It looks again at its next tick.
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    queue = self.queue.as_str(),
                    "no jobs to be had"
                );
                false
            }
        }
    }

    fn begin(&mut self, job: TakenJob) {
        let taken = Taken::of(&job, self.queue);
        let handlers = self.node.handlers.clone();
        let handle = self.running.spawn(async move { handlers.run(job).await });
        self.node.held.add(taken.id, handle.clone());
        self.taken.insert(handle.id(), (taken, Instant::now()));
    }

    fn ended(&mut self, joined: Result<(Id, End), tokio::task::JoinError>) {
        let (id, end) = match joined {
            Ok((id, end)) => (id, Some(end)),
            // Broken off, because it is not this node's any more.
            Err(error) => (error.id(), None),
        };
        let Some((job, began)) = self.taken.remove(&id) else { return };
        let Some(end) = end else {
            self.node.held.remove([job.id]);
            return;
        };
        let settled = self.node.settle(&job, end);
        self.node.ports.meter.ended(&job.kind, job.queue, settled.step.state, began.elapsed());
        if let Some(reason) = &settled.step.error {
            tracing::warn!(
                job.id = %job.id, job.kind, job.attempt = job.attempt.number, state = settled.step.state.as_str(), %reason,
                "a job was not done"
            );
        }
        // Whoever settles is there for longer than any lane.
        let _ = self.settled.send(settled);
    }

    /// Lets what runs go on for the grace time, and gives the rest back.
    async fn finish(mut self) -> usize {
        let grace = self.node.settings.grace;
        let all_ended = async {
            while let Some(joined) = self.running.join_next_with_id().await {
                self.ended(joined);
            }
        };
        let _ = tokio::time::timeout(grace, all_ended).await;
        self.running.abort_all();
        // A job that ended at this very moment is done, and not given back.
        while let Some(joined) = self.running.join_next_with_id().await {
            if joined.is_ok() {
                self.ended(joined);
            }
        }
        let left = self.taken.len();
        for (job, _) in self.taken.values() {
            let _ = self.settled.send(self.node.settle(job, End::GivenBack));
        }
        left
    }
}
