use vibeslop_domain::{
    Violations,
    admin::{AdminAction, AuditSubject, PersonSearch, Suspension, SuspensionDraft, may_remove},
    ids::UserId,
    page::TimeList,
};
use vibeslop_ports::{
    accounts::Viewer,
    admin::{AdminUserView, LockedPerson},
};

use super::{Admin, CountedList};
use crate::{Error, accounts::leaving, in_transaction, page::PageRequest, persistently, transaction::Tx};

const NOBODY: Error = Error::NotFound("user");

impl Admin {
    /// People, the newest first: all of them, or those in whose username, name or address `search` occurs.
    pub async fn people(
        &self,
        viewer: &Viewer,
        search: Option<&str>,
        request: &PageRequest,
    ) -> Result<CountedList<AdminUserView>, Error> {
        self.admit(viewer)?;
        let search = PersonSearch::optional(search.unwrap_or_default());
        let search = search.map_err(|reason| Violations::of("search", reason))?;
        let start = request.start(TimeList::AdminPeople)?;
        let people = self.queries.people(search, start, request.limit).await?;
        Ok(CountedList::of(people, TimeList::AdminPeople))
    }

    /// Vouches for a person, or does so no more.
    pub async fn toggle_verified(&self, viewer: &Viewer, id: UserId) -> Result<AdminUserView, Error> {
        let actor = self.admit(viewer)?;
        in_transaction(&*self.accounts.transactions, async |tx| {
            let verified = tx.admin().toggle_verified(id, self.accounts.clock.now()).await?.ok_or(NOBODY)?;
            let action = if verified { AdminAction::VerifyUser } else { AdminAction::UnverifyUser };
            self.record(tx, actor, action, AuditSubject::one("user", &id), Vec::new()).await
        })
        .await?;
        self.person(id).await
    }

    /// Deletes an account with all that is its owner's.
    pub async fn delete_person(&self, viewer: &Viewer, id: UserId) -> Result<(), Error> {
        let actor = self.admit(viewer)?;
        persistently(|| {
            in_transaction(&*self.accounts.transactions, async |tx| {
                self.removable(tx, actor, id).await?;
                tx.admin().delete_person(id).await?;
                let now = self.accounts.clock.now();
                leaving::clear_away(tx, id, now, now).await?;
                self.record(tx, actor, AdminAction::DeleteUser, AuditSubject::one("user", &id), Vec::new()).await
            })
        })
        .await
    }

    /// Suspends an account, or changes its suspension: its owner can neither write nor sign in, and nobody sees what is
    /// theirs.
    pub async fn suspend(&self, viewer: &Viewer, id: UserId, draft: &SuspensionDraft) -> Result<AdminUserView, Error> {
        let actor = self.admit(viewer)?;
        let now = self.accounts.clock.now();
        let suspension = Suspension::new(draft, now)?;
        persistently(|| {
            in_transaction(&*self.accounts.transactions, async |tx| {
                self.removable(tx, actor, id).await?;
                tx.admin().suspend(id, &suspension, now).await?;
                let until = suspension.until().map(|until| ("until", until.to_rfc3339()));
                let subject = AuditSubject::one("user", &id);
                self.record(tx, actor, AdminAction::SuspendUser, subject, until.into_iter().collect()).await
            })
        })
        .await?;
        self.person(id).await
    }

    /// Ends a suspension. Who is not suspended stays so.
    pub async fn restore(&self, viewer: &Viewer, id: UserId) -> Result<AdminUserView, Error> {
        let actor = self.admit(viewer)?;
        in_transaction(&*self.accounts.transactions, async |tx| {
            let person = tx.admin().lock_person(id).await?.ok_or(NOBODY)?;
            if !person.suspended {
                return Ok(());
            }
            tx.admin().restore(id, self.accounts.clock.now()).await?;
            self.record(tx, actor, AdminAction::RestoreUser, AuditSubject::one("user", &id), Vec::new()).await
        })
        .await?;
        self.person(id).await
    }

    /// The person, locked, if they may be removed.
    async fn removable(&self, tx: &mut Tx, actor: UserId, id: UserId) -> Result<LockedPerson, Error> {
        let person = tx.admin().lock_person(id).await?.ok_or(NOBODY)?;
        let is_admin = self.accounts.administrators.include(&person.email, person.email_verified);
        may_remove(actor, id, is_admin)?;
        Ok(person)
    }

    async fn person(&self, id: UserId) -> Result<AdminUserView, Error> {
        self.queries.person(id).await?.ok_or(NOBODY)
    }
}
