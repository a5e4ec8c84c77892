//! How often something was done, and whether it may be done once more.
//!
//! Two ports, because they promise different things. A [`LimitStore`] is exact and shared by all nodes: for what costs,
//! or what others have to look at. [`Buckets`] are a node's own, never wait and forget with it: against floods.

use std::net::IpAddr;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    ids::UserId,
    limits::{Decision, Policy, PolicyName, Standing},
};

use crate::StoreError;

/// Counts what people do, exactly, for all nodes together.
///
/// A use counts in the [window](vibeslop_domain::limits::Window) of its policy that `now` lies in. All of a person's
/// windows are apart from everybody else's.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait LimitStore: Send + Sync {
    /// Takes one use from each of the limits, or none from any if one of them is used up. However many ask at the same
    /// moment, no window is ever used more often than its quota says; who is refused has used nothing.
    async fn take(&self, user: UserId, policies: &[Policy], now: DateTime<Utc>) -> Result<Decision, StoreError>;

    /// Gives back the use that was taken at `taken_at` from each of the limits. Nothing happens where that window is over.
    async fn give_back(&self, user: UserId, policies: &[Policy], taken_at: DateTime<Utc>) -> Result<(), StoreError>;

    /// How the person stands with each of the limits, in their order. One statement.
    async fn standings(
        &self,
        user: UserId,
        policies: &[Policy],
        now: DateTime<Utc>,
    ) -> Result<Vec<Standing>, StoreError>;
}

/// Whose bucket it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BucketOwner {
    /// Whoever asks from an address, or, of IPv6, from its network.
    Address(IpAddr),
    /// A person.
    User(UserId),
}

/// A bucket of tokens: which limit it is for, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bucket {
    /// The limit. One that the adapter does not know has buckets without a bottom.
    pub policy: PolicyName,
    /// Whose.
    pub owner: BucketOwner,
}

/// Buckets of tokens that fill up evenly, the whole quota in a window. Of this node alone.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait Buckets: Send + Sync {
    /// Takes a token from each of the buckets, or none from any if one of them is empty.
    fn take(&self, buckets: &[Bucket]) -> Decision;

    /// Puts a token back into each of the buckets.
    fn give_back(&self, buckets: &[Bucket]);

    /// Forgets the buckets that are full, which are as good as new. To be called now and then.
    fn sweep(&self);
}

/// Limits nothing: for a program that does without limits, and for tests of something else.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unlimited;

#[async_trait]
impl LimitStore for Unlimited {
    async fn take(&self, _: UserId, _: &[Policy], _: DateTime<Utc>) -> Result<Decision, StoreError> {
        Ok(Decision::Taken(Vec::new()))
    }

    async fn give_back(&self, _: UserId, _: &[Policy], _: DateTime<Utc>) -> Result<(), StoreError> {
        Ok(())
    }

    async fn standings(&self, _: UserId, policies: &[Policy], now: DateTime<Utc>) -> Result<Vec<Standing>, StoreError> {
        let untouched = |policy: &Policy| Standing {
            policy: *policy,
            remaining: policy.quota,
            resets_in: policy.window.left(policy.window.start(now), now),
        };
        Ok(policies.iter().map(untouched).collect())
    }
}

impl Buckets for Unlimited {
    fn take(&self, _: &[Bucket]) -> Decision {
        Decision::Taken(Vec::new())
    }

    fn give_back(&self, _: &[Bucket]) {}

    fn sweep(&self) {}
}
