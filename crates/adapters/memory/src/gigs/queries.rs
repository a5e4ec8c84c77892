use async_trait::async_trait;
use chrono::NaiveDate;
use vibeslop_domain::{
    accounts::Username,
    gigs::GigCursor,
    ids::{BidId, GigId, ReviewId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    gigs::{BidView, GigList, GigQueries, GigView, OwnBidView, ReviewView, ReviewsOfPersonView},
};

use super::rows::{BidRow, GigRow};
use crate::{Memory, page::newest_first, world::World};

impl World {
    /// The bids on a gig that somebody sees, the newest first: all for its owner, for anybody else their own. The owner
    /// sees whom they hired, whatever happens between the two.
    fn bids_seen(&self, row: &GigRow, viewer: UserId) -> Vec<BidView> {
        let hired = row.gig.state.hired();
        let mut bids: Vec<&BidRow> = self
            .bids_on(row.gig.id)
            .filter(|BidRow { bid, .. }| {
                let of_interest = hired.is_some_and(|hired| hired.bid == bid.id) || self.sees(Some(viewer), bid.bidder);
                bid.bidder == viewer || (row.gig.owner == viewer && of_interest)
            })
            .collect();
        bids.sort_by_key(|row| std::cmp::Reverse((row.bid.placed_at, row.bid.id)));
        bids.into_iter().filter_map(|row| self.bid_view(row)).collect()
    }
}

#[async_trait]
impl GigQueries for Memory {
    async fn list(&self, list: &GigList, viewer: Option<UserId>) -> Result<Page<GigView, GigCursor>, StoreError> {
        let world = self.read().await;
        let Page { items, next } = world.listed(list, viewer);
        let items = items.into_iter().filter_map(|row| world.gig_view(row, viewer)).collect();
        Ok(Page { items, next })
    }

    async fn gig(&self, id: GigId, viewer: Option<UserId>) -> Result<Option<GigView>, StoreError> {
        let world = self.read().await;
        Ok(world.gigs.get(&id).and_then(|row| world.whole_gig_view(row, viewer)))
    }

    async fn own(&self, owner: UserId, start: Start, limit: Limit) -> Result<Page<GigView, TimeCursor>, StoreError> {
        let world = self.read().await;
        let own = world.gigs.values().filter(|row| row.gig.owner == owner);
        let views = own.filter_map(|row| Some((row.place(), world.whole_gig_view(row, Some(owner))?)));
        Ok(newest_first(views, start, limit, |(place, _)| *place).map(|(_, view)| view))
    }

    async fn bids(&self, gig: GigId, viewer: UserId) -> Result<Option<Vec<BidView>>, StoreError> {
        let world = self.read().await;
        Ok(world.seen_gig(gig, Some(viewer)).map(|row| world.bids_seen(row, viewer)))
    }

    async fn bid(&self, id: BidId) -> Result<Option<BidView>, StoreError> {
        let world = self.read().await;
        Ok(world.bids.get(&id).and_then(|row| world.bid_view(row)))
    }

    async fn own_bids(
        &self,
        bidder: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<OwnBidView, TimeCursor>, StoreError> {
        let world = self.read().await;
        let view = |row: &BidRow| {
            let gig = world.gigs.get(&row.bid.gig).and_then(|gig| world.whole_gig_view(gig, Some(bidder)))?;
            Some((row.place(), OwnBidView { bid: world.bid_view(row)?, gig }))
        };
        let own = world.bids.values().filter(|row| row.bid.bidder == bidder);
        Ok(newest_first(own.filter_map(view), start, limit, |(place, _)| *place).map(|(_, view)| view))
    }

    async fn reviews(&self, gig: GigId, viewer: Option<UserId>) -> Result<Option<Vec<ReviewView>>, StoreError> {
        let world = self.read().await;
        Ok(world.seen_gig(gig, viewer).map(|row| world.reviews_on(row.gig.id, viewer)))
    }

    async fn review(&self, id: ReviewId) -> Result<Option<ReviewView>, StoreError> {
        let world = self.read().await;
        Ok(world.reviews.get(&id).and_then(|review| world.review_view(review)))
    }

    async fn reviews_of(
        &self,
        person: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<ReviewsOfPersonView>, StoreError> {
        Ok(self.read().await.said_of(person, start, limit, viewer))
    }

    async fn see(&self, gig: GigId, person: Option<UserId>, key: [u8; 32], day: NaiveDate) -> Result<(), StoreError> {
        self.write(|world| {
            if let Some(row) = world.gigs.get_mut(&gig).filter(|row| Some(row.gig.owner) != person) {
                row.views_count += i64::from(row.views.insert((day, key)));
            }
            Ok(())
        })
        .await
    }
}
