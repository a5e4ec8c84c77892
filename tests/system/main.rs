//! The whole system over HTTP, on a real PostgreSQL that the tests start themselves.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod bad_input;
mod catalog;
mod editing;
mod feed;
mod main_job;
mod media;
mod operation;
mod posts;
mod profiles;
mod projects;
mod repositories;
mod sign_in;
mod tokens;
