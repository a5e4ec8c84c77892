//! Jobs, those who run them, and rows that are of no use any more.

mod bell;
mod expiry;
mod queries;
mod queue;
pub(crate) mod rows;
mod store;

pub use bell::MemoryBell;
