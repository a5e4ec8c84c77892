//! Bodies of requests. Only what is named here is taken: states, counters and people are nobody's to send.

use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_domain::{
    Violations,
    gigs::{BidDraft, GigDraft, ReviewDraft},
    ids::BidId,
};

use crate::ground::{ApiError, Field, Object, RequestBody};

/// A gig, new or changed.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = WriteGig)]
pub struct WriteGigBody {
    #[schema(value_type = GigFieldsBody)]
    pub gig: Object<GigFieldsBody>,
}

impl RequestBody for WriteGigBody {
    const NEEDS: &'static str = "The key `gig` with an object is required";
}

/// What somebody says of a gig. A new one needs `title` and `description`; of a changed one, what is left out stays as
/// it is.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = GigFields)]
pub struct GigFieldsBody {
    /// 1 to 200 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Port a parser")]
    title: Field<String>,
    /// Markdown, 1 to 10,000 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Move it to **Rust**")]
    description: Field<String>,
    /// Cents, 1 to 10,000,000,000; `null` clears it.
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 50_000)]
    budget_min: Field<i64>,
    /// Cents, not below `budget_min`; `null` clears it.
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 150_000)]
    budget_max: Field<i64>,
    /// A code of ISO 4217; `USD` for a new gig unless said otherwise.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "USD")]
    currency: Field<String>,
    /// `YYYY-MM-DD`, today (UTC) or later; `null` clears it.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date, example = "2026-03-01")]
    deadline: Field<String>,
    /// Names of AI tools, up to 20. One that the catalog lacks is added to it.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, example = json!(["Claude"]))]
    tools: Field<Vec<String>>,
    /// Names of tech stacks, up to 20. One that the catalog lacks is added to it.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, example = json!(["Rust", "Next.js"]))]
    stacks: Field<Vec<String>>,
}

impl GigFieldsBody {
    pub fn into_draft(self) -> Result<GigDraft, Violations> {
        let mut wrong = Violations::default();
        let draft = GigDraft {
            title: self.title.take(&mut wrong, "title"),
            description: self.description.take(&mut wrong, "description"),
            budget_min: self.budget_min.clearable(&mut wrong, "budget_min"),
            budget_max: self.budget_max.clearable(&mut wrong, "budget_max"),
            currency: self.currency.take(&mut wrong, "currency"),
            deadline: self.deadline.clearable(&mut wrong, "deadline"),
            tools: self.tools.take(&mut wrong, "tools"),
            stacks: self.stacks.take(&mut wrong, "stacks"),
        };
        wrong.into_result(draft)
    }
}

/// Who is hired.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Hire)]
pub struct HireBody {
    /// A pending bid on this gig.
    #[schema(value_type = Uuid)]
    bid_id: String,
}

impl RequestBody for HireBody {
    const NEEDS: &'static str = "The key `bid_id` is required";
}

impl HireBody {
    pub fn bid(&self) -> Result<BidId, ApiError> {
        let id = Uuid::try_parse(&self.bid_id).map_err(|_| ApiError::bad_request("`bid_id` has to be a UUID"))?;
        Ok(BidId(id))
    }
}

/// A bid, new or changed.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = WriteBid)]
pub struct WriteBidBody {
    #[schema(value_type = BidFieldsBody)]
    pub bid: Object<BidFieldsBody>,
}

impl RequestBody for WriteBidBody {
    const NEEDS: &'static str = "The key `bid` with an object is required";
}

/// What somebody asks for doing a gig. A new bid needs all but `currency`; of a changed one, what is left out stays as it
/// is, and so does the currency.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = BidFields)]
pub struct BidFieldsBody {
    /// Cents for the whole gig, 1 to 10,000,000,000.
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 90_000)]
    amount: Field<i64>,
    /// 1 to 365.
    #[serde(default)]
    #[schema(value_type = Option<i64>, example = 14)]
    delivery_days: Field<i64>,
    /// 50 to 2,000 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    proposal: Field<String>,
    /// A code of ISO 4217; the gig's unless said otherwise.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "USD")]
    currency: Field<String>,
}

impl BidFieldsBody {
    pub fn into_draft(self) -> Result<BidDraft, Violations> {
        let mut wrong = Violations::default();
        let draft = BidDraft {
            amount: self.amount.take(&mut wrong, "amount"),
            delivery_days: self.delivery_days.take(&mut wrong, "delivery_days"),
            proposal: self.proposal.take(&mut wrong, "proposal"),
            currency: self.currency.take(&mut wrong, "currency"),
        };
        wrong.into_result(draft)
    }
}

/// A review.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = WriteReview)]
pub struct WriteReviewBody {
    #[schema(value_type = ReviewFieldsBody)]
    pub review: Object<ReviewFieldsBody>,
}

impl RequestBody for WriteReviewBody {
    const NEEDS: &'static str = "The key `review` with an object is required";
}

/// What one of two people says of the other.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReviewFields)]
pub struct ReviewFieldsBody {
    /// 1 to 5.
    #[serde(default)]
    #[schema(value_type = i64, required, example = 5)]
    rating: Field<i64>,
    /// Up to 1,000 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "Great work")]
    content: Field<String>,
}

impl ReviewFieldsBody {
    pub fn into_draft(self) -> Result<ReviewDraft, Violations> {
        let mut wrong = Violations::default();
        let draft = ReviewDraft {
            rating: self.rating.take(&mut wrong, "rating"),
            content: self.content.take(&mut wrong, "content"),
        };
        wrong.into_result(draft)
    }
}
