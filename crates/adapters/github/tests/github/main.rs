//! The adapter against a server that answers in GitHub's documented shapes, and against one that misbehaves.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod activity;
mod failures;
mod files;
mod known;
mod network;
mod patience;
mod repositories;
mod sign_in;

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use vibeslop_domain::github::RepositoryName;
use vibeslop_github::{GithubClient, GithubSignIn, Limits, OAuthApp};
use vibeslop_ports::environment::Clock;
use wiremock::ResponseTemplate;

/// The person's token. No error may show it.
const TOKEN: &str = "gho_16C7e42F292c6912E7710c838347Ae178B4a";
/// 2026-01-01 00:00:00 UTC.
const NOW: i64 = 1_767_225_600;

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        at(NOW)
    }
}

/// A clock that a test moves, in seconds.
#[derive(Default)]
struct MovingClock(AtomicI64);

impl Clock for MovingClock {
    fn now(&self) -> DateTime<Utc> {
        at(NOW + self.0.load(Ordering::SeqCst))
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn token() -> SecretString {
    TOKEN.into()
}

fn tidepool() -> RepositoryName {
    RepositoryName::new("mira-l", "tidepool").unwrap()
}

/// Limits that a test can wait for.
fn limits() -> Limits {
    Limits { total: Duration::from_secs(3), connect: Duration::from_secs(1) }
}

fn client(address: &str) -> GithubClient {
    client_within(address, limits())
}

fn client_within(address: &str, limits: Limits) -> GithubClient {
    GithubClient::new(address, limits, Arc::new(FixedClock)).unwrap()
}

fn sign_in(address: &str) -> GithubSignIn {
    let app = OAuthApp {
        url: format!("{address}/"),
        client_id: "Iv1.8a61f9b3a7aba766".to_owned(),
        client_secret: "secret-of-the-app".into(),
    };
    GithubSignIn::new(&app, &client(address)).unwrap()
}

/// An answer of GitHub's, kept under `tests/fixtures`.
fn fixture(status: u16, name: &str) -> ResponseTemplate {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    ResponseTemplate::new(status).set_body_raw(std::fs::read(path).unwrap(), "application/json; charset=utf-8")
}

/// All that an error can say of itself, causes included.
fn everything(error: &dyn Error) -> String {
    let mut text = format!("{error:?} {error:#?} {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text} {error:?} {error}");
        cause = error.source();
    }
    text
}
