//! What others ask for doing a gig.

use vibeslop_domain::{
    gigs::{BidChange, BidDraft, BidRefused, BidTerms, Gig, PendingBid},
    ids::{BidId, GigId, UserId},
    page::TimeList,
};
use vibeslop_ports::gigs::{BidPlace, BidView, InsertBidError, OwnBidView};

use super::{Gigs, NO_BID, NO_GIG, telling};
use crate::{
    Error, Tx, in_transaction,
    page::{Listed, PageRequest},
    persistently,
};

impl Gigs {
    /// Places a bid, or places one anew that was taken back. The owner hears of it when, and only when, it is there.
    pub async fn place_bid(&self, bidder: UserId, gig: GigId, draft: &BidDraft) -> Result<BidView, Error> {
        let terms = BidTerms::new(draft)?;
        let (new, now) = (BidId(self.ids.next()), self.clock.now());
        let id = persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let place = tx.gigs().lock_place(gig, bidder).await?.ok_or(NO_GIG)?;
                let BidPlace { gig, blocked, earlier } = place;
                if blocked {
                    return Err(BidRefused::Blocked.into());
                }
                let open = gig.open()?;
                let is_new = earlier.is_none();
                let bid = open.place_bid(new, bidder, terms.clone(), earlier, now)?;
                if is_new {
                    match tx.gigs().insert_bid(&bid).await {
                        Ok(()) => {}
                        Err(InsertBidError::AlreadyBid) => return Err(BidRefused::AlreadyBid.into()),
                        Err(InsertBidError::Store(error)) => return Err(error.into()),
                    }
                } else {
                    tx.gigs().update_bid(&bid, now).await?;
                }
                telling::bid_received(tx, &*self.ids, open.gig(), &bid, now).await?;
                Ok(bid.id)
            })
        })
        .await?;
        self.bid(id).await
    }

    /// Changes one's own bid while it is pending: what was sent, and nothing else.
    pub async fn change_bid(&self, viewer: UserId, gig: GigId, id: BidId, draft: &BidDraft) -> Result<BidView, Error> {
        let now = self.clock.now();
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let (_, bid) = own_pending(tx, viewer, gig, id).await?;
                let change = BidChange::new(draft)?;
                Ok(tx.gigs().update_bid(&bid.change(change), now).await?)
            })
        })
        .await?;
        self.bid(id).await
    }

    /// Takes one's own bid back while it is pending. It is kept, and can be placed anew.
    pub async fn withdraw_bid(&self, viewer: UserId, gig: GigId, id: BidId) -> Result<(), Error> {
        let now = self.clock.now();
        persistently(|| {
            in_transaction(&*self.transactions, async |tx| {
                let (gig, bid) = own_pending(tx, viewer, gig, id).await?;
                let bid = bid.withdraw();
                tx.gigs().update_bid(&bid, now).await?;
                telling::bid_withdrawn(tx, &gig, &bid).await
            })
        })
        .await
    }

    /// The bids on a gig, newest first: all for its owner, for anybody else their own.
    pub async fn bids(&self, viewer: UserId, gig: GigId) -> Result<Vec<BidView>, Error> {
        self.queries.bids(gig, viewer).await?.ok_or(NO_GIG)
    }

    /// One's own bids with their gigs, newest first.
    pub async fn own_bids(&self, bidder: UserId, request: &PageRequest) -> Result<Listed<OwnBidView>, Error> {
        let start = request.start(TimeList::OwnBids)?;
        let mut page = self.queries.own_bids(bidder, start, request.limit).await?;
        for own in &mut page.items {
            super::lists::keep_proposal_private(&mut own.gig, Some(bidder));
        }
        Ok(Listed::of(page, TimeList::OwnBids))
    }

    async fn bid(&self, id: BidId) -> Result<BidView, Error> {
        self.queries.bid(id).await?.ok_or(NO_BID)
    }
}

/// A gig and a bid on it, both locked, if the bid is `viewer`'s and waits.
async fn own_pending(tx: &mut Tx, viewer: UserId, gig: GigId, bid: BidId) -> Result<(Gig, PendingBid), Error> {
    let gig = tx.gigs().lock(gig).await?.ok_or(NO_GIG)?;
    let bid = tx.gigs().lock_bid(gig.id, bid).await?.ok_or(NO_BID)?.bid;
    bid.made_by(viewer)?;
    Ok((gig, bid.pending()?))
}
