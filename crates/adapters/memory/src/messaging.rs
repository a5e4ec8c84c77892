//! Conversations.

mod queries;
pub(crate) mod rows;
mod store;
