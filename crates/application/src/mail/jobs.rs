use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vibeslop_domain::{
    ids::UserId,
    mail::{DIGEST_DAYS, MESSAGE_MAIL_DELAY},
};
use vibeslop_ports::{
    environment::Ids,
    jobs::{Job, NewJob},
};

use super::Letter;
use crate::{Error, transaction::Tx};

/// A mail to somebody. It is written when it is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliverMail {
    /// The mail: its `Message-ID` is made from it, and stays the same however often it is sent.
    pub mail: Uuid,
    /// Whom it is for.
    pub to: Uuid,
    /// What it says.
    pub letter: Letter,
}

impl Job for DeliverMail {
    const KIND: &'static str = "deliver_mail";
    /// A server may be down for most of a day.
    const MAX_ATTEMPTS: u16 = 15;
    const TIME_LIMIT: Duration = Duration::from_mins(2);
}

/// Mail about a report to every administrator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertAdministrators {
    /// The report.
    pub report: Uuid,
}

impl Job for AlertAdministrators {
    const KIND: &'static str = "alert_administrators";
    const MAX_ATTEMPTS: u16 = 10;
    const TIME_LIMIT: Duration = Duration::from_mins(1);
}

/// A digest for everybody who wants one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendDigests {}

impl Job for SendDigests {
    const KIND: &'static str = "send_digests";
    const MAX_ATTEMPTS: u16 = 10;
    const TIME_LIMIT: Duration = Duration::from_mins(10);
}

impl DeliverMail {
    /// The job, with what keeps there from being more of them than anybody wants: one mail a conversation waits at a
    /// time, and a week is told once.
    pub(super) fn job(self, now: DateTime<Utc>) -> NewJob {
        let job = NewJob::of(&self, now);
        let to = self.to;
        match self.letter {
            Letter::NewMessage { conversation, .. } => {
                let rest = MESSAGE_MAIL_DELAY.to_std().unwrap_or_default();
                job.after(rest).unique(format!("new_message:{conversation}:{to}"))
            }
            Letter::WeeklyDigest { until } => {
                let week = Duration::from_hours(24 * DIGEST_DAYS);
                job.unique_for(format!("weekly_digest:{until}:{to}"), week)
            }
            Letter::ReportAlert { report } => {
                job.unique_for(format!("report_alert:{report}:{to}"), Duration::from_hours(24))
            }
            _ => job,
        }
    }
}

/// Writes to somebody, when and only when the unit of work is committed. Whether they want it is asked when it is sent.
pub async fn enqueue(tx: &mut Tx, ids: &dyn Ids, to: UserId, letter: Letter, now: DateTime<Utc>) -> Result<(), Error> {
    let mail = DeliverMail { mail: ids.next(), to: to.0, letter };
    tx.jobs().enqueue(&mail.job(now)).await?;
    Ok(())
}

/// [`enqueue`] for several people, in a fixed number of statements.
pub async fn enqueue_all(
    tx: &mut Tx,
    ids: &dyn Ids,
    letters: impl IntoIterator<Item = (UserId, Letter)>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mails = letters.into_iter().map(|(to, letter)| DeliverMail { mail: ids.next(), to: to.0, letter }.job(now));
    let mails: Vec<NewJob> = mails.collect();
    if !mails.is_empty() {
        tx.jobs().enqueue_all(&mails).await?;
    }
    Ok(())
}

/// Tells the administrators of a report.
pub async fn alert_administrators(tx: &mut Tx, report: Uuid, now: DateTime<Utc>) -> Result<(), Error> {
    tx.jobs().enqueue(&NewJob::of(&AlertAdministrators { report }, now)).await?;
    Ok(())
}
