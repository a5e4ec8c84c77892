//! Likes, reposts, bookmarks, and what was looked at.

mod queries;
pub(crate) mod rows;
mod store;
