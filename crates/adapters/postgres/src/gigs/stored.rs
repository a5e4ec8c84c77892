//! Rows of gigs and bids as the domain knows them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::Queryable;
use uuid::Uuid;
use vibeslop_domain::{
    Invalid,
    gigs::{Bid, Budget, DeliveryDays, Gig, GigState, GigStatus, Hired, Proposal},
    ids::{BidId, GigId, UserId},
    money::{Cents, Currency},
};
use vibeslop_ports::StoreError;

use crate::rows::word;

/// A value of a column that the domain judges, and does not know: the two have parted.
fn sound<T>(judged: Result<T, Invalid>, column: &str) -> Result<T, StoreError> {
    judged.map_err(|why| StoreError::failed(format!("{column} {why}")))
}

/// A gig, in the order of [`GIG`](super::store::GIG).
#[derive(Queryable)]
pub struct GigRow {
    id: Uuid,
    user_id: Uuid,
    title: String,
    description: String,
    budget_min: Option<i64>,
    budget_max: Option<i64>,
    currency: String,
    deadline: Option<NaiveDate>,
    status: String,
    pub hired_bid_id: Option<Uuid>,
    inserted_at: DateTime<Utc>,
}

impl GigRow {
    /// `bidder` is who made the accepted bid, if there is one.
    pub fn gig(self, bidder: Option<UserId>) -> Result<Gig, StoreError> {
        let end = |cents: Option<i64>, column| cents.map(|cents| sound(Cents::new(cents), column)).transpose();
        let (min, max) = (end(self.budget_min, "gigs.budget_min")?, end(self.budget_max, "gigs.budget_max")?);
        let hired = self.hired_bid_id.zip(bidder).map(|(bid, bidder)| Hired { bid: BidId(bid), bidder });
        let state = match word(&self.status, "gigs.status")? {
            GigStatus::Open => GigState::Open,
            GigStatus::InProgress => GigState::InProgress(hired),
            GigStatus::Completed => GigState::Completed(hired),
            GigStatus::Cancelled => GigState::Cancelled,
        };
        Ok(Gig {
            id: GigId(self.id),
            owner: UserId(self.user_id),
            title: self.title,
            description: self.description,
            budget: sound(Budget::new(min, max), "gigs.budget_max")?,
            currency: sound(Currency::new(&self.currency), "gigs.currency")?,
            deadline: self.deadline,
            state,
            created_at: self.inserted_at,
        })
    }
}

/// A bid, in the order of [`BID`](super::store::BID).
#[derive(Queryable)]
pub struct BidRow {
    id: Uuid,
    gig_id: Uuid,
    user_id: Uuid,
    amount: i64,
    currency: String,
    delivery_days: i32,
    proposal: String,
    status: String,
    inserted_at: DateTime<Utc>,
}

impl BidRow {
    pub fn bid(self) -> Result<Bid, StoreError> {
        Ok(Bid {
            id: BidId(self.id),
            gig: GigId(self.gig_id),
            bidder: UserId(self.user_id),
            amount: sound(Cents::new(self.amount), "bids.amount")?,
            currency: sound(Currency::new(&self.currency), "bids.currency")?,
            delivery_days: sound(DeliveryDays::new(self.delivery_days.into()), "bids.delivery_days")?,
            proposal: sound(Proposal::new(&self.proposal), "bids.proposal")?,
            status: word(&self.status, "bids.status")?,
            placed_at: self.inserted_at,
        })
    }
}
