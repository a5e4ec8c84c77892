//! Comments: threads on posts and projects.

mod place;
mod queries;
mod store;
