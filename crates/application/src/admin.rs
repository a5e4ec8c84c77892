//! Administration. Every use case asks first whether the caller is an administrator, and writes down what was done in the
//! unit of work that does it.

mod audit;
mod catalog;
mod jobs;
mod people;
mod reports;
mod sync;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use vibeslop_domain::{
    admin::{AdminAction, AuditSubject, RemovalRefused},
    ids::UserId,
    page::TimeList,
};
use vibeslop_ports::{
    accounts::Viewer,
    admin::{AdminQueries, AuditEntry, CountedPage},
    ai::ModelDirectory,
    jobs::JobQueries,
};

pub use self::{
    audit::AuditRequest,
    jobs::{JobList, JobRequest},
    reports::ReportRequest,
    sync::Synced,
};
use crate::{Error, accounts::Accounts, debug::opaque_debug, page::Listed, transaction::Tx};

/// What administrators do.
#[derive(Clone)]
pub struct Admin {
    /// Who is an administrator; units of work, the time and identifiers.
    pub accounts: Accounts,
    /// Reads for administrators.
    pub queries: Arc<dyn AdminQueries>,
    /// Reads jobs.
    pub jobs: Arc<dyn JobQueries>,
    /// Lists a provider's models.
    pub models: Arc<dyn ModelDirectory>,
}

opaque_debug!(Admin);

/// A part of a list, and how many entries all of it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedList<T> {
    /// The part.
    pub listed: Listed<T>,
    /// How many there are in all.
    pub total: i64,
}

impl<T> CountedList<T> {
    fn of(counted: CountedPage<T>, list: TimeList) -> Self {
        Self { listed: Listed::of(counted.page, list), total: counted.total }
    }
}

impl Admin {
    /// Lets administrators pass.
    ///
    /// # Errors
    /// `forbidden` for everybody else.
    pub fn admit(&self, viewer: &Viewer) -> Result<UserId, Error> {
        if self.accounts.is_admin(viewer) && !viewer.suspended {
            Ok(viewer.id)
        } else {
            Err(Error::Forbidden { code: "forbidden", message: "This is for administrators".to_owned() })
        }
    }

    /// Writes down what was done, with what was done.
    async fn record(
        &self,
        tx: &mut Tx,
        actor: UserId,
        action: AdminAction,
        subject: AuditSubject,
        details: Vec<(&'static str, String)>,
    ) -> Result<(), Error> {
        let (id, at) = (self.accounts.ids.next(), self.accounts.clock.now());
        Ok(tx.admin().record(&AuditEntry { id, actor, action, subject, details, at }).await?)
    }
}

impl From<RemovalRefused> for Error {
    fn from(refused: RemovalRefused) -> Self {
        let code = match refused {
            RemovalRefused::OwnAccount => "cannot_remove_self",
            RemovalRefused::Administrator => "cannot_remove_administrator",
        };
        Self::Refused { code, message: refused.to_string() }
    }
}
