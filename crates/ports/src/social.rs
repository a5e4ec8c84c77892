//! Follows, blocks, mutes, and reports.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Username,
    ids::UserId,
    page::{Limit, Page, Start, TimeCursor},
    social::{ReportTerms, Reported, Tie},
};

use crate::{StoreError, accounts::UserSummaryView};

/// Somebody whom another person is about to follow, block or mute, or to let go of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockedOther {
    /// Who.
    pub id: UserId,
    /// Whether they are shown to others: not suspended.
    pub is_active: bool,
    /// Whether one of the two blocks the other, whoever.
    pub blocked: bool,
}

/// Why a report could not be added.
#[derive(Debug, thiserror::Error)]
pub enum InsertReportError {
    /// This person has reported this thing, even if since a moment ago.
    #[error("it has been reported by this person already")]
    AlreadyReported,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes how people stand to each other. Counters follow by themselves.
///
/// # What an implementation guarantees
/// - One person stands to another in a way once: making it so twice counts once.
/// - Pairs are locked in one order, whoever asks, so that two who follow each other at the same moment do not wait for each
///   other for ever.
/// - A person reports a thing once; of two reports at the same moment the second gets the named error.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait SocialStore: Send {
    /// Finds a person by name, and locks both until the unit of work ends, so that follows and blocks between them take
    /// turns. `None` if there is nobody of that name, or if `person` is gone.
    async fn lock_pair(&mut self, person: UserId, name: &Username) -> Result<Option<LockedOther>, StoreError>;

    /// Makes it so, between locked people. Whether it was not so before.
    async fn tie(&mut self, tie: Tie, at: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Ends it, between locked people. Whether it was so before.
    async fn untie(&mut self, tie: Tie) -> Result<bool, StoreError>;

    /// Whose a thing is that is about to be reported; a person is their own. `None` if there is no such thing, or none
    /// that was ever shown to others, or if the reporter is gone. A block is no obstacle: whoever was blocked after an
    /// insult may report it. What was found cannot be deleted until the unit of work ends.
    async fn lock_reported(&mut self, thing: Reported, reporter: UserId) -> Result<Option<UserId>, StoreError>;

    /// Adds a report, for administrators to look at, and answers its identifier. The unit of work stays usable after a refusal.
    async fn insert_report(
        &mut self,
        reporter: UserId,
        report: &ReportTerms,
        at: DateTime<Utc>,
    ) -> Result<Uuid, InsertReportError>;
}

/// A person in a list of followers or of followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowView {
    /// The person.
    pub person: UserSummaryView,
    /// Whether the viewer follows them.
    pub is_following: bool,
}

/// Reads how people stand to each other.
///
/// The lists that everybody may ask for answer `None` for a person who is not there or suspended. Whoever does not see
/// this person (a block in either direction, a mute) has an empty list, and people whom the viewer does not see are left
/// out before a page is cut.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait SocialQueries: Send + Sync {
    /// Those who follow a person, the newest first. At most two statements.
    async fn followers(
        &self,
        of: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FollowView, TimeCursor>>, StoreError>;

    /// Those whom a person follows, the newest first. At most two statements.
    async fn followed(
        &self,
        by: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FollowView, TimeCursor>>, StoreError>;

    /// Those whom a person blocks, the newest first. One statement.
    async fn blocked(
        &self,
        by: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<UserSummaryView, TimeCursor>, StoreError>;

    /// Those whom a person mutes, the newest first. One statement.
    async fn muted(
        &self,
        by: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<UserSummaryView, TimeCursor>, StoreError>;
}
