//! Gigs: work that is offered, bid for, done and reviewed.
//!
//! Each step is one unit of work: the gig is locked, the domain says what becomes of it, and whoever is concerned is
//! told, all or nothing. Whom a step tells, and of what, stands in `telling`, in one place for rows and mails alike.

mod bids;
mod lists;
mod reviews;
mod telling;
#[cfg(test)]
mod tests;
mod work;

use std::sync::Arc;

use vibeslop_domain::{
    gigs::{BidRefused, Gig, GigRefused, ReviewRefused},
    ids::{GigId, UserId},
};
use vibeslop_ports::{
    environment::{Clock, Ids},
    gigs::GigQueries,
    transactions::Transactions,
};

use crate::{Error, Tx, debug::opaque_debug};
pub use lists::GigsRequest;

const NO_GIG: Error = Error::NotFound("gig");
const NO_BID: Error = Error::NotFound("bid");

/// Gigs, bids, reviews.
#[derive(Clone)]
pub struct Gigs {
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Reads gigs, bids and reviews.
    pub queries: Arc<dyn GigQueries>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<dyn Ids>,
}

opaque_debug!(Gigs);

/// The gig, locked, if it is `viewer`'s.
async fn own(tx: &mut Tx, viewer: UserId, id: GigId) -> Result<Gig, Error> {
    let gig = tx.gigs().lock(id).await?.ok_or(NO_GIG)?;
    gig.owned_by(viewer)?;
    Ok(gig)
}

impl From<GigRefused> for Error {
    fn from(refused: GigRefused) -> Self {
        Self::Refused { code: refused.code(), message: refused.to_string() }
    }
}

impl From<BidRefused> for Error {
    fn from(refused: BidRefused) -> Self {
        let (code, message) = (refused.code(), refused.to_string());
        match refused {
            BidRefused::Blocked => Self::Forbidden { code, message },
            BidRefused::OwnGig | BidRefused::AlreadyBid | BidRefused::NotPending => Self::Refused { code, message },
        }
    }
}

impl From<ReviewRefused> for Error {
    fn from(refused: ReviewRefused) -> Self {
        let (code, message) = (refused.code(), refused.to_string());
        match refused {
            ReviewRefused::NoParty => Self::Forbidden { code, message },
            ReviewRefused::NobodyHired | ReviewRefused::AlreadyReviewed => Self::Refused { code, message },
        }
    }
}
