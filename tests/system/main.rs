//! The whole system over HTTP, on a real PostgreSQL that the tests start themselves.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod ai_costs;
mod ai_failures;
mod ai_streams;
mod authorisation;
mod bad_input;
mod bookmarks;
mod catalog;
mod comments;
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
mod provider;
mod reports;
mod repositories;
mod retries;
mod sign_in;
mod social;
mod stream;
mod tokens;
