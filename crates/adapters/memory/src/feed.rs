//! Feeds.

mod explore;
mod following;
mod people;
mod queries;
mod ranks;
pub(crate) mod rows;
mod snapshots;
mod walk;
