//! What the program tells whoever runs it: how this node does, and what became of its work in the last minutes.
//!
//! All numbers come from what is measured anyway ([`Measurements`](vibeslop_ports::operation::Measurements)), so that
//! this page and a Prometheus see the same, and nothing is added to the way of a request. A [`Sample`] is what the
//! measurements came to at a moment; an [`Overview`] is what happened between two of them.

mod dashboard;
mod exposition;
mod histogram;
mod history;
mod overview;
mod queues;
mod sample;
#[cfg(test)]
mod tests;

pub use dashboard::{Dashboard, Picture};
pub use exposition::{Exposition, Series};
pub use histogram::Histogram;
pub use history::{EVERY, WINDOW};
pub use overview::{CacheLine, DatabaseLine, Overview, Point, ProcessLine, RouteLine, ServiceLine, Traffic};
pub use queues::{JobFault, QueueLine, Queues};
pub use sample::{Connections, Route, Sample};
