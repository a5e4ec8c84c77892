use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use vibeslop_domain::{
    gigs::{Bid, BidStatus, Gig},
    ids::{GigId, StackId, ToolId, UserId},
    page::TimeCursor,
};

use crate::{accounts::count, world::World};

/// A gig. How many bids it has is counted from them.
#[derive(Debug, Clone)]
pub(crate) struct GigRow {
    pub(crate) gig: Gig,
    pub(crate) tools: BTreeSet<ToolId>,
    pub(crate) stacks: BTreeSet<StackId>,
    /// Who looked on which day, as hashes: each counts once a day.
    pub(crate) views: BTreeSet<(NaiveDate, [u8; 32])>,
    /// How often somebody looked. It outlives who it was.
    pub(crate) views_count: i64,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) version: i64,
}

impl GigRow {
    /// Where it stands among those of its owner.
    pub(super) const fn place(&self) -> TimeCursor {
        TimeCursor { at: self.gig.created_at, id: self.gig.id.0 }
    }
}

/// A bid.
#[derive(Debug, Clone)]
pub(crate) struct BidRow {
    pub(crate) bid: Bid,
    pub(crate) updated_at: DateTime<Utc>,
}

impl BidRow {
    /// Where it stands among others.
    pub(super) const fn place(&self) -> TimeCursor {
        TimeCursor { at: self.bid.placed_at, id: self.bid.id.0 }
    }
}

impl World {
    /// The bids on a gig, whatever became of them.
    pub(super) fn bids_on(&self, gig: GigId) -> impl Iterator<Item = &BidRow> {
        self.bids.values().filter(move |row| row.bid.gig == gig)
    }

    /// How many bids on a gig are not withdrawn.
    pub(crate) fn bids_count(&self, gig: GigId) -> i64 {
        count(self.bids_on(gig).filter(|row| row.bid.status != BidStatus::Withdrawn))
    }

    /// A gig that a viewer sees: that of somebody whom they see, or one that they have a part in.
    pub(super) fn seen_gig(&self, id: GigId, viewer: Option<UserId>) -> Option<&GigRow> {
        self.gigs.get(&id).filter(|row| self.sees_gig(row, viewer))
    }

    pub(super) fn sees_gig(&self, row: &GigRow, viewer: Option<UserId>) -> bool {
        viewer.is_some_and(|viewer| row.gig.concerns(viewer)) || self.sees(viewer, row.gig.owner)
    }
}
