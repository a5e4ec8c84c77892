//! Read models: what pages show of gigs, bids and reviews.

use chrono::{DateTime, NaiveDate, Utc};
use vibeslop_domain::{
    gigs::{BidStatus, GigStatus, ReviewType},
    ids::{BidId, GigId, ReviewId, UserId},
    page::{Page, TimeCursor},
};

/// Somebody who offers work, does it, or did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserCardView {
    /// The account.
    pub id: UserId,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// The picture, as stored.
    pub avatar_url: Option<String>,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// What their work at GitHub counts for.
    pub developer_score: i32,
    /// Whether an administrator vouches for them.
    pub is_verified: bool,
}

/// A gig.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GigView {
    /// Its identifier.
    pub id: GigId,
    /// The title.
    pub title: String,
    /// What is to be done.
    pub description: String,
    /// Cents, from.
    pub budget_min: Option<i64>,
    /// Cents, to.
    pub budget_max: Option<i64>,
    /// The currency's code.
    pub currency: String,
    /// Until when.
    pub deadline: Option<NaiveDate>,
    /// How far it has come.
    pub status: GigStatus,
    /// Bids that are not withdrawn.
    pub bids_count: i64,
    /// How often it was looked at, once a day and onlooker.
    pub views_count: i64,
    /// Who wants it done.
    pub owner: UserCardView,
    /// The accepted bid. Nothing where its bidder's account is gone, or where the viewer, having no part in the gig,
    /// does not see them.
    pub hired_bid: Option<BidView>,
    /// Slugs of AI tools, by name.
    pub tools: Vec<String>,
    /// Slugs of tech stacks, by name.
    pub stacks: Vec<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
}

/// A bid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BidView {
    /// Its identifier.
    pub id: BidId,
    /// Cents.
    pub amount: i64,
    /// The currency's code.
    pub currency: String,
    /// In how many days.
    pub delivery_days: i32,
    /// What the bidder has to say.
    pub proposal: String,
    /// How it stands.
    pub status: BidStatus,
    /// Who made it.
    pub bidder: UserCardView,
    /// When it was placed first.
    pub created_at: DateTime<Utc>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
}

/// A bid of one's own, with the gig that it is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnBidView {
    /// The bid.
    pub bid: BidView,
    /// The gig.
    pub gig: GigView,
}

/// A review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewView {
    /// Its identifier.
    pub id: ReviewId,
    /// After which gig.
    pub gig: GigId,
    /// Stars, 1 to 5.
    pub rating: i32,
    /// Some words.
    pub content: Option<String>,
    /// Who of the two they were.
    pub kind: ReviewType,
    /// Who says it.
    pub reviewer: UserCardView,
    /// Of whom.
    pub reviewee: UserCardView,
    /// When.
    pub created_at: DateTime<Utc>,
}

/// What a person was given by all who reviewed them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RatingView {
    /// Stars on average; 0 where nobody did.
    pub average: f64,
    /// How many reviews.
    pub count: i64,
}

/// What was said of a person, part by part, and what they were given on the whole.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewsOfPersonView {
    /// Reviews, newest first.
    pub page: Page<ReviewView, TimeCursor>,
    /// What all of them come to.
    pub rating: RatingView,
}
