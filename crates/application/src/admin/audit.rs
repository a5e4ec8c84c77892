use uuid::Uuid;
use vibeslop_domain::{admin::AdminAction, ids::UserId, page::TimeList};
use vibeslop_ports::{
    accounts::Viewer,
    admin::{AuditFilter, AuditView},
};

use super::{Admin, CountedList};
use crate::{
    Error,
    page::{Listed, PageRequest},
};

/// Which deeds somebody wants to read of, in their own words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditRequest {
    /// Who.
    pub actor: Option<String>,
    /// What.
    pub action: Option<String>,
    /// To which thing.
    pub subject: Option<String>,
}

impl AuditRequest {
    /// `None` where nothing can be found.
    fn filter(&self) -> Option<AuditFilter> {
        Some(AuditFilter {
            actor: self.actor.as_deref().map(Uuid::try_parse).transpose().ok()?.map(UserId),
            action: self.action.as_deref().map(str::parse::<AdminAction>).transpose().ok()?,
            subject_id: self.subject.clone(),
        })
    }
}

impl Admin {
    /// What administrators did, the newest first.
    pub async fn audit(
        &self,
        viewer: &Viewer,
        wanted: &AuditRequest,
        request: &PageRequest,
    ) -> Result<CountedList<AuditView>, Error> {
        self.admit(viewer)?;
        let start = request.start(TimeList::AdminAudit)?;
        let Some(filter) = wanted.filter() else {
            return Ok(CountedList { listed: Listed { items: Vec::new(), next_cursor: None }, total: 0 });
        };
        let deeds = self.queries.audit(&filter, start, request.limit).await?;
        Ok(CountedList::of(deeds, TimeList::AdminAudit))
    }
}
