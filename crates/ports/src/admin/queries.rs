use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    admin::{AdminAction, PersonSearch},
    ids::{ReportId, UserId},
    page::{Limit, Page, Start, TimeCursor},
    social::ReportStatus,
};

use crate::StoreError;

/// A person as administrators see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminUserView {
    /// The account.
    pub id: UserId,
    /// The address.
    pub email: String,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// The address of their picture. `None` also where a row holds the picture itself, from before pictures were kept
    /// apart: a page of those would weigh many megabytes.
    pub avatar_url: Option<String>,
    /// Whether an administrator vouches for them.
    pub is_verified: bool,
    /// Whether they have chosen their names.
    pub has_onboarded: bool,
    /// Since when they are suspended, if they are.
    pub suspended_at: Option<DateTime<Utc>>,
    /// Until when; for good where there is none.
    pub suspended_until: Option<DateTime<Utc>>,
    /// Why.
    pub suspension_reason: Option<String>,
    /// Since when they are here.
    pub inserted_at: DateTime<Utc>,
    /// When their account was changed last.
    pub updated_at: DateTime<Utc>,
}

/// A person in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonView {
    /// The account.
    pub id: UserId,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// The address of their picture, as in [`AdminUserView`].
    pub avatar_url: Option<String>,
}

/// What is reported, as far as it is still there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPreview {
    /// The beginning of what it says, or its title.
    pub text: String,
    /// Whose it is; a person is their own.
    pub author: PersonView,
}

/// A report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportView {
    /// Its identifier.
    pub id: ReportId,
    /// The kind of thing, in the database's word.
    pub reportable_type: String,
    /// The thing.
    pub reportable_id: Uuid,
    /// How far the administrators are with it.
    pub status: ReportStatus,
    /// Why, in the words of who reported it.
    pub reason: Option<String>,
    /// When.
    pub inserted_at: DateTime<Utc>,
    /// Who.
    pub reporter: PersonView,
    /// What; `None` once it is gone.
    pub preview: Option<ReportPreview>,
    /// How many reports there are on the thing.
    pub reports_count: i64,
}

/// Which reports are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportFilter {
    /// How far the administrators are.
    pub status: Option<ReportStatus>,
    /// The kind of thing, in the database's word. No report is on a kind that there is not.
    pub kind: Option<String>,
}

/// Something that an administrator did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditView {
    /// Its identifier.
    pub id: Uuid,
    /// Who.
    pub actor_id: UserId,
    /// Who, if they are still here.
    pub actor: Option<PersonView>,
    /// What.
    pub action: AdminAction,
    /// To what kind of thing.
    pub subject_type: String,
    /// To which.
    pub subject_id: Option<String>,
    /// What else is to be known.
    pub details: Vec<(String, String)>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Which deeds are wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Who.
    pub actor: Option<UserId>,
    /// What.
    pub action: Option<AdminAction>,
    /// To which thing.
    pub subject_id: Option<String>,
}

/// A part of a list, and how many entries all of it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedPage<T> {
    /// The part.
    pub page: Page<T, TimeCursor>,
    /// How many there are in all.
    pub total: i64,
}

/// Reads for administrators: nobody is hidden from them, whoever blocks whom or is suspended.
///
/// # What an implementation guarantees
/// The total and the page are of one filter. Whoever may ask is decided before: no method asks who does.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AdminQueries: Send + Sync {
    /// People, the newest first. Two statements.
    async fn people(
        &self,
        search: Option<PersonSearch>,
        start: Start,
        limit: Limit,
    ) -> Result<CountedPage<AdminUserView>, StoreError>;

    /// One person. One statement.
    async fn person(&self, id: UserId) -> Result<Option<AdminUserView>, StoreError>;

    /// Reports, the newest first. Two statements.
    async fn reports(
        &self,
        filter: &ReportFilter,
        start: Start,
        limit: Limit,
    ) -> Result<CountedPage<ReportView>, StoreError>;

    /// One report. One statement.
    async fn report(&self, id: ReportId) -> Result<Option<ReportView>, StoreError>;

    /// What administrators did, the newest first. Two statements.
    async fn audit(
        &self,
        filter: &AuditFilter,
        start: Start,
        limit: Limit,
    ) -> Result<CountedPage<AuditView>, StoreError>;
}
