//! Likes, reposts, bookmarks, and what was looked at.
//!
//! The order of locks is that of the migration `counters`: people, posts, projects, comments. Whoever does something
//! with a thing locks it before the rows that are counted on it.

mod lock;
mod queries;
mod seen;
mod store;
