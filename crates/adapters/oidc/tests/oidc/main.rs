//! The adapter against a provider that the test starts, with keys that the test makes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod failures;
mod flow;
mod person;
mod provider;
mod trust;

use std::error::Error;

use chrono::{DateTime, Utc};
use vibeslop_ports::accounts::AuthorizationRequest;
use vibeslop_ports::environment::Clock;

/// 2026-01-01 00:00:00 UTC.
const NOW: i64 = 1_767_225_600;
const CODE: &str = "code-of-this-test";
const NONCE: &str = "nonce-of-this-test";
/// The secret of RFC 7636, appendix B, and the hash that belongs to it.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const CLIENT_ID: &str = "vibeslop-web";
const CLIENT_SECRET: &str = "secret-of-the-client-that-is-long-enough-for-hs256";
const ACCESS_TOKEN: &str = "at-5f1c0f7d2b";

struct FixedClock;

impl Clock for FixedClock {
    fn now(&self) -> DateTime<Utc> {
        at(NOW)
    }
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn request() -> AuthorizationRequest {
    AuthorizationRequest {
        state: "state-of-this-test".into(),
        nonce: NONCE.into(),
        verifier: VERIFIER.into(),
        redirect_uri: "http://localhost:4001/api/auth/corp/callback".to_owned(),
    }
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
