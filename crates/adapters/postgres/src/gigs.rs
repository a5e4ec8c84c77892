//! Gigs, bids and reviews. What a gig and its bids hold by themselves is in the migration `gigs`.

mod listed;
mod queries;
mod reviews;
mod rows;
mod store;
mod stored;
