use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    ids::{ReportId, UserId},
    social::{Relation, ReportStatus, Reported},
};
use vibeslop_ports::stream::What;

use crate::{accounts::count, table::Table, world::World};

/// Since when somebody stands so to somebody.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TieRow {
    pub(crate) at: DateTime<Utc>,
}

/// Who stands so to whom.
pub(crate) type Ties = Table<(UserId, UserId), TieRow>;

/// A report.
#[derive(Debug, Clone)]
pub(crate) struct ReportRow {
    pub(crate) id: ReportId,
    pub(crate) reporter: UserId,
    pub(crate) thing: Reported,
    pub(crate) reason: Option<String>,
    pub(crate) status: ReportStatus,
    pub(crate) item_gone: bool,
    pub(crate) inserted_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

impl ReportRow {
    /// Whether it goes when the thing goes.
    pub(crate) const fn holds_on(&self) -> bool {
        self.status.is_open() && !self.item_gone
    }
}

/// The keys that begin with somebody.
fn pairs_of(person: UserId) -> std::ops::RangeInclusive<(UserId, UserId)> {
    (person, UserId(Uuid::nil()))..=(person, UserId(Uuid::max()))
}

/// To whom somebody stands so, and since when.
pub(crate) fn ties_of(ties: &Ties, person: UserId) -> impl Iterator<Item = (UserId, DateTime<Utc>)> {
    ties.range(pairs_of(person)).map(|((_, other), row)| (*other, row.at))
}

impl World {
    /// How many people follow somebody.
    pub(crate) fn followers_of(&self, person: UserId) -> i64 {
        count(self.follows.iter().filter(|((_, other), _)| *other == person))
    }

    pub(crate) const fn ties(&mut self, relation: Relation) -> &mut Ties {
        match relation {
            Relation::Follows => &mut self.follows,
            Relation::Blocks => &mut self.blocks,
            Relation::Mutes => &mut self.mutes,
        }
    }

    /// Ends a tie, and tells those whose numbers of unread things may have changed. Whether there was one.
    pub(crate) fn untie(&mut self, relation: Relation, person: UserId, other: UserId) -> bool {
        let there = self.ties(relation).remove(&(person, other)).is_some();
        if there {
            self.tell_of_tie(relation, person, other);
        }
        there
    }

    /// What somebody does not see is not counted for them.
    pub(crate) fn tell_of_tie(&mut self, relation: Relation, person: UserId, other: UserId) {
        match relation {
            Relation::Follows => {}
            Relation::Blocks => {
                self.tell(person, What::Counts);
                self.tell(other, What::Counts);
            }
            Relation::Mutes => self.tell(person, What::Counts),
        }
    }
}
