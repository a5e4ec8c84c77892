//! Gigs that are kept wrongly.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    gigs::{Bid, Gig, GigStatus, Review},
    ids::{BidId, GigId, UserId},
};
use vibeslop_ports::{
    StoreError,
    gigs::{BidPlace, GigStore, InsertBidError, InsertReviewError, LockedBid},
};

use crate::{Fault, FaultyWork};

#[async_trait]
impl GigStore for FaultyWork {
    async fn insert(&mut self, gig: &Gig) -> Result<(), StoreError> {
        self.inner.gigs().insert(gig).await
    }

    async fn lock(&mut self, id: GigId) -> Result<Option<Gig>, StoreError> {
        self.inner.gigs().lock(id).await
    }

    async fn lock_place(&mut self, id: GigId, bidder: UserId) -> Result<Option<BidPlace>, StoreError> {
        self.inner.gigs().lock_place(id, bidder).await
    }

    async fn lock_bid(&mut self, gig: GigId, id: BidId) -> Result<Option<LockedBid>, StoreError> {
        self.inner.gigs().lock_bid(gig, id).await
    }

    async fn update(&mut self, gig: &Gig, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.inner.gigs().update(gig, at).await
    }

    async fn move_on(&mut self, gig: &Gig, from: GigStatus, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.inner.gigs().move_on(gig, from, at).await
    }

    async fn delete(&mut self, id: GigId) -> Result<(), StoreError> {
        self.inner.gigs().delete(id).await
    }

    async fn insert_bid(&mut self, bid: &Bid) -> Result<(), InsertBidError> {
        match self.inner.gigs().insert_bid(bid).await {
            Err(InsertBidError::AlreadyBid) if self.has(Fault::TakesASecondBid) => Ok(()),
            done => done,
        }
    }

    async fn update_bid(&mut self, bid: &Bid, at: DateTime<Utc>) -> Result<(), StoreError> {
        self.inner.gigs().update_bid(bid, at).await
    }

    async fn reject_pending(&mut self, gig: GigId, at: DateTime<Utc>) -> Result<Vec<UserId>, StoreError> {
        if self.has(Fault::ForgetsTheOthers) { Ok(Vec::new()) } else { self.inner.gigs().reject_pending(gig, at).await }
    }

    async fn insert_review(&mut self, review: &Review) -> Result<(), InsertReviewError> {
        self.inner.gigs().insert_review(review).await
    }
}
