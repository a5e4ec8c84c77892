use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Username,
    content::ItemRef,
    ids::{ReportId, UserId},
    social::{ReportReason, ReportStatus, ReportTerms, Reported, Tie},
};
use vibeslop_ports::{
    StoreError,
    social::{InsertReportError, LockedOther, SocialStore},
};

use super::rows::{ReportRow, TieRow};
use crate::{unit_of_work::Unit, world::World};

impl World {
    /// Whose a thing is that somebody may know of, whoever blocks whom.
    fn known_owner_of(&self, thing: Reported, reporter: UserId) -> Option<UserId> {
        match thing {
            Reported::User(id) => self.user(id).map(|row| row.id),
            Reported::Item(ItemRef::Post(id)) => self.posts.get(&id).map(|row| row.post.author),
            Reported::Item(ItemRef::Project(id)) => {
                self.projects.get(&id).filter(|row| row.project.visible_to(Some(reporter))).map(|row| row.project.owner)
            }
            Reported::Gig(id) => self.gigs.get(&id).map(|row| row.gig.owner),
            Reported::Comment(id) => self.comments.get(&id).map(|row| row.comment.author),
        }
    }
}

#[async_trait]
impl SocialStore for Unit {
    async fn lock_pair(&mut self, person: UserId, name: &Username) -> Result<Option<LockedOther>, StoreError> {
        let (Some(_), Some(other)) = (self.world.user(person), self.world.named(name)) else { return Ok(None) };
        Ok(Some(LockedOther {
            id: other.id,
            is_active: other.is_active(self.world.now),
            blocked: self.world.blocked(person, other.id),
        }))
    }

    async fn tie(&mut self, tie: Tie, at: DateTime<Utc>) -> Result<bool, StoreError> {
        self.world.there(tie.person)?;
        self.world.there(tie.other)?;
        if tie.person == tie.other {
            return Err(StoreError::failed("nobody stands so to themselves"));
        }
        let new = self.world.ties(tie.relation).add((tie.person, tie.other), TieRow { at });
        if new {
            self.world.tell_of_tie(tie.relation, tie.person, tie.other);
        }
        Ok(new)
    }

    async fn untie(&mut self, tie: Tie) -> Result<bool, StoreError> {
        Ok(self.world.untie(tie.relation, tie.person, tie.other))
    }

    async fn lock_reported(&mut self, thing: Reported, reporter: UserId) -> Result<Option<UserId>, StoreError> {
        Ok(self.world.user(reporter).and_then(|_| self.world.known_owner_of(thing, reporter)))
    }

    async fn insert_report(
        &mut self,
        reporter: UserId,
        report: &ReportTerms,
        at: DateTime<Utc>,
    ) -> Result<Uuid, InsertReportError> {
        self.world.there(reporter)?;
        if self.world.reports.values().any(|row| row.reporter == reporter && row.thing == report.thing) {
            return Err(InsertReportError::AlreadyReported);
        }
        let id = self.new_id();
        let row = ReportRow {
            id: ReportId(id),
            reporter,
            thing: report.thing,
            reason: report.reason.as_ref().map(ReportReason::as_str).map(str::to_owned),
            status: ReportStatus::Pending,
            item_gone: false,
            inserted_at: at,
            updated_at: at,
        };
        self.world.reports.add_new(row.id, row)?;
        Ok(id)
    }
}
