//! What a node does beside running jobs.

use std::sync::Arc;

use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};
use vibeslop_ports::StoreError;

use super::Node;

/// Hears of jobs that others have enqueued.
pub(super) async fn listen(node: Arc<Node>, wake: watch::Sender<()>) {
    loop {
        node.ports.bell.rung().await;
        wake.send_replace(());
    }
}

/// Makes jobs available whose time has come.
pub(super) async fn stage(node: Arc<Node>, wake: watch::Sender<()>) {
    let mut tick = interval(node.settings.poll);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match node.ports.store.stage(node.ports.clock.now()).await {
            Ok(0) => {}
            Ok(_) => {
                wake.send_replace(());
                node.ports.bell.ring();
            }
            Err(error) => warn(&error, "jobs whose time has come could not be looked for"),
        }
    }
}

/// Says that the node lives, breaks off what is not its own any more, and rescues what dead nodes held.
pub(super) async fn beat(node: Arc<Node>) {
    let mut tick = interval(node.settings.beat);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match node.ports.store.beat(node.id, &node.held.ids()).await {
            Ok(lost) => {
                let running = node.held.break_off(&lost);
                if running > 0 {
                    tracing::warn!(jobs = running, "broke off jobs that were called off or given to others");
                }
            }
            // Nor is the rest going to work.
            Err(error) => {
                warn(&error, "the node could not say that it lives");
                continue;
            }
        }
        match node.ports.store.rescue(node.settings.silence, node.ports.clock.now()).await {
            Ok(0) => {}
            Ok(rescued) => {
                tracing::warn!(jobs = rescued, "rescued jobs that a dead node held");
                node.ports.meter.rescued(rescued);
                node.ports.bell.ring();
            }
            Err(error) => warn(&error, "jobs of dead nodes could not be looked for"),
        }
    }
}

fn warn(error: &StoreError, what: &str) {
    tracing::warn!(error = error as &dyn std::error::Error, "{what}");
}
