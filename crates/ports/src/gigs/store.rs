use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    gigs::{Bid, Gig, GigStatus, Review},
    ids::{BidId, GigId, UserId},
};

use crate::StoreError;

/// A gig that somebody is about to bid on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BidPlace {
    /// The gig.
    pub gig: Gig,
    /// Whether its owner and the bidder have blocked each other, whoever did.
    pub blocked: bool,
    /// The bid that the bidder has on it, whatever became of it.
    pub earlier: Option<Bid>,
}

/// A bid that is about to be decided on, changed or taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockedBid {
    /// The bid.
    pub bid: Bid,
    /// Whether its bidder is shown to others: not suspended.
    pub is_active: bool,
    /// Whether its bidder and the gig's owner have blocked each other, whoever did.
    pub blocked: bool,
}

/// Why a bid could not be added.
#[derive(Debug, thiserror::Error)]
pub enum InsertBidError {
    /// This person has a bid on this gig, even if since a moment ago.
    #[error("there is a bid of this person already")]
    AlreadyBid,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why a review could not be added.
#[derive(Debug, thiserror::Error)]
pub enum InsertReviewError {
    /// This person has reviewed this gig, even if since a moment ago.
    #[error("there is a review of this person already")]
    AlreadyReviewed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes gigs, bids and reviews. Counters follow by themselves. What a gig names of the catalog is written through
/// [`CatalogStore`](crate::catalog::CatalogStore).
///
/// Whatever changes a gig or a bid on it locks the gig first, so that bids, hires, withdrawals and cancellations take
/// turns, each seeing what the one before it has made of the gig.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait GigStore: Send {
    /// Adds a gig.
    async fn insert(&mut self, gig: &Gig) -> Result<(), StoreError>;

    /// The gig, locked until the unit of work ends.
    async fn lock(&mut self, id: GigId) -> Result<Option<Gig>, StoreError>;

    /// The gig, locked until the unit of work ends, as somebody who is about to bid on it meets it. `None` if there is
    /// no such gig, or none that `bidder` sees, or if the bidder is gone; somebody who has blocked the bidder, or is
    /// blocked by them, is told in the answer.
    async fn lock_place(&mut self, id: GigId, bidder: UserId) -> Result<Option<BidPlace>, StoreError>;

    /// A bid on a locked gig, locked too. `None` if that gig has no such bid.
    async fn lock_bid(&mut self, gig: GigId, id: BidId) -> Result<Option<LockedBid>, StoreError>;

    /// Stores what a locked gig asks for. Its state stays.
    async fn update(&mut self, gig: &Gig, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// Stores the state of a locked gig, which comes `from` another one. It fails where the gig is not there.
    async fn move_on(&mut self, gig: &Gig, from: GigStatus, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// Deletes a locked gig, whatever its state, with its bids, reviews and tags, and what people were told of it. Gives
    /// way to whoever else holds what hangs on it: the unit of work ends as contended then.
    async fn delete(&mut self, id: GigId) -> Result<(), StoreError>;

    /// Adds a bid on a locked gig. The unit of work stays usable after a refusal.
    async fn insert_bid(&mut self, bid: &Bid) -> Result<(), InsertBidError>;

    /// Stores a locked bid as it is now.
    async fn update_bid(&mut self, bid: &Bid, at: DateTime<Utc>) -> Result<(), StoreError>;

    /// Rejects all bids on a locked gig that are still pending. Answers who made them. One statement.
    async fn reject_pending(&mut self, gig: GigId, at: DateTime<Utc>) -> Result<Vec<UserId>, StoreError>;

    /// Adds a review of a locked gig. The unit of work stays usable after a refusal.
    async fn insert_review(&mut self, review: &Review) -> Result<(), InsertReviewError>;
}
