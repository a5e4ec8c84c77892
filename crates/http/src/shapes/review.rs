use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_ports::gigs::ReviewView;

use super::UserCardBody;
use crate::ground::Time;

/// What one of two people says of the other after a gig.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Review)]
pub struct ReviewBody {
    id: Uuid,
    /// 1 to 5.
    #[schema(example = 5)]
    rating: i32,
    #[schema(required, example = "Great work")]
    content: Option<String>,
    /// `client_to_freelancer` or `freelancer_to_client`.
    #[schema(value_type = String, example = "client_to_freelancer")]
    review_type: &'static str,
    reviewer: UserCardBody,
    reviewee: UserCardBody,
    gig_id: Uuid,
    inserted_at: Time,
}

impl ReviewBody {
    pub fn new(review: ReviewView, base: &str) -> Self {
        Self {
            id: review.id.0,
            rating: review.rating,
            content: review.content,
            review_type: review.kind.as_str(),
            reviewer: UserCardBody::new(review.reviewer, base),
            reviewee: UserCardBody::new(review.reviewee, base),
            gig_id: review.gig.0,
            inserted_at: review.created_at.into(),
        }
    }
}
