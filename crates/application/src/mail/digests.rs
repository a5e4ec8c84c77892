use uuid::Uuid;
use vibeslop_domain::{ids::UserId, mail::Week};
use vibeslop_ports::jobs::JobResult;

use super::{AlertAdministrators, DeliverMail, Letter, Mailing, SendDigests};
use crate::{Error, failures::failed, in_transaction};

/// How many mails are enqueued at once.
const AT_ONCE: i64 = 500;

impl Mailing {
    /// Enqueues a digest for everybody who wants one. Done twice for one day, it adds nothing.
    pub async fn send_digests(&self, _: SendDigests) -> JobResult {
        let until = Week::before(self.clock.now()).until;
        let mut after = None;
        loop {
            let readers = self.queries.digest_readers(after, AT_ONCE).await.map_err(failed)?;
            let Some(last) = readers.last() else { return Ok(()) };
            self.enqueue_all(&readers, Letter::WeeklyDigest { until }).await.map_err(failed)?;
            after = Some(*last);
        }
    }

    /// Enqueues mail about a report to all administrators who have an account.
    pub async fn alert_administrators(&self, job: AlertAdministrators) -> JobResult {
        let administrators = self.queries.with_addresses(self.administrators.addresses()).await.map_err(failed)?;
        self.enqueue_all(&administrators, Letter::ReportAlert { report: job.report }).await.map_err(failed)
    }

    async fn enqueue_all(&self, people: &[UserId], letter: Letter) -> Result<(), Error> {
        let now = self.clock.now();
        let jobs: Vec<_> = people.iter().map(|to| self.mail_to(to.0, letter).job(now)).collect();
        in_transaction(&*self.transactions, async |tx| {
            tx.jobs().enqueue_all(&jobs).await?;
            Ok(())
        })
        .await
    }

    fn mail_to(&self, to: Uuid, letter: Letter) -> DeliverMail {
        DeliverMail { mail: self.ids.next(), to, letter }
    }
}
