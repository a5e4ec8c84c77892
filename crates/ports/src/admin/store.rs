use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Email,
    admin::{AdminAction, AuditSubject, Suspension},
    catalog::{ModelTool, Stack, StackCategory, TagName, Tool},
    ids::{ReportId, StackId, ToolId, UserId},
    social::{ReportStatus, Reported},
};

use crate::StoreError;

/// A person whom an administrator is about to do something to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedPerson {
    /// The account.
    pub id: UserId,
    /// The address.
    pub email: Email,
    /// Whether it was verified.
    pub email_verified: bool,
    /// Whether they are suspended.
    pub suspended: bool,
    /// When their account is erased, if they want that.
    pub leaves_at: Option<DateTime<Utc>>,
}

/// A report as far as a use case has to judge it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredReport {
    /// What is reported.
    pub thing: Reported,
    /// How far the administrators are.
    pub status: ReportStatus,
}

/// Something that an administrator did, to be written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Its identifier.
    pub id: Uuid,
    /// Who.
    pub actor: UserId,
    /// What.
    pub action: AdminAction,
    /// To what.
    pub subject: AuditSubject,
    /// What else is to be known. Nothing that people wrote of themselves: it would outlive their account.
    pub details: Vec<(&'static str, String)>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why an entry of the catalog could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateEntryError {
    /// There is one of this name, whatever the case, even if since a moment ago.
    #[error("the name is taken")]
    NameTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes for administrators.
///
/// # What an implementation guarantees
/// - What an administrator did and the note of it ([`record`](Self::record)) are in one unit of work, and share its fate.
/// - Whatever is taken away takes all that hangs on it along, and counters of others follow in the same unit of work.
/// - Suspending ends all tokens at once, on every node.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AdminStore: Send {
    /// Vouches for a person, or does so no more: the other of what it is now. Answers what it is then; `None` if there is
    /// nobody. One statement.
    async fn toggle_verified(&mut self, id: UserId, now: DateTime<Utc>) -> Result<Option<bool>, StoreError>;

    /// The person, locked until the unit of work ends.
    async fn lock_person(&mut self, id: UserId) -> Result<Option<LockedPerson>, StoreError>;

    /// Takes a locked person away with all that is theirs, and with all that hangs on it: rows, answers that were kept to
    /// be sent again, and what others wrote of them in reports that are decided. Counters of others follow. Files that only
    /// they referred to are unused then ([`MediaHolds::unused`](crate::content::MediaHolds::unused)).
    async fn delete_person(&mut self, id: UserId) -> Result<(), StoreError>;

    /// Suspends a locked person, or changes their suspension. All tokens that they have end.
    async fn suspend(&mut self, id: UserId, suspension: &Suspension, now: DateTime<Utc>) -> Result<(), StoreError>;

    /// Ends the suspension of a locked person. Tokens that ended stay so.
    async fn restore(&mut self, id: UserId, now: DateTime<Utc>) -> Result<(), StoreError>;

    /// Adds a tool, with a slug that is still free. The unit of work stays usable after a refusal.
    async fn create_tool(&mut self, id: ToolId, name: &TagName, now: DateTime<Utc>) -> Result<Tool, CreateEntryError>;

    /// Adds a stack, with a slug that is still free. The unit of work stays usable after a refusal.
    async fn create_stack(
        &mut self,
        id: StackId,
        name: &TagName,
        category: StackCategory,
        now: DateTime<Utc>,
    ) -> Result<Stack, CreateEntryError>;

    /// Takes a tool out of the catalog and out of all that names it. Whether it was there.
    async fn delete_tool(&mut self, id: ToolId) -> Result<bool, StoreError>;

    /// Takes a stack out of the catalog and out of all that names it. Whether it was there.
    async fn delete_stack(&mut self, id: StackId) -> Result<bool, StoreError>;

    /// Adds those tools whose names and slugs are both free, in one statement. Answers how many. `ids` are for those that
    /// are added: as many as tools.
    async fn add_models(&mut self, tools: &[ModelTool], ids: &[ToolId], now: DateTime<Utc>) -> Result<u64, StoreError>;

    /// Takes the turn of filling the catalog until `until`, unless somebody has it. Whether it was to be had. Of two who
    /// ask at the same moment one gets it.
    async fn take_sync_turn(
        &mut self,
        holder: Uuid,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// Gives the turn back, if `holder` still has it.
    async fn give_sync_turn_back(&mut self, holder: Uuid) -> Result<(), StoreError>;

    /// A report. What is reported never changes, so it is not locked: what decides is read under the thing's own lock.
    async fn report(&mut self, id: ReportId) -> Result<Option<StoredReport>, StoreError>;

    /// Decides on a report. One that is opened again although its thing is gone stays what it is about. Whether it is
    /// there.
    async fn set_report_status(
        &mut self,
        id: ReportId,
        status: ReportStatus,
        now: DateTime<Utc>,
    ) -> Result<bool, StoreError>;

    /// Resolves this report, and all open ones on the same thing. Answers how many. They outlive the thing then.
    async fn resolve_reports(&mut self, id: ReportId, thing: Reported, now: DateTime<Utc>) -> Result<u64, StoreError>;

    /// Writes down what was done. Nothing that was written can be changed or taken away.
    async fn record(&mut self, entry: &AuditEntry) -> Result<(), StoreError>;
}
