//! Rows of gigs, bids and reviews, as the ports know them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    prelude::Queryable,
    sql_types::{Array, BigInt, Bool, Date, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use serde::Deserialize;
use uuid::Uuid;
use vibeslop_domain::{
    gigs::BidStatus,
    ids::{BidId, GigId, ReviewId, UserId},
};
use vibeslop_ports::{
    StoreError,
    gigs::{BidView, GigView, ReviewView, UserCardView},
};

use crate::rows::{json, word};

/// Somebody, in a JSON object that a statement made.
#[derive(Deserialize)]
struct CardJson {
    id: Uuid,
    username: String,
    display_name: String,
    avatar_url: Option<String>,
    bio: Option<String>,
    developer_score: i32,
    is_verified: bool,
}

impl From<CardJson> for UserCardView {
    fn from(row: CardJson) -> Self {
        Self {
            id: UserId(row.id),
            username: row.username,
            display_name: row.display_name,
            avatar_url: row.avatar_url,
            bio: row.bio,
            developer_score: row.developer_score,
            is_verified: row.is_verified,
        }
    }
}

/// An accepted bid, in a JSON object that a statement made.
#[derive(Deserialize)]
struct BidJson {
    id: Uuid,
    amount: i64,
    currency: String,
    delivery_days: i32,
    proposal: String,
    status: String,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    bidder: CardJson,
}

impl BidJson {
    fn view(self) -> Result<BidView, StoreError> {
        Ok(BidView {
            id: BidId(self.id),
            amount: self.amount,
            currency: self.currency,
            delivery_days: self.delivery_days,
            proposal: self.proposal,
            status: status(&self.status)?,
            bidder: self.bidder.into(),
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

fn status(text: &str) -> Result<BidStatus, StoreError> {
    word(text, "bids.status")
}

crate::statement! {
    /// See the file.
    pub struct GigCards<'a> {
        pub ids: &'a [Uuid] as Array<SqlUuid>,
        pub viewer: Option<Uuid> as Nullable<SqlUuid>,
        pub with_hired: bool as Bool,
    }
    rows (
        SqlUuid, Text, Text, Nullable<BigInt>, Nullable<BigInt>, Text, Nullable<Date>, Text, BigInt, BigInt,
        Timestamptz, Timestamptz,
        SqlUuid, Text, Text, Nullable<Text>, Nullable<Text>, Integer, Bool,
        Array<Text>, Array<Text>, Nullable<Jsonb>,
    );
    sql include_str!("cards.sql");
}

/// A row of `cards.sql`.
#[derive(Queryable)]
pub struct GigRow {
    pub id: Uuid,
    title: String,
    description: String,
    budget_min: Option<i64>,
    budget_max: Option<i64>,
    currency: String,
    deadline: Option<NaiveDate>,
    status: String,
    bids_count: i64,
    views_count: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    owner_id: Uuid,
    owner_username: String,
    owner_display_name: String,
    owner_avatar_url: Option<String>,
    owner_bio: Option<String>,
    owner_developer_score: i32,
    owner_is_verified: bool,
    tools: Vec<String>,
    stacks: Vec<String>,
    hired_bid: Option<serde_json::Value>,
}

impl GigRow {
    pub fn view(self) -> Result<GigView, StoreError> {
        let hired_bid = self.hired_bid.map(|bid| json::<BidJson>(bid)?.view()).transpose()?;
        Ok(GigView {
            id: GigId(self.id),
            title: self.title,
            description: self.description,
            budget_min: self.budget_min,
            budget_max: self.budget_max,
            currency: self.currency,
            deadline: self.deadline,
            status: word(&self.status, "gigs.status")?,
            bids_count: self.bids_count,
            views_count: self.views_count,
            owner: UserCardView {
                id: UserId(self.owner_id),
                username: self.owner_username,
                display_name: self.owner_display_name,
                avatar_url: self.owner_avatar_url,
                bio: self.owner_bio,
                developer_score: self.owner_developer_score,
                is_verified: self.owner_is_verified,
            },
            hired_bid,
            tools: self.tools,
            stacks: self.stacks,
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// What `bids.sql`, `bid.sql` and `own_bids.sql` answer.
pub type BidColumns = (
    SqlUuid,
    SqlUuid,
    BigInt,
    Text,
    Integer,
    Text,
    Text,
    Timestamptz,
    Timestamptz,
    SqlUuid,
    Text,
    Text,
    Nullable<Text>,
    Nullable<Text>,
    Integer,
    Bool,
);

/// A row of those.
#[derive(Queryable)]
pub struct BidRow {
    pub id: Uuid,
    pub gig: Uuid,
    amount: i64,
    currency: String,
    delivery_days: i32,
    proposal: String,
    status: String,
    pub created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    bidder_id: Uuid,
    bidder_username: String,
    bidder_display_name: String,
    bidder_avatar_url: Option<String>,
    bidder_bio: Option<String>,
    bidder_developer_score: i32,
    bidder_is_verified: bool,
}

impl BidRow {
    pub fn view(self) -> Result<BidView, StoreError> {
        Ok(BidView {
            id: BidId(self.id),
            amount: self.amount,
            currency: self.currency,
            delivery_days: self.delivery_days,
            proposal: self.proposal,
            status: status(&self.status)?,
            bidder: UserCardView {
                id: UserId(self.bidder_id),
                username: self.bidder_username,
                display_name: self.bidder_display_name,
                avatar_url: self.bidder_avatar_url,
                bio: self.bidder_bio,
                developer_score: self.bidder_developer_score,
                is_verified: self.bidder_is_verified,
            },
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// What the statements about reviews answer. The two people are JSON objects.
pub type ReviewColumns = (SqlUuid, SqlUuid, Integer, Nullable<Text>, Text, Jsonb, Jsonb, Timestamptz);

/// A row of those.
#[derive(Queryable)]
pub struct ReviewRow {
    pub id: Uuid,
    gig: Uuid,
    rating: i32,
    content: Option<String>,
    kind: String,
    reviewer: serde_json::Value,
    reviewee: serde_json::Value,
    pub created_at: DateTime<Utc>,
}

impl ReviewRow {
    pub fn view(self) -> Result<ReviewView, StoreError> {
        Ok(ReviewView {
            id: ReviewId(self.id),
            gig: GigId(self.gig),
            rating: self.rating,
            content: self.content,
            kind: word(&self.kind, "gig_reviews.review_type")?,
            reviewer: json::<CardJson>(self.reviewer)?.into(),
            reviewee: json::<CardJson>(self.reviewee)?.into(),
            created_at: self.created_at,
        })
    }
}
