//! What a person's work on GitHub amounts to: where it is read, and where the score is kept.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use secrecy::SecretString;
pub use vibeslop_domain::scores::{GithubStats, ScoreBreakdown};
use vibeslop_domain::{
    ids::UserId,
    scores::{Activity, Assessment},
};

use crate::{ServiceError, StoreError};

/// Reads what people did, with the token that they granted. The token reaches no log and no error.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ActivityReader: Send + Sync {
    /// All that the owner of the token did since a day, and the public repositories that they keep.
    ///
    /// # Errors
    /// [`ServiceError::Limited`] tells when to come back. What could be read in part alone is an error too: nobody's
    /// score is to fall because somebody else's server was busy.
    async fn activity(&self, token: &SecretString, since: NaiveDate) -> Result<Activity, ServiceError>;
}

/// Keeps scores.
///
/// # What an implementation guarantees
/// Of two scores of a person the one made from what was there later stays, in whichever order they come.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ScoreStore: Send {
    /// Keeps a score that was made from what was there at `at`, unless the person is gone or a newer score is kept.
    /// Whether it was kept. Nothing else of the account changes.
    async fn keep_score(&mut self, user: UserId, made: &Assessment, at: DateTime<Utc>) -> Result<bool, StoreError>;

    /// People whose score can be made: those with a connection to GitHub that works, in the order of their
    /// identifiers, behind `after`, at most `most` of them.
    async fn connected_people(&mut self, after: Option<UserId>, most: i64) -> Result<Vec<UserId>, StoreError>;
}
