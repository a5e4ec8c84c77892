use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::ids::UserId;

use super::Usage;
use crate::{ServiceError, StoreError};

/// How a call of a model ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CallOutcome {
    /// It answered.
    Answered,
    /// Whoever asked went away before the end.
    Abandoned,
    /// It refused the content.
    Moderated,
    /// It limits us, or is left alone for a while.
    Limited,
    /// The operator has to act: key or credit.
    Refused,
    /// It did not answer in time.
    TimedOut,
    /// It could not be reached, or was out of order.
    Unavailable,
    /// It answered what makes no sense.
    Malformed,
}

impl CallOutcome {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Answered,
        Self::Abandoned,
        Self::Moderated,
        Self::Limited,
        Self::Refused,
        Self::TimedOut,
        Self::Unavailable,
        Self::Malformed,
    ];

    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Abandoned => "abandoned",
            Self::Moderated => "moderated",
            Self::Limited => "limited",
            Self::Refused => "refused",
            Self::TimedOut => "timed_out",
            Self::Unavailable => "unavailable",
            Self::Malformed => "malformed",
        }
    }
}

impl From<&ServiceError> for CallOutcome {
    fn from(error: &ServiceError) -> Self {
        match error {
            ServiceError::Unauthorized | ServiceError::OutOfCredit => Self::Refused,
            ServiceError::Moderated => Self::Moderated,
            ServiceError::Limited { .. } | ServiceError::Resting { .. } => Self::Limited,
            ServiceError::TimedOut => Self::TimedOut,
            ServiceError::Unavailable(_) => Self::Unavailable,
            ServiceError::Forbidden | ServiceError::NotFound | ServiceError::Malformed(_) => Self::Malformed,
        }
    }
}

/// A call of a model, for the books. What was asked and answered is not in them.
#[derive(Debug, Clone, PartialEq)]
pub struct ModelCall {
    /// For whom; nobody in particular where the program asked for itself.
    pub user: Option<UserId>,
    /// For what, as `project_text`.
    pub purpose: &'static str,
    /// Which model.
    pub model: String,
    /// What it cost, as far as is known.
    pub usage: Usage,
    /// How long it took.
    pub duration: Duration,
    /// How it ended.
    pub outcome: CallOutcome,
    /// When it ended.
    pub at: DateTime<Utc>,
}

/// What the calls of one purpose and model came to.
#[derive(Debug, Clone, PartialEq)]
pub struct UsageLine {
    /// For what.
    pub purpose: String,
    /// Which model.
    pub model: String,
    /// For how many people, those who are gone not counted.
    pub people: u64,
    /// How many calls.
    pub calls: u64,
    /// How many of them did not end well.
    pub failures: u64,
    /// What they cost together; no price where no call told one.
    pub usage: Usage,
    /// How long they took together.
    pub duration: Duration,
}

/// The books on calls of models: written by whoever calls, read by the administrator.
///
/// # What an implementation guarantees
/// What was written down is never changed, and outlives the account that it was for.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait CallLog: Send + Sync {
    /// Writes a call down, apart from any unit of work: it cost what it cost, whatever becomes of the rest. One
    /// statement. A call for somebody who is gone is written down for nobody.
    async fn record(&self, call: &ModelCall) -> Result<(), StoreError>;

    /// What the calls since then came to, by purpose and model, the dearest first; those of one person, or all. One
    /// statement.
    async fn usage_since(&self, since: DateTime<Utc>, user: Option<UserId>) -> Result<Vec<UsageLine>, StoreError>;
}
