use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    gigs::{Bid, BidStatus, Gig, GigStatus, Review},
    ids::{BidId, GigId, UserId},
};
use vibeslop_ports::{
    StoreError,
    gigs::{BidPlace, GigStore, InsertBidError, InsertReviewError, LockedBid},
};

use super::rows::{BidRow, GigRow};
use crate::{unit_of_work::Unit, world::World};

fn no_gig() -> StoreError {
    StoreError::failed("a row names a gig that is not there")
}

/// Whether a gig goes from a state to another, or stays in it.
fn goes(from: GigStatus, to: GigStatus) -> bool {
    let step = matches!(
        (from, to),
        (GigStatus::Open, GigStatus::InProgress | GigStatus::Cancelled) | (GigStatus::InProgress, GigStatus::Completed)
    );
    from == to || step
}

impl World {
    fn hires_another(&self, bid: &Bid) -> bool {
        let accepted = |row: &BidRow| row.bid.status == BidStatus::Accepted && row.bid.id != bid.id;
        bid.status == BidStatus::Accepted && self.bids_on(bid.gig).any(accepted)
    }
}

#[async_trait]
impl GigStore for Unit {
    async fn insert(&mut self, gig: &Gig) -> Result<(), StoreError> {
        self.world.there(gig.owner)?;
        let (tools, stacks, views) = Default::default();
        let row =
            GigRow { gig: gig.clone(), tools, stacks, views, views_count: 0, updated_at: gig.created_at, version: 1 };
        self.world.gigs.add_new(gig.id, row)
    }

    async fn lock(&mut self, id: GigId) -> Result<Option<Gig>, StoreError> {
        Ok(self.world.gigs.get(&id).map(|row| row.gig.clone()))
    }

    async fn lock_place(&mut self, id: GigId, bidder: UserId) -> Result<Option<BidPlace>, StoreError> {
        let world = &self.world;
        let (Some(_), Some(row)) = (world.user(bidder), world.gigs.get(&id)) else { return Ok(None) };
        let owner = row.gig.owner;
        if world.active(owner).is_none() || world.mutes.contains(&(bidder, owner)) {
            return Ok(None);
        }
        let earlier = world.bids_on(id).find(|row| row.bid.bidder == bidder).map(|row| row.bid.clone());
        Ok(Some(BidPlace { gig: row.gig.clone(), blocked: world.blocked(owner, bidder), earlier }))
    }

    async fn lock_bid(&mut self, gig: GigId, id: BidId) -> Result<Option<LockedBid>, StoreError> {
        let world = &self.world;
        let Some(row) = world.gigs.get(&gig) else { return Ok(None) };
        let Some(BidRow { bid, .. }) = world.bids.get(&id).filter(|bid| bid.bid.gig == gig) else { return Ok(None) };
        Ok(Some(LockedBid {
            bid: bid.clone(),
            is_active: world.active(bid.bidder).is_some(),
            blocked: world.blocked(bid.bidder, row.gig.owner),
        }))
    }

    async fn update(&mut self, gig: &Gig, at: DateTime<Utc>) -> Result<(), StoreError> {
        if let Some(row) = self.world.gigs.get_mut(&gig.id) {
            row.gig = Gig { state: row.gig.state, ..gig.clone() };
            row.updated_at = at;
            row.version += 1;
        }
        Ok(())
    }

    async fn move_on(&mut self, gig: &Gig, from: GigStatus, at: DateTime<Utc>) -> Result<(), StoreError> {
        let row = self.world.gigs.get_mut(&gig.id).filter(|row| row.gig.state.status() == from);
        let Some(row) = row.filter(|_| goes(from, gig.state.status())) else {
            return Err(StoreError::failed(format!("the gig {} is not {} any more", gig.id, from.as_str())));
        };
        row.gig.state = gig.state;
        row.updated_at = at;
        row.version += 1;
        Ok(())
    }

    async fn delete(&mut self, id: GigId) -> Result<(), StoreError> {
        self.world.delete_gig(id);
        Ok(())
    }

    async fn insert_bid(&mut self, bid: &Bid) -> Result<(), InsertBidError> {
        self.world.there(bid.bidder)?;
        if !self.world.gigs.contains(&bid.gig) {
            return Err(no_gig().into());
        }
        if self.world.bids_on(bid.gig).any(|row| row.bid.bidder == bid.bidder) {
            return Err(InsertBidError::AlreadyBid);
        }
        self.world.bids.add_new(bid.id, BidRow { bid: bid.clone(), updated_at: bid.placed_at })?;
        Ok(())
    }

    async fn update_bid(&mut self, bid: &Bid, at: DateTime<Utc>) -> Result<(), StoreError> {
        if self.world.hires_another(bid) {
            return Err(StoreError::failed("another bid on this gig was accepted"));
        }
        if let Some(row) = self.world.bids.get_mut(&bid.id) {
            *row = BidRow { bid: bid.clone(), updated_at: at };
        }
        Ok(())
    }

    async fn reject_pending(&mut self, gig: GigId, at: DateTime<Utc>) -> Result<Vec<UserId>, StoreError> {
        let pending = |row: &BidRow| row.bid.gig == gig && row.bid.status == BidStatus::Pending;
        let mut rejected = Vec::new();
        for id in self.world.bids.keys_where(|_, row| pending(row)) {
            if let Some(row) = self.world.bids.get_mut(&id) {
                row.bid.status = BidStatus::Rejected;
                row.updated_at = at;
                rejected.push(row.bid.bidder);
            }
        }
        Ok(rejected)
    }

    async fn insert_review(&mut self, review: &Review) -> Result<(), InsertReviewError> {
        self.world.there(review.reviewer)?;
        self.world.there(review.reviewee)?;
        self.world.gigs.get(&review.gig).ok_or_else(no_gig)?.gig.completed().map_err(StoreError::failed)?;
        let same = |other: &Review| {
            other.gig == review.gig && (other.reviewer == review.reviewer || other.kind == review.kind)
        };
        if self.world.reviews.values().any(same) {
            return Err(InsertReviewError::AlreadyReviewed);
        }
        self.world.reviews.add_new(review.id, review.clone())?;
        Ok(())
    }
}
