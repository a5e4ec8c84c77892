//! Exact limits. Kept beside the world: what was taken stays taken, whatever becomes of a unit of work.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    ids::UserId,
    limits::{Decision, Policy, PolicyName, Standing},
};
use vibeslop_ports::{StoreError, limits::LimitStore};

use crate::Memory;

/// How often somebody did something in the window that began then.
#[derive(Debug, Clone, Copy)]
struct Used {
    since: DateTime<Utc>,
    times: u32,
}

/// The newest window of each person and limit.
#[derive(Debug, Default)]
pub(crate) struct Windows(Mutex<BTreeMap<(UserId, PolicyName), Used>>);

impl Windows {
    /// Forgets somebody who is gone.
    pub(crate) fn forget(&self, user: UserId) {
        self.locked(|windows| windows.retain(|(whose, _), _| *whose != user));
    }

    /// The windows of one person: for which limit, since when, how often.
    pub(crate) fn of(&self, user: UserId) -> Vec<(PolicyName, DateTime<Utc>, u32)> {
        self.locked(|windows| {
            let own = windows.iter().filter(|((whose, _), _)| *whose == user);
            own.map(|((_, policy), used)| (*policy, used.since, used.times)).collect()
        })
    }

    /// Forgets windows that began before, up to so many. How many it were.
    pub(crate) fn prune(&self, most: usize, before: DateTime<Utc>) -> usize {
        self.locked(|windows| {
            let over: Vec<_> =
                windows.iter().filter(|(_, used)| used.since < before).take(most).map(|(key, _)| *key).collect();
            over.iter().filter_map(|key| windows.remove(key)).count()
        })
    }

    fn locked<T>(&self, work: impl FnOnce(&mut BTreeMap<(UserId, PolicyName), Used>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// How somebody stands with a limit. A window that is over says nothing.
fn standing(
    windows: &BTreeMap<(UserId, PolicyName), Used>,
    user: UserId,
    policy: &Policy,
    now: DateTime<Utc>,
) -> Standing {
    let start = policy.window.start(now);
    let used = windows.get(&(user, policy.name)).filter(|used| used.since >= start);
    let used = used.copied().unwrap_or(Used { since: start, times: 0 });
    Standing {
        policy: *policy,
        remaining: policy.quota.saturating_sub(used.times),
        resets_in: policy.window.left(used.since, now),
    }
}

#[async_trait]
impl LimitStore for Memory {
    async fn take(&self, user: UserId, policies: &[Policy], now: DateTime<Utc>) -> Result<Decision, StoreError> {
        let is_there = self.committed().users.contains(&user);
        Ok(self.inner.limits.locked(|windows| {
            let stand = |windows: &BTreeMap<_, _>| -> Vec<Standing> {
                policies.iter().map(|policy| standing(windows, user, policy, now)).collect()
            };
            let used_up: Vec<Standing> =
                stand(windows).into_iter().filter(|standing| standing.remaining == 0).collect();
            if !used_up.is_empty() {
                return Decision::Refused(used_up);
            }
            // Whatever somebody who is gone wants to do will fail, and count for nobody.
            if is_there {
                for policy in policies {
                    let start = policy.window.start(now);
                    let used = windows.entry((user, policy.name)).or_insert(Used { since: start, times: 0 });
                    if used.since < start {
                        *used = Used { since: start, times: 0 };
                    }
                    used.times += 1;
                }
            }
            Decision::Taken(stand(windows))
        }))
    }

    async fn give_back(&self, user: UserId, policies: &[Policy], taken_at: DateTime<Utc>) -> Result<(), StoreError> {
        self.inner.limits.locked(|windows| {
            for policy in policies {
                if let Some(used) = windows.get_mut(&(user, policy.name))
                    && used.since == policy.window.start(taken_at)
                {
                    used.times = used.times.saturating_sub(1);
                }
            }
        });
        Ok(())
    }

    async fn standings(
        &self,
        user: UserId,
        policies: &[Policy],
        now: DateTime<Utc>,
    ) -> Result<Vec<Standing>, StoreError> {
        Ok(self
            .inner
            .limits
            .locked(|windows| policies.iter().map(|policy| standing(windows, user, policy, now)).collect()))
    }
}
