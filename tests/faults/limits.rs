//! Limits that are counted wrongly.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    ids::UserId,
    limits::{Decision, Policy, PolicyName, Standing},
};
use vibeslop_ports::{StoreError, limits::LimitStore};

use crate::Fault;

/// Limits with a fault.
pub struct FaultyLimits {
    pub inner: Arc<dyn LimitStore>,
    pub fault: Fault,
    used: Mutex<HashMap<(UserId, PolicyName), u32>>,
}

impl FaultyLimits {
    pub fn new(inner: &Arc<dyn LimitStore>, fault: Fault) -> Arc<Self> {
        Arc::new(Self { inner: Arc::clone(inner), fault, used: Mutex::default() })
    }

    /// Looks how often something was done, and writes one more: what others write in between is lost.
    async fn look_and_write(&self, user: UserId, policies: &[Policy]) -> Decision {
        let used = |policy: &Policy| {
            let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
            used.get(&(user, policy.name)).copied().unwrap_or(0)
        };
        let before: Vec<u32> = policies.iter().map(used).collect();
        tokio::task::yield_now().await;
        let standing = |(policy, used): (&Policy, &u32)| Standing {
            policy: *policy,
            remaining: policy.quota.saturating_sub(used + 1),
            resets_in: policy.window.length(),
        };
        let standings = policies.iter().zip(&before).map(standing).collect();
        if policies.iter().zip(&before).any(|(policy, used)| *used >= policy.quota) {
            return Decision::Refused(standings);
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.extend(policies.iter().zip(&before).map(|(policy, before)| ((user, policy.name), before + 1)));
        Decision::Taken(standings)
    }
}

#[async_trait]
impl LimitStore for FaultyLimits {
    async fn take(&self, user: UserId, policies: &[Policy], now: DateTime<Utc>) -> Result<Decision, StoreError> {
        match self.fault {
            Fault::LooksBeforeItCounts => Ok(self.look_and_write(user, policies).await),
            Fault::TakesFromOneLimitAlone => {
                let mut standings = Vec::new();
                for policy in policies {
                    match self.inner.take(user, std::slice::from_ref(policy), now).await? {
                        Decision::Taken(taken) => standings.extend(taken),
                        // What was taken from those before is not given back.
                        refused @ Decision::Refused(_) => return Ok(refused),
                    }
                }
                Ok(Decision::Taken(standings))
            }
            _ => self.inner.take(user, policies, now).await,
        }
    }

    async fn give_back(&self, user: UserId, policies: &[Policy], taken_at: DateTime<Utc>) -> Result<(), StoreError> {
        self.inner.give_back(user, policies, taken_at).await
    }

    async fn standings(
        &self,
        user: UserId,
        policies: &[Policy],
        now: DateTime<Utc>,
    ) -> Result<Vec<Standing>, StoreError> {
        self.inner.standings(user, policies, now).await
    }
}
