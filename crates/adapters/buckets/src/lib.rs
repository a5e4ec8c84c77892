//! Token buckets in this process: how much one address or one person may ask in a short while.
//!
//! Made of governor, whose buckets take from themselves when they are looked at. So that a request which one bucket
//! refuses costs nothing in the others, what was taken is put back: the buckets stand in a store that this crate keeps a
//! handle of.
#![warn(missing_docs)]

mod limiter;
mod network;
mod store;

use vibeslop_domain::limits::{Decision, Policy, PolicyName};
use vibeslop_ports::limits::{Bucket, Buckets};

use limiter::Limiter;

/// The buckets of a few limits.
#[derive(Debug, Default)]
pub struct GovernorBuckets {
    limiters: Vec<Limiter>,
}

impl GovernorBuckets {
    /// Buckets for these limits, none of them used yet. One with a quota of 0 is left out: a bucket that is never filled
    /// would shut everybody out. Without a limit nothing is limited.
    pub fn new(policies: &[Policy]) -> Self {
        Self { limiters: policies.iter().filter_map(Limiter::new).collect() }
    }

    fn limiter(&self, name: PolicyName) -> Option<&Limiter> {
        self.limiters.iter().find(|limiter| limiter.policy().name == name)
    }

    /// How many buckets are remembered.
    pub fn remembered(&self) -> usize {
        self.limiters.iter().map(Limiter::remembered).sum()
    }
}

impl Buckets for GovernorBuckets {
    fn take(&self, buckets: &[Bucket]) -> Decision {
        let mut taken = Vec::new();
        let mut standings = Vec::new();
        let mut refused = Vec::new();
        for bucket in buckets {
            let Some(limiter) = self.limiter(bucket.policy) else { continue };
            match limiter.take(bucket.owner) {
                Ok(standing) => {
                    taken.push(*bucket);
                    standings.push(standing);
                }
                Err(standing) => refused.push(standing),
            }
        }
        if refused.is_empty() {
            return Decision::Taken(standings);
        }
        self.give_back(&taken);
        Decision::Refused(refused)
    }

    fn give_back(&self, buckets: &[Bucket]) {
        for bucket in buckets {
            if let Some(limiter) = self.limiter(bucket.policy) {
                limiter.give_back(bucket.owner);
            }
        }
    }

    fn sweep(&self) {
        self.limiters.iter().for_each(Limiter::sweep);
    }
}

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
