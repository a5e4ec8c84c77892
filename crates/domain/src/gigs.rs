//! Gigs: work that somebody wants done, bids for it, hiring, and what the two say of each other afterwards.
//!
//! The states are types. A [`Gig`] is asked for what it is, and only what it answers can go on: an [`OpenGig`] can be
//! bid on, changed, cancelled, or hire one of its own [`PendingBid`]s; a [`RunningGig`] can be completed; a
//! [`CompletedGig`] can be reviewed. There is no way from a state to another that is not a method here, and asking in
//! the wrong state is an error with a code.
//!
//! ```text
//! open ── hire(bid) ──> in_progress ── complete ──> completed ── review (owner, hired: once each)
//!   └──── cancel ─────> cancelled
//! ```
//!
//! ```
//! use chrono::DateTime;
//! use uuid::Uuid;
//! use vibeslop_domain::{
//!     gigs::{Gig, GigDraft, GigRefused, GigTerms},
//!     ids::{GigId, UserId},
//! };
//!
//! let now = DateTime::UNIX_EPOCH;
//! let (title, description) = (Some("A planner".to_owned()), Some("For gardens".to_owned()));
//! let terms = GigTerms::new(&GigDraft { title, description, ..GigDraft::default() }, now).unwrap();
//! let gig = Gig::create(GigId(Uuid::from_u128(1)), UserId(Uuid::from_u128(2)), terms, now);
//! assert_eq!(gig.completed(), Err(GigRefused::NotCompleted));
//! let cancelled = gig.open().unwrap().cancel();
//! assert_eq!(cancelled.open(), Err(GigRefused::NotOpen));
//! ```

mod bid;
mod draft;
mod gig;
mod onlooker;
mod order;
mod review;

pub use bid::{Bid, BidChange, BidDraft, BidRefused, BidStatus, BidTerms, DeliveryDays, PendingBid, Proposal};
pub use draft::{GigChange, GigDraft, GigTerms};
pub use gig::{Budget, CompletedGig, Gig, GigRefused, GigState, GigStatus, Hired, OpenGig, RunningGig};
pub use onlooker::Onlooker;
pub use order::{GigCursor, GigOrder};
pub use review::{Rating, Review, ReviewDraft, ReviewRefused, ReviewTerms, ReviewType};
