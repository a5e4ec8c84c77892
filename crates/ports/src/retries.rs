//! The log of writes that came with a key, so that one that is sent again is done once.
//!
//! 1. [`claim`](RetryLog::claim) takes the key, or tells what became of it. A claim is visible to everybody at once and
//!    holds for a lease that its owner renews.
//! 2. The request runs [`inside`](WholeRequest::inside) a [`WholeRequest`]: its units of work commit for itself, and for
//!    nobody else yet.
//! 3. [`keep`](WholeRequest::keep) writes the answer and makes it visible together with all that the request did.

use std::{pin::Pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{ids::UserId, retries::RetryKey};

use crate::StoreError;

/// For how long a claim holds without being renewed: a process that died is given up after that.
pub const LEASE: Duration = Duration::from_secs(15);

/// One attempt at a write with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Whose key it is. Among those who are not signed in, a key belongs to its request.
    pub caller: Option<UserId>,
    /// The key.
    pub key: RetryKey,
    /// The hash of all that makes the request what it is.
    pub request: [u8; 32],
    /// Names the attempt.
    pub owner: Uuid,
    /// The time.
    pub now: DateTime<Utc>,
    /// Until when the key stands for this request.
    pub expires_at: DateTime<Utc>,
}

/// What became of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// It is the attempt's own now.
    Ours,
    /// Another attempt at the same request is under way.
    Running,
    /// It stands for another request.
    Reused,
    /// The request has been answered.
    Answered(KeptAnswer),
}

/// An answer as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    /// The status.
    pub status: u16,
    /// Names and values of the headers that are the answer's own.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// Remembers keys and answers.
///
/// # What an implementation guarantees
/// Of any number of attempts at one request at most one is [`Claimed::Ours`] at a time, on all nodes together. An answer that
/// was kept is given again unchanged until it expires. An owner that died holds a key no longer than [`LEASE`].
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait RetryLog: Send + Sync {
    /// Takes the key for this attempt if it is free: unknown, expired, or left by an owner whose lease has ended.
    async fn claim(&self, claim: &Claim) -> Result<Claimed, StoreError>;

    /// Holds the claim for another [`LEASE`].
    async fn renew(&self, claim: &Claim) -> Result<(), StoreError>;

    /// Gives up a claim that has not been answered, so that the request can be sent again.
    async fn release(&self, claim: &Claim) -> Result<(), StoreError>;

    /// A request that becomes visible as a whole.
    fn whole(&self) -> Arc<dyn WholeRequest>;
}

/// What a request does and what it answers, to become visible together or not at all.
///
/// Dropped without [`keep`](Self::keep) it leaves nothing behind.
#[async_trait]
pub trait WholeRequest: Send + Sync {
    /// Runs `work`. The units of work that it opens are parts of the whole, and its queries see what they committed.
    /// What it spawns stands outside.
    fn inside<'a>(&'a self, work: Pin<Box<dyn Future<Output = ()> + 'a>>) -> Pin<Box<dyn Future<Output = ()> + 'a>>;

    /// Writes the answer of the claim and makes everything visible. `false` if the claim was lost to another attempt:
    /// everything is undone then.
    async fn keep(&self, claim: &Claim, answer: &KeptAnswer) -> Result<bool, StoreError>;

    /// Undoes everything.
    async fn undo(&self);
}
