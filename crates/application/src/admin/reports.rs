use vibeslop_domain::{
    Violations,
    admin::{AdminAction, AuditSubject},
    content::ItemRef,
    ids::ReportId,
    page::TimeList,
    social::{ReportStatus, Reported},
};
use vibeslop_ports::{
    accounts::Viewer,
    admin::{ReportFilter, ReportView},
};

use super::{Admin, CountedList};
use crate::{
    Error, in_transaction,
    page::{Listed, PageRequest},
    persistently,
    transaction::Tx,
};

const NO_REPORT: Error = Error::NotFound("report");

/// Which reports somebody wants, in their own words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportRequest {
    /// How far the administrators are.
    pub status: Option<String>,
    /// The kind of thing.
    pub kind: Option<String>,
}

impl Admin {
    /// Reports, the newest first. A status or a kind that there is not has no reports.
    pub async fn reports(
        &self,
        viewer: &Viewer,
        wanted: &ReportRequest,
        request: &PageRequest,
    ) -> Result<CountedList<ReportView>, Error> {
        self.admit(viewer)?;
        let start = request.start(TimeList::AdminReports)?;
        let Ok(status) = wanted.status.as_deref().map(str::parse::<ReportStatus>).transpose() else {
            return Ok(CountedList { listed: Listed { items: Vec::new(), next_cursor: None }, total: 0 });
        };
        let filter = ReportFilter { status, kind: wanted.kind.clone() };
        let reports = self.queries.reports(&filter, start, request.limit).await?;
        Ok(CountedList::of(reports, TimeList::AdminReports))
    }

    /// Decides on a report, or opens it again.
    pub async fn update_report(&self, viewer: &Viewer, id: ReportId, status: &str) -> Result<ReportView, Error> {
        let actor = self.admit(viewer)?;
        let status: ReportStatus = status.parse().map_err(|reason| Violations::of("status", reason))?;
        // What is reported may go at the same moment.
        persistently(|| {
            in_transaction(&*self.accounts.transactions, async |tx| {
                if !tx.admin().set_report_status(id, status, self.accounts.clock.now()).await? {
                    return Err(NO_REPORT);
                }
                let details = vec![("status", status.as_str().to_owned())];
                self.record(tx, actor, AdminAction::UpdateReport, AuditSubject::one("report", &id), details).await
            })
        })
        .await?;
        self.queries.report(id).await?.ok_or(NO_REPORT)
    }

    /// Deletes what was reported, as its author could, and resolves all open reports on it. Whether it was still there.
    pub async fn delete_reported(&self, viewer: &Viewer, id: ReportId) -> Result<bool, Error> {
        let actor = self.admit(viewer)?;
        persistently(|| {
            in_transaction(&*self.accounts.transactions, async |tx| {
                let thing = tx.admin().report(id).await?.ok_or(NO_REPORT)?.thing;
                let was_there = lock(tx, thing).await?;
                // Before the thing goes: an open report would go with it.
                tx.admin().resolve_reports(id, thing, self.accounts.clock.now()).await?;
                if was_there {
                    delete(tx, thing).await?;
                }
                let details = vec![("report", id.to_string()), ("was_there", was_there.to_string())];
                self.record(tx, actor, AdminAction::DeleteContent, thing.into(), details).await?;
                Ok(was_there)
            })
        })
        .await
    }
}

/// Whether the thing is there; it is locked then, and before its reports.
async fn lock(tx: &mut Tx, thing: Reported) -> Result<bool, Error> {
    Ok(match thing {
        Reported::Item(ItemRef::Post(id)) => tx.posts().lock(id).await?.is_some(),
        Reported::Item(ItemRef::Project(id)) => tx.projects().lock(id).await?.is_some(),
        Reported::Comment(id) => tx.comments().lock(id).await?.is_some(),
        Reported::Gig(id) => tx.gigs().lock(id).await?.is_some(),
        Reported::User(_) => {
            return Err(Error::Refused {
                code: "cannot_delete_user",
                message: "A report does not delete an account: suspend the person, or delete them among the users"
                    .to_owned(),
            });
        }
    })
}

async fn delete(tx: &mut Tx, thing: Reported) -> Result<(), Error> {
    match thing {
        Reported::Item(ItemRef::Post(id)) => tx.posts().delete(id).await?,
        Reported::Item(ItemRef::Project(id)) => tx.projects().delete(id).await?,
        Reported::Comment(id) => tx.comments().delete(id).await?,
        Reported::Gig(id) => tx.gigs().delete(id).await?,
        Reported::User(_) => {}
    }
    Ok(())
}
