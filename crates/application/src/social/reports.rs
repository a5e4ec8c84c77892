use vibeslop_domain::{
    content::ItemRef,
    ids::UserId,
    social::{ReportDraft, ReportRefused, ReportTerms, Reported},
};
use vibeslop_ports::social::InsertReportError;

use super::Social;
use crate::{Error, in_transaction, mail, persistently};

impl Social {
    /// Reports a thing or a person to the administrators, once.
    pub async fn report(&self, reporter: UserId, draft: &ReportDraft) -> Result<(), Error> {
        let terms = ReportTerms::new(draft)?;
        let now = self.accounts.clock.now();
        persistently(|| {
            in_transaction(&*self.accounts.transactions, async |tx| {
                let owner = tx.social().lock_reported(terms.thing, reporter).await?;
                terms.by(reporter, owner.ok_or(Error::NotFound(name(terms.thing)))?)?;
                match tx.social().insert_report(reporter, &terms, now).await {
                    Ok(report) => mail::alert_administrators(tx, report, now).await,
                    Err(InsertReportError::AlreadyReported) => Err(ReportRefused::AlreadyReported.into()),
                    Err(InsertReportError::Store(error)) => Err(error.into()),
                }
            })
        })
        .await
    }
}

const fn name(thing: Reported) -> &'static str {
    match thing {
        Reported::Item(ItemRef::Post(_)) => "post",
        Reported::Item(ItemRef::Project(_)) => "project",
        Reported::Comment(_) => "comment",
        Reported::Gig(_) => "gig",
        Reported::User(_) => "user",
    }
}

impl From<ReportRefused> for Error {
    fn from(refused: ReportRefused) -> Self {
        let message = refused.to_string();
        match refused {
            ReportRefused::UnknownKind(_) => Self::Malformed { code: "bad_request", message },
            ReportRefused::Invalid(violations) => violations.into(),
            ReportRefused::Own => Self::Refused { code: "cannot_report_own", message },
            ReportRefused::AlreadyReported => Self::Refused { code: "already_reported", message },
        }
    }
}
