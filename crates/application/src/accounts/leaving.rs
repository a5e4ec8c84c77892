//! Leaving for good: a person has their own account deleted. It is hidden at once and erased when the days of grace are
//! over; whoever signs in before that stays.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vibeslop_domain::{
    Violations,
    accounts::{LeavingRefused, confirms, erased_at, may_leave},
    admin::AdminAction,
    ids::UserId,
};
use vibeslop_ports::{
    accounts::Viewer,
    jobs::{Attempt, Failure, Job, JobResult, NewJob, Reason},
};

use super::{Accounts, account_is_gone};
use crate::{
    Error,
    content::CleanPictures,
    debug::opaque_debug,
    failures::failed,
    in_transaction,
    jobs::Run,
    mail::{self, Letter, Mailing},
    persistently,
    transaction::Tx,
};

/// How many are erased at most each time that somebody looks who is due.
const AT_ONCE: u32 = 1_000;
/// In how many attempts a last mail is tried. A mail server that is down holds up no erasure.
const GOODBYES: u16 = 5;

/// Whoever is due is to be erased.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EraseLeavers {}

impl Job for EraseLeavers {
    const KIND: &'static str = "erase_leavers";
    const MAX_ATTEMPTS: u16 = 10;
    const TIME_LIMIT: Duration = Duration::from_mins(1);
}

/// One person is to be erased, if they still want it and it is time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasePerson {
    /// Who.
    pub person: Uuid,
}

impl Job for ErasePerson {
    const KIND: &'static str = "erase_person";
    const MAX_ATTEMPTS: u16 = 15;
    const TIME_LIMIT: Duration = Duration::from_mins(5);
}

/// For how long a last mail stays where mail is kept on this machine, so that whoever develops here gets to see it.
const GOODBYE_STAYS: TimeDelta = TimeDelta::days(1);

/// Mail that is kept on this machine is to go, if it is for somebody who is gone or speaks of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForgetMail {
    /// Who.
    pub person: Uuid,
}

impl Job for ForgetMail {
    const KIND: &'static str = "forget_mail";
    const MAX_ATTEMPTS: u16 = 15;
    const TIME_LIMIT: Duration = Duration::from_mins(1);
}

/// Has what lies outside of the store go after somebody, when and only when the unit of work that deletes them is
/// committed: pictures at once, mail at `mail_goes`.
pub(crate) async fn clear_away(
    tx: &mut Tx,
    person: UserId,
    mail_goes: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let forget = NewJob::of(&ForgetMail { person: person.0 }, now).at(mail_goes);
    tx.jobs().enqueue_all(&[NewJob::of(&CleanPictures {}, now), forget]).await?;
    Ok(())
}

/// Deletes people who want it.
#[derive(Clone)]
pub struct Leaving {
    /// Accounts, and what they need: transactions, clock, who is an administrator.
    pub accounts: Accounts,
    /// Tells them.
    pub mail: Mailing,
}

opaque_debug!(Leaving);

impl Leaving {
    /// Hides the viewer's account, ends all their tokens, and has it erased after the days of grace. They confirm it with
    /// their username. Answers when it is erased; asking twice changes nothing of that.
    pub async fn leave(&self, viewer: &Viewer, confirm: Option<&str>) -> Result<DateTime<Utc>, Error> {
        confirms(&viewer.username, confirm).map_err(|reason| Violations::of("confirm", reason))?;
        may_leave(self.accounts.is_admin(viewer))?;
        let now = self.accounts.clock.now();
        in_transaction(&*self.accounts.transactions, async |tx| {
            let leaves_at = tx.accounts().leave(viewer.id, erased_at(now), now).await?.ok_or_else(account_is_gone)?;
            let letter = Letter::AccountLeaving { leaves_at };
            mail::enqueue(tx, &*self.accounts.ids, viewer.id, letter, now).await?;
            self.accounts.note(tx, AdminAction::LeaveUser, viewer.id).await?;
            Ok(leaves_at)
        })
        .await
    }

    /// Enqueues the erasure of everybody who is due. Done twice, it adds nothing.
    pub async fn erase_leavers(&self, _: EraseLeavers) -> JobResult {
        let now = self.accounts.clock.now();
        let due = self.accounts.queries.leavers(now, AT_ONCE).await.map_err(failed)?;
        if due.is_empty() {
            return Ok(());
        }
        let job = |person: &UserId| NewJob::of(&ErasePerson { person: person.0 }, now).unique(person.to_string());
        let jobs: Vec<NewJob> = due.iter().map(job).collect();
        in_transaction(&*self.accounts.transactions, async |tx| {
            tx.jobs().enqueue_all(&jobs).await?;
            Ok(())
        })
        .await
        .map_err(failed)
    }

    /// Erases somebody who is due, as an administrator would. They are told before, while there is still an address; nobody
    /// comes back who is due, so that what they are told is true.
    pub async fn erase(&self, job: ErasePerson, run: Run) -> JobResult {
        let person = UserId(job.person);
        let is_due = in_transaction(&*self.accounts.transactions, async |tx| self.is_due(tx, person).await).await;
        if !is_due.map_err(failed)? {
            return Err(Failure::Moot(Reason::new("the account is gone, or its owner stays")));
        }
        // All earlier mail; the last one stays for a while.
        self.mail.forget(person).await?;
        match self.mail.say_goodbye(run.id.0, person).await {
            Err(failure) if can_wait(&failure, run.attempt) => return Err(failure),
            Err(failure) => tracing::warn!(reason = %failure.reason(), "somebody is erased without a last mail"),
            Ok(()) => {}
        }
        let erased = persistently(|| {
            in_transaction(&*self.accounts.transactions, async |tx| {
                if !self.is_due(tx, person).await? {
                    return Ok(false);
                }
                tx.admin().delete_person(person).await?;
                self.accounts.note(tx, AdminAction::EraseUser, person).await?;
                let now = self.accounts.clock.now();
                clear_away(tx, person, now + GOODBYE_STAYS, now).await?;
                Ok(true)
            })
        });
        if erased.await.map_err(failed)? {
            tracing::info!(user_id = %person, "erased an account whose owner wanted that");
        }
        Ok(())
    }

    /// Throws away mail that is kept on this machine after somebody who is gone.
    pub async fn forget_mail(&self, job: ForgetMail) -> JobResult {
        self.mail.forget(UserId(job.person)).await
    }

    /// Whether somebody is there, wants to be erased, and it is time. They are locked if they are there.
    async fn is_due(&self, tx: &mut Tx, person: UserId) -> Result<bool, Error> {
        let locked = tx.admin().lock_person(person).await?;
        let now = self.accounts.clock.now();
        Ok(locked.and_then(|locked| locked.leaves_at).is_some_and(|leaves_at| leaves_at <= now))
    }
}

/// Whether the last mail is worth another attempt.
fn can_wait(failure: &Failure, attempt: Attempt) -> bool {
    matches!(failure, Failure::Retry(_) | Failure::Wait(..)) && attempt.number < GOODBYES
}

impl From<LeavingRefused> for Error {
    fn from(refused: LeavingRefused) -> Self {
        let code = match refused {
            LeavingRefused::Administrator => "cannot_remove_administrator",
        };
        Self::Refused { code, message: refused.to_string() }
    }
}
