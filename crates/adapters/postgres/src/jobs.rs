//! Jobs: enqueued in a unit of work, taken by nodes, kept for some days; and what else is of no use after some time.

pub(crate) mod bell;
mod expiry;
mod queries;
mod queue;
mod store;
