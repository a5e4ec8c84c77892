//! Work apart from requests: what each kind of job does, when the schedule enqueues which, and the nodes that run them.
//!
//! - [`handlers`] is the one place that says which use case does which kind of job.
//! - [`schedule`] is the one place that says what happens at which hour.
//! - A [`Node`] runs jobs: in the background of a program, or, for a test, all that there are, on demand.

mod failure;
mod handlers;
mod node;
mod pruning;
mod schedule;
#[cfg(test)]
mod tests;

pub use self::{
    handlers::{Handlers, Run},
    node::{Drained, Node, NodePorts, NodeSettings, RunningNode},
    pruning::{PruneRows, Pruning},
    schedule::{Entry, Occasion, Schedule, schedule},
};
use crate::Services;

/// What does each kind of job. A new kind gets a line here.
pub fn handlers(services: &Services) -> Handlers {
    let pruning = services.pruning.clone();
    Handlers::default().on(move |job: PruneRows, _| {
        let pruning = pruning.clone();
        async move { pruning.prune(job.rows).await }
    })
}
