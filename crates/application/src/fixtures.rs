//! What the tests of several areas share: a clock that stands still, identifiers that count, a cipher without a key.

use std::sync::{
    Arc,
    atomic::{AtomicU32, AtomicU64, Ordering},
};

use chrono::{DateTime, TimeDelta, Utc};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    BoxError, ServiceError, StoreError,
    content::AuthorView,
    environment::{Clock, Entropy, Ids},
    github::{Repository, RepositorySummary},
    mocks::{MockImageJudge, MockKnownImages, MockMediaHolds},
    tokens::{Cipher, Sealed, Unreadable},
};

use crate::github::RepositoryDetails;

pub const ADA: UserId = UserId(Uuid::from_u128(0xADA));
pub const BOB: UserId = UserId(Uuid::from_u128(0xB0B));
pub const BASE: &str = "http://localhost:4001";

/// 2 February 2026, 10:15:30 and a bit.
pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_770_027_330, 250_400_700).unwrap()
}

/// A clock that a test sets.
#[derive(Debug)]
pub struct SetClock(AtomicU64);

impl SetClock {
    pub fn new() -> Arc<Self> {
        Arc::new(Self(AtomicU64::new(0)))
    }

    pub fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_milliseconds().try_into().unwrap(), Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now(&self) -> DateTime<Utc> {
        now() + TimeDelta::milliseconds(self.0.load(Ordering::SeqCst).try_into().unwrap())
    }
}

/// 1, 2, 3, …
#[derive(Debug, Default)]
pub struct CountingIds(AtomicU64);

impl Ids for CountingIds {
    fn next(&self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.fetch_add(1, Ordering::SeqCst)) + 1)
    }
}

/// `secret-1`, `secret-2`, …; 1001, 1002, …
#[derive(Debug, Default)]
pub struct CountingEntropy(AtomicU32);

impl Entropy for CountingEntropy {
    fn secret(&self) -> SecretString {
        format!("secret-{}", self.0.fetch_add(1, Ordering::SeqCst) + 1).into()
    }

    fn number(&self) -> u32 {
        self.0.fetch_add(1, Ordering::SeqCst) + 1_001
    }
}

/// Hides nothing, but notices a change and another purpose, as a real one does.
#[derive(Debug)]
pub struct OpenCipher;

impl OpenCipher {
    fn tag(purpose: &str, secret: &[u8]) -> [u8; 32] {
        Sha256::new().chain_update(purpose).chain_update([0]).chain_update(secret).finalize().into()
    }
}

impl Cipher for OpenCipher {
    fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Sealed, BoxError> {
        Ok(Sealed([secret, &Self::tag(purpose, secret)].concat()))
    }

    fn open(&self, purpose: &str, sealed: &Sealed) -> Result<Vec<u8>, Unreadable> {
        let (secret, tag) = sealed.0.split_last_chunk::<32>().ok_or(Unreadable)?;
        if *tag == Self::tag(purpose, secret) { Ok(secret.to_vec()) } else { Err(Unreadable) }
    }

    fn is_outdated(&self, _: &Sealed) -> bool {
        false
    }
}

pub fn author(id: UserId) -> AuthorView {
    AuthorView {
        id,
        username: "ada".to_owned(),
        display_name: "Ada Lovelace".to_owned(),
        avatar_url: None,
        is_verified: false,
    }
}

/// The store is away.
pub fn store_away() -> StoreError {
    StoreError::Unavailable("the test says so".into())
}

/// A service is away.
pub fn service_away() -> ServiceError {
    ServiceError::Unavailable("the test says so".into())
}

/// A judge with a name.
pub fn judge() -> MockImageJudge {
    let mut judge = MockImageJudge::new();
    judge.expect_name().return_const("judge".to_owned());
    judge
}

/// Knows no picture, and takes in whatever is said of one.
pub fn no_known_images() -> MockKnownImages {
    let mut known = MockKnownImages::new();
    known.expect_verdicts().returning(|_, _, _| Ok(std::collections::HashMap::new()));
    known.expect_judged().returning(|_, _, _, _| Ok(()));
    known
}

/// Takes in whatever is about to be referred to.
pub fn holds() -> MockMediaHolds {
    let mut holds = MockMediaHolds::new();
    holds.expect_hold().returning(|_, _| Ok(()));
    holds
}

/// Compiles for futures alone that a program with several threads can spawn.
pub const fn spawnable<F: Future + Send>(_: &F) {}

/// A repository of Ada's with everything that one can have.
pub fn details() -> RepositoryDetails {
    let summary = RepositorySummary {
        id: 812_345,
        name: "planner".to_owned(),
        full_name: "ada-l/planner".to_owned(),
        description: Some("A query planner".to_owned()),
        owner_login: "ada-l".to_owned(),
        owner_avatar_url: None,
        html_url: "https://github.com/ada-l/planner".to_owned(),
        private: false,
        stargazers_count: 12,
        language: Some("Rust".to_owned()),
        pushed_at: None,
        created_at: "2025-06-01T10:00:00Z".to_owned(),
        updated_at: "2026-01-30T08:00:10Z".to_owned(),
    };
    RepositoryDetails {
        repository: Repository {
            summary,
            homepage: Some("https://planner.example".to_owned()),
            watchers_count: 12,
            forks_count: 3,
            size: 420,
            default_branch: "main".to_owned(),
        },
        languages: vec![("Rust".to_owned(), 2_000), ("SQL".to_owned(), 1_000)],
        topics: vec!["databases".to_owned()],
        readme: Some("# Planner\n\nIt plans.".to_owned()),
    }
}
