use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vibeslop_domain::{accounts::KEEP_EXPORT, ids::UserId};
use vibeslop_ports::{
    accounts::MadeExport,
    jobs::{Failure, Job, JobResult, Priority, Reason},
};

use super::{Exports, archive::Archive};
use crate::{
    failures::failed,
    in_transaction,
    mail::{self, Letter},
};

/// Somebody's archive is to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct MakeExport {
    /// Whose.
    pub person: Uuid,
}

impl Job for MakeExport {
    const KIND: &'static str = "make_export";
    const MAX_ATTEMPTS: u16 = 5;
    const TIME_LIMIT: Duration = Duration::from_mins(10);
    const PRIORITY: Priority = Priority::LOW;
}

impl Exports {
    /// Makes an archive and tells its owner. Each attempt begins anew under a name of its own, so that two of them never
    /// write into one; the first that comes to its end is the archive.
    pub async fn make(&self, job: MakeExport) -> JobResult {
        let person = UserId(job.person);
        let now = self.accounts.clock.now();
        let archive = Archive::begin(self, person);
        let Some(written) = archive.write(now).await.map_err(failed)? else {
            return Err(Failure::Moot(Reason::new("nobody waits for the archive any more")));
        };
        let made = MadeExport {
            archive: written.archive,
            parts: written.parts,
            size: written.size,
            made_at: now,
            expires_at: self.accounts.clock.now() + KEEP_EXPORT,
        };
        in_transaction(&*self.accounts.transactions, async |tx| {
            if tx.exports().finish(person, &made).await? {
                mail::enqueue(tx, &*self.accounts.ids, person, Letter::ExportReady, self.accounts.clock.now()).await?;
            }
            Ok(())
        })
        .await
        .map_err(failed)
    }
}
