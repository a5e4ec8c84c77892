//! Gigs, bids and reviews.

mod queries;
mod store;
mod views;

#[cfg(feature = "mocks")]
pub use queries::MockGigQueries;
pub use queries::{GigFilter, GigList, GigQueries, GigStart};
#[cfg(feature = "mocks")]
pub use store::MockGigStore;
pub use store::{BidPlace, GigStore, InsertBidError, InsertReviewError, LockedBid};
pub use views::{BidView, GigView, OwnBidView, RatingView, ReviewView, ReviewsOfPersonView, UserCardView};
