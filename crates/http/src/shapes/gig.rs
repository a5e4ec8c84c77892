use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_ports::gigs::{BidView, GigView, OwnBidView};

use super::UserCardBody;
use crate::ground::Time;

/// Work that somebody wants done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Gig)]
pub struct GigBody {
    pub id: Uuid,
    #[schema(example = "Port a parser")]
    title: String,
    /// Markdown.
    description: String,
    /// Cents: hundredths of the currency's unit.
    #[schema(required, example = 50_000)]
    budget_min: Option<i64>,
    /// Cents.
    #[schema(required, example = 150_000)]
    budget_max: Option<i64>,
    /// A code of ISO 4217.
    #[schema(example = "USD")]
    currency: String,
    #[schema(required)]
    deadline: Option<NaiveDate>,
    /// `open`, `in_progress`, `completed` or `cancelled`.
    #[schema(value_type = String, example = "open")]
    status: &'static str,
    /// Bids that are not withdrawn.
    bids_count: i64,
    /// How often it was looked at: once a day each.
    views_count: i64,
    /// Who wants it done.
    user: UserCardBody,
    /// The accepted bid; null in lists of everybody's gigs. What it proposes is told to the two concerned alone.
    #[schema(required)]
    hired_bid: Option<BidBody>,
    /// Slugs of AI tools.
    skills: Vec<String>,
    /// Slugs of tech stacks.
    stacks: Vec<String>,
    inserted_at: Time,
    updated_at: Time,
}

impl GigBody {
    pub fn new(gig: GigView, base: &str) -> Self {
        Self {
            id: gig.id.0,
            title: gig.title,
            description: gig.description,
            budget_min: gig.budget_min,
            budget_max: gig.budget_max,
            currency: gig.currency,
            deadline: gig.deadline,
            status: gig.status.as_str(),
            bids_count: gig.bids_count,
            views_count: gig.views_count,
            user: UserCardBody::new(gig.owner, base),
            hired_bid: gig.hired_bid.map(|bid| BidBody::new(bid, base)),
            skills: gig.tools,
            stacks: gig.stacks,
            inserted_at: gig.created_at.into(),
            updated_at: gig.updated_at.into(),
        }
    }
}

/// What somebody asks for doing a gig.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Bid)]
pub struct BidBody {
    pub id: Uuid,
    /// Cents, for the whole gig.
    #[schema(example = 90_000)]
    amount: i64,
    /// A code of ISO 4217.
    #[schema(example = "USD")]
    currency: String,
    #[schema(example = 14)]
    delivery_days: i32,
    proposal: String,
    /// `pending`, `accepted`, `rejected` or `withdrawn`.
    #[schema(value_type = String, example = "pending")]
    status: &'static str,
    /// Who made it.
    user: UserCardBody,
    inserted_at: Time,
    updated_at: Time,
}

impl BidBody {
    pub fn new(bid: BidView, base: &str) -> Self {
        Self {
            id: bid.id.0,
            amount: bid.amount,
            currency: bid.currency,
            delivery_days: bid.delivery_days,
            proposal: bid.proposal,
            status: bid.status.as_str(),
            user: UserCardBody::new(bid.bidder, base),
            inserted_at: bid.created_at.into(),
            updated_at: bid.updated_at.into(),
        }
    }
}

/// A bid of the caller's own.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OwnBid)]
pub struct OwnBidBody {
    #[serde(flatten)]
    bid: BidBody,
    /// What it is on.
    gig: GigBody,
}

impl OwnBidBody {
    pub fn new(own: OwnBidView, base: &str) -> Self {
        Self { bid: BidBody::new(own.bid, base), gig: GigBody::new(own.gig, base) }
    }
}
