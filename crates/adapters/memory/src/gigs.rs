//! Gigs, bids and reviews.

mod listed;
mod queries;
mod reviews;
pub(crate) mod rows;
mod store;
mod views;
