//! Writes that came with a key. A claim is visible at once, so claims are kept beside the world.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    StoreError,
    retries::{Claim, Claimed, KeptAnswer, LEASE, RetryLog, WholeRequest},
};

use crate::{Memory, whole::MemoryWholeRequest};

/// Whose key, the key, and, for those who are not signed in and cannot be told apart, the request.
type Place = (Option<UserId>, String, Option<[u8; 32]>);

#[derive(Debug)]
struct Kept {
    request: [u8; 32],
    owner: Uuid,
    /// By a clock that nobody sets: it is about whether somebody is still at work.
    leased_until: Instant,
    expires_at: DateTime<Utc>,
    answer: Option<KeptAnswer>,
}

/// What is known of keys.
#[derive(Debug, Default)]
pub(crate) struct Keys(Mutex<BTreeMap<Place, Kept>>);

fn place(claim: &Claim) -> Place {
    (claim.caller, claim.key.as_str().to_owned(), claim.caller.is_none().then_some(claim.request))
}

impl Keys {
    fn locked<T>(&self, work: impl FnOnce(&mut BTreeMap<Place, Kept>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Does something with the row of a claim that still stands and has not been answered. Whether it does.
    fn held(&self, claim: &Claim, work: impl FnOnce(&mut Kept)) -> bool {
        self.locked(|keys| match keys.get_mut(&place(claim)) {
            Some(kept) if kept.owner == claim.owner && kept.answer.is_none() => {
                work(kept);
                true
            }
            _ => false,
        })
    }

    /// Writes the answer, if the claim still stands, and does what has to be done together with it.
    pub(crate) fn answer(&self, claim: &Claim, answer: &KeptAnswer, with_it: impl FnOnce()) -> bool {
        self.held(claim, |kept| {
            kept.answer = Some(answer.clone());
            with_it();
        })
    }

    /// Forgets the answers of somebody who is gone.
    pub(crate) fn forget(&self, user: UserId) {
        self.locked(|keys| keys.retain(|(caller, _, _), _| *caller != Some(user)));
    }

    /// Forgets up to so many keys that were over at that time. Answers how many.
    pub(crate) fn prune(&self, most: usize, now: DateTime<Utc>) -> usize {
        self.locked(|keys| {
            let over = keys.iter().filter(|(_, kept)| kept.expires_at <= now).take(most);
            let over: Vec<Place> = over.map(|(place, _)| place.clone()).collect();
            over.iter().filter_map(|place| keys.remove(place)).count()
        })
    }
}

#[async_trait]
impl RetryLog for Memory {
    async fn claim(&self, claim: &Claim) -> Result<Claimed, StoreError> {
        let now = Instant::now();
        Ok(self.inner.retries.locked(|keys| {
            let place = place(claim);
            if let Some(kept) = keys.get(&place) {
                let left = kept.answer.is_none() && kept.leased_until <= now;
                if kept.expires_at > claim.now && !left {
                    return match &kept.answer {
                        _ if kept.request != claim.request => Claimed::Reused,
                        Some(answer) => Claimed::Answered(answer.clone()),
                        None => Claimed::Running,
                    };
                }
            }
            let (request, owner, expires_at) = (claim.request, claim.owner, claim.expires_at);
            keys.insert(place, Kept { request, owner, leased_until: now + LEASE, expires_at, answer: None });
            Claimed::Ours
        }))
    }

    async fn renew(&self, claim: &Claim) -> Result<(), StoreError> {
        let until = Instant::now() + LEASE;
        self.inner.retries.held(claim, |kept| kept.leased_until = until);
        Ok(())
    }

    async fn release(&self, claim: &Claim) -> Result<(), StoreError> {
        self.inner.retries.locked(|keys| {
            let place = place(claim);
            if keys.get(&place).is_some_and(|kept| kept.owner == claim.owner && kept.answer.is_none()) {
                keys.remove(&place);
            }
        });
        Ok(())
    }

    fn whole(&self) -> Arc<dyn WholeRequest> {
        Arc::new(MemoryWholeRequest::new(self.clone()))
    }
}
