//! How often people may do what costs, or what others have to look at, and how much anybody may ask at all.
//!
//! Whoever lets a person do something asks [`Limits::admit`] first, and [gives back](Limits::give_back) what was taken if
//! nothing came of it. A refusal takes nothing from any limit.

mod quotas;
#[cfg(test)]
mod tests;

use std::{net::IpAddr, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use vibeslop_domain::{
    ids::UserId,
    limits::{Action, Decision, Policy, PolicyName, Standing},
};
use vibeslop_ports::{
    environment::Clock,
    limits::{Bucket, BucketOwner, Buckets, LimitStore},
};

use crate::{Error, debug::opaque_debug, persistently};
pub use quotas::Quotas;

/// Decides how often things may be done.
#[derive(Clone)]
pub struct Limits {
    /// Counts for all nodes together.
    pub store: Arc<dyn LimitStore>,
    /// This node's own buckets.
    pub buckets: Arc<dyn Buckets>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How often.
    pub quotas: Quotas,
}

opaque_debug!(Limits);

/// Who asks something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller {
    /// From where.
    pub address: IpAddr,
    /// Who, if they are signed in.
    pub user: Option<UserId>,
    /// Whether it has to do with signing in.
    pub signing_in: bool,
}

/// What a request took from this node's buckets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// How things stand after it.
    pub standings: Vec<Standing>,
    buckets: Vec<Bucket>,
}

/// What an action took from a person's limits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// How things stand after it.
    pub standings: Vec<Standing>,
    user: UserId,
    policies: Vec<Policy>,
    taken_at: DateTime<Utc>,
}

/// How a person stands with a limit on the clock's hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuotaView {
    /// How often it was done in this hour.
    pub used: u32,
    /// How often it may still be done.
    pub remaining: u32,
    /// How often it may be done in an hour.
    pub limit: u32,
    /// When the hour ends.
    pub resets_at: DateTime<Utc>,
}

/// What a person may still ask of models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ModelQuotas {
    /// Texts.
    pub text: QuotaView,
    /// Pictures.
    pub image: QuotaView,
}

impl Limits {
    /// Lets a request pass, if neither its address nor its person asks too much.
    pub fn admit_request(&self, caller: Caller) -> Result<Passage, Error> {
        let address = BucketOwner::Address(caller.address);
        let mut buckets = vec![match caller.user {
            Some(user) => Bucket { policy: PolicyName::User, owner: BucketOwner::User(user) },
            None => Bucket { policy: PolicyName::Address, owner: address },
        }];
        if caller.signing_in {
            buckets.push(Bucket { policy: PolicyName::SignIn, owner: address });
        }
        match self.buckets.take(&buckets) {
            Decision::Taken(standings) => Ok(Passage { standings, buckets }),
            Decision::Refused(violated) => Err(limited(violated)),
        }
    }

    /// Undoes that a request passed: a limit behind has refused it.
    pub fn undo_request(&self, passage: &Passage) {
        self.buckets.give_back(&passage.buckets);
    }

    /// Lets a person do something, if they have not done it too often. It counts from now on, whatever becomes of it,
    /// unless it is given back.
    pub async fn admit(&self, user: UserId, action: Action) -> Result<Admission, Error> {
        let policies: Vec<Policy> = action.policies().iter().map(|name| self.quotas.policy(*name)).collect();
        let taken_at = self.clock.now();
        let decision = persistently(async || Ok(self.store.take(user, &policies, taken_at).await?)).await?;
        match decision {
            Decision::Taken(standings) => Ok(Admission { standings, user, policies, taken_at }),
            Decision::Refused(violated) => Err(limited(violated)),
        }
    }

    /// Gives back what an action took, because nothing came of it. How things stand after that. Where it cannot be given
    /// back, it counts: that is told to the log, and the person has the answer that they would have had.
    pub async fn give_back(&self, admission: Admission) -> Vec<Standing> {
        let Admission { standings, user, policies, taken_at } = admission;
        match self.store.give_back(user, &policies, taken_at).await {
            Ok(()) => standings.into_iter().map(Standing::given_back).collect(),
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "a use could not be given back");
                standings
            }
        }
    }

    /// What a person may still ask of models.
    pub async fn model_quotas(&self, user: UserId) -> Result<ModelQuotas, Error> {
        let now = self.clock.now();
        let (text, image) = (self.quotas.policy(PolicyName::AiText), self.quotas.policy(PolicyName::AiImage));
        let standings = self.store.standings(user, &[text, image], now).await?;
        let view = |policy: Policy| {
            let standing = standings.iter().find(|standing| standing.policy.name == policy.name);
            QuotaView {
                used: standing.map_or(0, Standing::used),
                remaining: standing.map_or(policy.quota, |standing| standing.remaining),
                limit: policy.quota,
                resets_at: policy.window.end(now),
            }
        };
        Ok(ModelQuotas { text: view(text), image: view(image) })
    }

    /// Forgets the buckets of those who have not asked for a while. To be called every few minutes.
    pub fn sweep(&self) {
        self.buckets.sweep();
    }
}

fn limited(violated: Vec<Standing>) -> Error {
    let retry_after = violated.iter().map(|standing| standing.resets_in).max().unwrap_or(Duration::from_secs(1));
    let message = format!("That was too often. Please try again in {}", in_words(retry_after));
    Error::Limited { code: "rate_limited", message, retry_after, violated }
}

/// Rounded up: nobody is to come back too early.
fn in_words(wait: Duration) -> String {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    match (seconds, seconds.div_ceil(60)) {
        (0 | 1, _) => "a second".to_owned(),
        (2..90, _) => format!("{seconds} seconds"),
        (_, minutes) => format!("{minutes} minutes"),
    }
}
