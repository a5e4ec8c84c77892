//! The books on calls of models. Kept beside the world: a call cost what it cost, whatever becomes of a unit of work.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    StoreError,
    ai::{CallLog, CallOutcome, ModelCall, Usage, UsageLine},
};

use crate::Memory;

/// The most characters of a model's name. It is a stranger's text.
const MAX_MODEL: usize = 200;
/// The most tokens of a call. A number that no service means must not overflow the sum of all.
const MAX_TOKENS: u64 = 1_000_000_000_000;

/// All calls that were written down.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<Vec<ModelCall>>);

impl Calls {
    /// Whoever leaves takes their name out. What it cost stays.
    pub(crate) fn forget(&self, user: UserId) {
        self.locked(|calls| {
            for call in calls.iter_mut().filter(|call| call.user == Some(user)) {
                call.user = None;
            }
        });
    }

    /// The calls for one person, in their order.
    pub(crate) fn of(&self, user: UserId) -> Vec<ModelCall> {
        self.locked(|calls| calls.iter().filter(|call| call.user == Some(user)).cloned().collect())
    }

    /// Forgets calls of before, up to so many. How many it were.
    pub(crate) fn prune(&self, most: usize, before: DateTime<Utc>) -> usize {
        self.locked(|calls| {
            let mut left = most;
            calls.retain(|call| {
                let goes = left > 0 && call.at < before;
                left -= usize::from(goes);
                !goes
            });
            most - left
        })
    }

    fn locked<T>(&self, work: impl FnOnce(&mut Vec<ModelCall>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What calls of one purpose and model came to so far.
#[derive(Default)]
struct Sum {
    people: BTreeSet<UserId>,
    calls: u64,
    failures: u64,
    usage: Usage,
    duration: Duration,
}

impl Sum {
    fn add(&mut self, call: &ModelCall) {
        self.people.extend(call.user);
        self.calls += 1;
        self.failures += u64::from(!matches!(call.outcome, CallOutcome::Answered | CallOutcome::Abandoned));
        self.usage.prompt_tokens += call.usage.prompt_tokens;
        self.usage.completion_tokens += call.usage.completion_tokens;
        if let Some(cost) = call.usage.cost_usd {
            self.usage.cost_usd = Some(self.usage.cost_usd.unwrap_or_default() + cost);
        }
        self.duration += call.duration;
    }

    fn line(self, purpose: &str, model: &str) -> UsageLine {
        UsageLine {
            purpose: purpose.to_owned(),
            model: model.to_owned(),
            people: u64::try_from(self.people.len()).unwrap_or(u64::MAX),
            calls: self.calls,
            failures: self.failures,
            usage: self.usage,
            duration: self.duration,
        }
    }
}

/// The dearest first, and what has no price last.
fn dearest(one: &UsageLine, other: &UsageLine) -> Ordering {
    let by_price = other.usage.cost_usd.partial_cmp(&one.usage.cost_usd).unwrap_or(Ordering::Equal);
    by_price.then(other.usage.completion_tokens.cmp(&one.usage.completion_tokens))
}

/// A call as it is written down.
fn bounded(call: &ModelCall, is_there: impl Fn(UserId) -> bool) -> ModelCall {
    let model: String = call.model.chars().filter(|c| *c != '\0').take(MAX_MODEL).collect();
    let millis = u64::try_from(call.duration.as_millis()).unwrap_or(u64::MAX);
    ModelCall {
        user: call.user.filter(|user| is_there(*user)),
        model: if model.is_empty() { "unknown".to_owned() } else { model },
        usage: Usage {
            prompt_tokens: call.usage.prompt_tokens.min(MAX_TOKENS),
            completion_tokens: call.usage.completion_tokens.min(MAX_TOKENS),
            cost_usd: call.usage.cost_usd.filter(|cost| cost.is_finite() && *cost >= 0.0),
        },
        duration: Duration::from_millis(millis),
        ..call.clone()
    }
}

#[async_trait]
impl CallLog for Memory {
    async fn record(&self, call: &ModelCall) -> Result<(), StoreError> {
        let world = self.committed();
        let call = bounded(call, |user| world.users.contains(&user));
        self.inner.calls.locked(|calls| calls.push(call));
        Ok(())
    }

    async fn usage_since(&self, since: DateTime<Utc>, user: Option<UserId>) -> Result<Vec<UsageLine>, StoreError> {
        Ok(self.inner.calls.locked(|calls| {
            let mut sums: BTreeMap<(&str, &str), Sum> = BTreeMap::new();
            for call in calls.iter().filter(|call| call.at >= since && (user.is_none() || call.user == user)) {
                sums.entry((call.purpose, &call.model)).or_default().add(call);
            }
            let mut lines: Vec<UsageLine> =
                sums.into_iter().map(|((purpose, model), sum)| sum.line(purpose, model)).collect();
            lines.sort_by(dearest);
            lines
        }))
    }
}
