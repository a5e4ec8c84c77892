//! Follows, blocks, mutes, and reports.

mod queries;
pub(crate) mod rows;
mod store;
