//! Follows, blocks, mutes, and reports.

mod lists;
mod queries;
mod reports;
mod store;
