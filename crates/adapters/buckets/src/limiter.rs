use std::num::NonZeroU32;

use governor::{
    Quota, RateLimiter,
    clock::{Clock, MonotonicClock},
    middleware::StateInformationMiddleware,
    nanos::Nanos,
};
use vibeslop_domain::limits::{Policy, Standing};
use vibeslop_ports::limits::BucketOwner;

use crate::{network::canonical, store::SharedStore};

/// The buckets of one limit.
#[derive(Debug)]
pub struct Limiter<C: Clock = MonotonicClock> {
    policy: Policy,
    /// How long one token takes to come.
    token: std::time::Duration,
    store: SharedStore,
    governor: RateLimiter<BucketOwner, SharedStore, C, StateInformationMiddleware>,
}

impl Limiter {
    pub fn new(policy: &Policy) -> Option<Self> {
        Self::with_clock(policy, MonotonicClock)
    }
}

impl<C: Clock> Limiter<C> {
    /// `None` if the quota is 0.
    fn with_clock(policy: &Policy, clock: C) -> Option<Self> {
        let tokens = NonZeroU32::new(policy.quota)?;
        let token = policy.window.length() / tokens.get();
        let quota = Quota::with_period(token)?.allow_burst(tokens);
        let store = SharedStore::default();
        let governor = RateLimiter::new(quota, store.clone(), clock);
        Some(Self { policy: *policy, token, store, governor })
    }

    pub const fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Takes a token. How the bucket stands then, or when there will be one.
    pub fn take(&self, owner: BucketOwner) -> Result<Standing, Standing> {
        let standing = |remaining, resets_in| Standing { policy: self.policy, remaining, resets_in };
        match self.governor.check_key(&canonical(owner)) {
            Ok(bucket) => {
                let remaining = bucket.remaining_burst_capacity();
                let missing = self.policy.quota.saturating_sub(remaining);
                Ok(standing(remaining, self.token.saturating_mul(missing)))
            }
            Err(not_until) => Err(standing(0, not_until.wait_time_from(self.governor.clock().now()))),
        }
    }

    pub fn give_back(&self, owner: BucketOwner) {
        self.store.put_back(&canonical(owner), Nanos::from(self.token));
    }

    pub fn sweep(&self) {
        self.governor.retain_recent();
        self.governor.shrink_to_fit();
    }

    pub fn remembered(&self) -> usize {
        self.governor.len()
    }
}

#[cfg(test)]
mod tests;
