//! Jobs: enqueued in a unit of work, taken by nodes, kept for some days.

mod queries;
mod queue;
