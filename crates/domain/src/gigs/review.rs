use chrono::{DateTime, Utc};

use super::CompletedGig;
use crate::{
    Invalid, Violations,
    ids::{GigId, ReviewId, UserId},
    text,
};

/// How good it was: 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rating(u8);

impl Rating {
    /// Judges a number of stars.
    pub fn new(stars: i64) -> Result<Self, Invalid> {
        match u8::try_from(stars) {
            Ok(stars @ 1..=5) => Ok(Self(stars)),
            _ => Err(Invalid::because("must be between 1 and 5")),
        }
    }

    /// The number of stars.
    pub const fn get(self) -> u8 {
        self.0
    }
}

/// Who reviews whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReviewType {
    /// The gig's owner whoever was hired.
    ClientToFreelancer,
    /// Whoever was hired the gig's owner.
    FreelancerToClient,
}

impl ReviewType {
    /// The words that stand for it on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClientToFreelancer => "client_to_freelancer",
            Self::FreelancerToClient => "freelancer_to_client",
        }
    }
}

impl std::str::FromStr for ReviewType {
    type Err = Invalid;

    fn from_str(word: &str) -> Result<Self, Invalid> {
        [Self::ClientToFreelancer, Self::FreelancerToClient]
            .into_iter()
            .find(|kind| kind.as_str() == word)
            .ok_or(Invalid::FORM)
    }
}

/// A review as somebody sent it.
#[derive(Debug, Clone, Default)]
pub struct ReviewDraft {
    /// Stars.
    pub rating: Option<i64>,
    /// Some words.
    pub content: Option<String>,
}

/// A review that follows the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewTerms {
    /// Stars.
    pub rating: Rating,
    /// Up to 1,000 characters.
    pub content: Option<String>,
}

impl ReviewTerms {
    /// The most characters.
    pub const MAX_CONTENT: usize = 1_000;

    /// Judges every field.
    pub fn new(draft: &ReviewDraft) -> Result<Self, Violations> {
        let mut wrong = Violations::default();
        let rating = wrong.check("rating", draft.rating.ok_or(Invalid::BLANK).and_then(Rating::new));
        let content =
            wrong.check("content", text::optional(draft.content.as_deref().unwrap_or_default(), Self::MAX_CONTENT));
        let (Some(rating), Some(content)) = (rating, content) else { return Err(wrong) };
        Ok(Self { rating, content })
    }
}

/// What one of two people says of the other after a gig. It stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Review {
    /// Its identifier.
    pub id: ReviewId,
    /// After which gig.
    pub gig: GigId,
    /// Who says it.
    pub reviewer: UserId,
    /// Of whom.
    pub reviewee: UserId,
    /// Who of the two they were.
    pub kind: ReviewType,
    /// What they say.
    pub terms: ReviewTerms,
    /// When.
    pub written_at: DateTime<Utc>,
}

/// Why somebody does not review a gig.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReviewRefused {
    /// Only the two who had to do with each other review.
    #[error("Only the owner of the gig and whoever was hired may review it")]
    NoParty,
    /// The account of whoever was hired is gone.
    #[error("There is nobody left to be reviewed")]
    NobodyHired,
    /// Once each.
    #[error("You have already reviewed this gig")]
    AlreadyReviewed,
}

impl ReviewRefused {
    /// For machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoParty => "forbidden",
            Self::NobodyHired => "no_hired_bid",
            Self::AlreadyReviewed => "already_reviewed",
        }
    }
}

impl CompletedGig {
    /// The rule of reviewing: the owner reviews whoever was hired, and the other way round.
    pub fn review(
        self,
        id: ReviewId,
        reviewer: UserId,
        terms: ReviewTerms,
        now: DateTime<Utc>,
    ) -> Result<Review, ReviewRefused> {
        let Self { id: gig, owner, hired } = self;
        let (kind, reviewee) = match hired {
            None if reviewer == owner => return Err(ReviewRefused::NobodyHired),
            Some(hired) if reviewer == owner => (ReviewType::ClientToFreelancer, hired.bidder),
            Some(hired) if reviewer == hired.bidder => (ReviewType::FreelancerToClient, owner),
            Some(_) | None => return Err(ReviewRefused::NoParty),
        };
        Ok(Review { id, gig, reviewer, reviewee, kind, terms, written_at: now })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_has_stars_and_perhaps_words() {
        let draft = |rating, content: &str| ReviewDraft { rating, content: Some(content.to_owned()) };
        let terms = ReviewTerms::new(&draft(Some(5), " ")).unwrap();
        assert_eq!((terms.rating.get(), terms.content), (5, None));
        assert!(ReviewTerms::new(&draft(Some(1), &"é".repeat(1_000))).is_ok());
        for rating in [None, Some(0), Some(6), Some(-1), Some(261)] {
            let wrong = ReviewTerms::new(&draft(rating, &"é".repeat(1_001))).unwrap_err();
            assert_eq!(wrong.fields().map(|(field, _)| field).collect::<Vec<_>>(), ["content", "rating"]);
        }
    }
}
