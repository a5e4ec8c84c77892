//! The whole system over HTTP, on a real PostgreSQL that the tests start themselves.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod authorisation;
mod bad_input;
mod bookmarks;
mod catalog;
mod comments;
mod discovery;
mod editing;
mod engagement;
mod feed;
mod hidden;
mod impressions;
mod limits;
mod main_job;
mod media;
mod messaging;
mod messaging_races;
mod mocks;
mod notifications;
mod operation;
mod posts;
mod profiles;
mod projects;
mod quality;
mod reports;
mod repositories;
mod retries;
mod search;
mod sign_in;
mod social;
mod tokens;
