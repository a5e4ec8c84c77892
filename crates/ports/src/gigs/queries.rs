use async_trait::async_trait;
use chrono::NaiveDate;
use vibeslop_domain::{
    accounts::Username,
    gigs::{GigCursor, GigOrder, GigStatus},
    ids::{BidId, GigId, ReviewId, UserId},
    page::{Limit, Offset, Page, Start, TimeCursor},
};

use super::{BidView, GigView, OwnBidView, ReviewView, ReviewsOfPersonView};
use crate::StoreError;

/// Which gigs a list holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GigFilter {
    /// How far they have come; nothing for any.
    pub status: Option<GigStatus>,
    /// Title or description contains this text, whatever the case.
    pub search: Option<String>,
    /// Names one of these tools, by slug; empty for any.
    pub tools: Vec<String>,
    /// Names one of these stacks, by slug; empty for any.
    pub stacks: Vec<String>,
    /// Cents: the budget reaches up to at least this. A gig without an upper end does.
    pub min_budget: Option<i64>,
    /// Cents: the budget begins at this or below. A gig without a lower end does.
    pub max_budget: Option<i64>,
}

/// Where a page of a list of gigs begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GigStart {
    /// Behind so many gigs.
    Skip(Offset),
    /// Behind this one.
    Behind(GigCursor),
}

/// A part of a list of gigs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GigList {
    /// Which gigs.
    pub filter: GigFilter,
    /// In which order.
    pub order: GigOrder,
    /// From where on.
    pub start: GigStart,
    /// How many at most.
    pub limit: Limit,
}

/// Reads gigs, bids and reviews. What is of people whom the viewer does not see, or who are suspended, is not there; but
/// who has a part in a gig, as its owner or as the one who was hired, sees it with the other whatever happens between
/// the two, so that what was begun can be ended.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait GigQueries: Send + Sync {
    /// A list of gigs, without accepted bids. Two statements.
    async fn list(&self, list: &GigList, viewer: Option<UserId>) -> Result<Page<GigView, GigCursor>, StoreError>;

    /// One gig with the accepted bid. One statement.
    async fn gig(&self, id: GigId, viewer: Option<UserId>) -> Result<Option<GigView>, StoreError>;

    /// A person's own gigs of every status with the accepted bids, newest first. Two statements.
    async fn own(&self, owner: UserId, start: Start, limit: Limit) -> Result<Page<GigView, TimeCursor>, StoreError>;

    /// The bids on a gig, newest first: all for its owner, for anybody else their own. `None` if there is no such gig.
    /// Two statements.
    async fn bids(&self, gig: GigId, viewer: UserId) -> Result<Option<Vec<BidView>>, StoreError>;

    /// One bid. One statement.
    async fn bid(&self, id: BidId) -> Result<Option<BidView>, StoreError>;

    /// A person's own bids of every status with their gigs, newest first. Two statements.
    async fn own_bids(
        &self,
        bidder: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<OwnBidView, TimeCursor>, StoreError>;

    /// The reviews of a gig, newest first: at most two. `None` if there is no such gig. Two statements.
    async fn reviews(&self, gig: GigId, viewer: Option<UserId>) -> Result<Option<Vec<ReviewView>>, StoreError>;

    /// One review. One statement.
    async fn review(&self, id: ReviewId) -> Result<Option<ReviewView>, StoreError>;

    /// What was said of a person, newest first, and what they were given on the whole. `None` for a person who is not
    /// there or suspended; nothing for whoever does not see them. Two statements.
    async fn reviews_of(
        &self,
        person: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<ReviewsOfPersonView>, StoreError>;

    /// Counts that somebody looked at a gig, once a day and `key`; its owner is not counted. One statement, in a
    /// transaction of its own: a count is not worth that anybody waits for it.
    async fn see(&self, gig: GigId, person: Option<UserId>, key: [u8; 32], day: NaiveDate) -> Result<(), StoreError>;
}
