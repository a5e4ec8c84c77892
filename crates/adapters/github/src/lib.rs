//! GitHub: sign-in by OAuth 2.0, and the repositories and the work of the person who signed in.
//!
//! [`GithubClient`] reads the REST API, [`GithubSignIn`] lets people sign in. Both reach any installation of GitHub:
//! the addresses come from outside. Both keep these promises:
//!
//! - A call ends within [`Limits::total`], retries included.
//! - The person's token goes to the API's own host and to no other, and is in no error and no log.
//! - What GitHub says in a failure is in the source of the error, for the log, and never in the error itself.
#![warn(missing_docs)]

mod activity;
mod api;
mod client;
mod sign_in;
mod wire;

use std::time::Duration;

pub use api::CALL_DURATION;
pub use client::GithubClient;
pub use sign_in::{GithubSignIn, OAuthApp};

/// How long GitHub may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// For a whole call: connections, retries, pauses between them and the answer's last byte.
    pub total: Duration,
    /// For a connection.
    pub connect: Duration,
}

impl Default for Limits {
    /// What a person who waits for a page can bear.
    fn default() -> Self {
        Self { total: Duration::from_secs(10), connect: Duration::from_secs(5) }
    }
}

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
