use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl,
    sql_types::{Bool, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    gigs::{Bid, Gig, GigStatus, Review},
    ids::{BidId, GigId, UserId},
    money::Cents,
};
use vibeslop_ports::{
    StoreError,
    gigs::{BidPlace, GigStore, InsertBidError, InsertReviewError, LockedBid},
};

use super::stored::{BidRow, GigRow};
use crate::{
    error::store_error,
    schema::{bids, gig_reviews, gigs},
    unit_of_work::PgUnitOfWork,
};

/// The columns of a [`GigRow`].
pub const GIG: (
    gigs::id,
    gigs::user_id,
    gigs::title,
    gigs::description,
    gigs::budget_min,
    gigs::budget_max,
    gigs::currency,
    gigs::deadline,
    gigs::status,
    gigs::hired_bid_id,
    gigs::inserted_at,
) = (
    gigs::id,
    gigs::user_id,
    gigs::title,
    gigs::description,
    gigs::budget_min,
    gigs::budget_max,
    gigs::currency,
    gigs::deadline,
    gigs::status,
    gigs::hired_bid_id,
    gigs::inserted_at,
);

/// The columns of a [`BidRow`].
pub const BID: (
    bids::id,
    bids::gig_id,
    bids::user_id,
    bids::amount,
    bids::currency,
    bids::delivery_days,
    bids::proposal,
    bids::status,
    bids::inserted_at,
) = (
    bids::id,
    bids::gig_id,
    bids::user_id,
    bids::amount,
    bids::currency,
    bids::delivery_days,
    bids::proposal,
    bids::status,
    bids::inserted_at,
);

crate::statement! {
    /// See the file.
    struct People {
        gig: Uuid as SqlUuid,
        bidder: Uuid as SqlUuid,
    }
    rows SqlUuid;
    sql include_str!("people.sql");
}

crate::statement! {
    /// See the file.
    struct Place {
        owner: Uuid as SqlUuid,
        bidder: Uuid as SqlUuid,
    }
    rows (Bool, Bool);
    sql include_str!("place.sql");
}

crate::statement! {
    /// See the file.
    struct Bidder {
        bid: Uuid as SqlUuid,
    }
    rows (Bool, Bool);
    sql include_str!("bidder.sql");
}

#[async_trait]
impl GigStore for PgUnitOfWork {
    async fn insert(&mut self, gig: &Gig) -> Result<(), StoreError> {
        diesel::insert_into(gigs::table)
            .values((
                gigs::id.eq(gig.id.0),
                gigs::user_id.eq(gig.owner.0),
                gigs::title.eq(&gig.title),
                gigs::description.eq(&gig.description),
                gigs::budget_min.eq(gig.budget.min().map(Cents::get)),
                gigs::budget_max.eq(gig.budget.max().map(Cents::get)),
                gigs::currency.eq(gig.currency.code()),
                gigs::deadline.eq(gig.deadline),
                gigs::status.eq(gig.state.status().as_str()),
                gigs::hired_bid_id.eq(gig.state.hired().map(|hired| hired.bid.0)),
                gigs::inserted_at.eq(gig.created_at),
                gigs::updated_at.eq(gig.created_at),
            ))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn lock(&mut self, id: GigId) -> Result<Option<Gig>, StoreError> {
        let row: Option<GigRow> = gigs::table
            .find(id.0)
            .select(GIG)
            .for_no_key_update()
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        let Some(row) = row else { return Ok(None) };
        // A question of its own: joined to the one above, it would be answered as of before the lock was waited for.
        let bidder = match row.hired_bid_id {
            Some(bid) => bids::table
                .find(bid)
                .select(bids::user_id)
                .first(self.connection()?)
                .await
                .optional()
                .map_err(store_error)?,
            None => None,
        };
        row.gig(bidder.map(UserId)).map(Some)
    }

    async fn lock_place(&mut self, id: GigId, bidder: UserId) -> Result<Option<BidPlace>, StoreError> {
        let people: Vec<Uuid> =
            People { gig: id.0, bidder: bidder.0 }.load(self.connection()?).await.map_err(store_error)?;
        if !people.contains(&bidder.0) {
            return Ok(None);
        }
        let Some(gig) = self.lock(id).await? else { return Ok(None) };
        let place = Place { owner: gig.owner.0, bidder: bidder.0 };
        let (is_seen, blocked): (bool, bool) = place.get_result(self.connection()?).await.map_err(store_error)?;
        if !is_seen {
            return Ok(None);
        }
        let earlier: Option<BidRow> = bids::table
            .filter(bids::gig_id.eq(id.0))
            .filter(bids::user_id.eq(bidder.0))
            .select(BID)
            .for_no_key_update()
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(Some(BidPlace { gig, blocked, earlier: earlier.map(BidRow::bid).transpose()? }))
    }

    async fn lock_bid(&mut self, gig: GigId, id: BidId) -> Result<Option<LockedBid>, StoreError> {
        let row: Option<BidRow> = bids::table
            .find(id.0)
            .filter(bids::gig_id.eq(gig.0))
            .select(BID)
            .for_no_key_update()
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        let Some(row) = row else { return Ok(None) };
        let (is_active, blocked): (bool, bool) =
            Bidder { bid: id.0 }.get_result(self.connection()?).await.map_err(store_error)?;
        Ok(Some(LockedBid { bid: row.bid()?, is_active, blocked }))
    }

    async fn update(&mut self, gig: &Gig, at: DateTime<Utc>) -> Result<(), StoreError> {
        diesel::update(gigs::table.find(gig.id.0))
            .set((
                gigs::title.eq(&gig.title),
                gigs::description.eq(&gig.description),
                gigs::budget_min.eq(gig.budget.min().map(Cents::get)),
                gigs::budget_max.eq(gig.budget.max().map(Cents::get)),
                gigs::currency.eq(gig.currency.code()),
                gigs::deadline.eq(gig.deadline),
                gigs::updated_at.eq(at),
            ))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn move_on(&mut self, gig: &Gig, from: GigStatus, at: DateTime<Utc>) -> Result<(), StoreError> {
        let moved = diesel::update(gigs::table.find(gig.id.0))
            .filter(gigs::status.eq(from.as_str()))
            .set((
                gigs::status.eq(gig.state.status().as_str()),
                gigs::hired_bid_id.eq(gig.state.hired().map(|hired| hired.bid.0)),
                gigs::updated_at.eq(at),
            ))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        if moved == 0 {
            return Err(StoreError::failed(format!("the gig {} is not {} any more", gig.id, from.as_str())));
        }
        Ok(())
    }

    async fn delete(&mut self, id: GigId) -> Result<(), StoreError> {
        self.give_way().await?;
        // What hangs on it goes by foreign keys.
        diesel::delete(gigs::table.find(id.0)).execute(self.connection()?).await.map(drop).map_err(store_error)
    }

    async fn insert_bid(&mut self, bid: &Bid) -> Result<(), InsertBidError> {
        // The constraint `bids_gig_user_unique_index` decides. An error would abort the transaction; a skipped row does
        // not.
        let added = diesel::insert_into(bids::table)
            .values((
                bids::id.eq(bid.id.0),
                bids::gig_id.eq(bid.gig.0),
                bids::user_id.eq(bid.bidder.0),
                bids::amount.eq(bid.amount.get()),
                bids::currency.eq(bid.currency.code()),
                bids::delivery_days.eq(i32::from(bid.delivery_days.get())),
                bids::proposal.eq(bid.proposal.as_str()),
                bids::status.eq(bid.status.as_str()),
                bids::inserted_at.eq(bid.placed_at),
                bids::updated_at.eq(bid.placed_at),
            ))
            .on_conflict_do_nothing()
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        if added == 0 { Err(InsertBidError::AlreadyBid) } else { Ok(()) }
    }

    async fn update_bid(&mut self, bid: &Bid, at: DateTime<Utc>) -> Result<(), StoreError> {
        diesel::update(bids::table.find(bid.id.0))
            .set((
                bids::amount.eq(bid.amount.get()),
                bids::currency.eq(bid.currency.code()),
                bids::delivery_days.eq(i32::from(bid.delivery_days.get())),
                bids::proposal.eq(bid.proposal.as_str()),
                bids::status.eq(bid.status.as_str()),
                bids::updated_at.eq(at),
            ))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn reject_pending(&mut self, gig: GigId, at: DateTime<Utc>) -> Result<Vec<UserId>, StoreError> {
        let rejected: Vec<Uuid> = diesel::update(bids::table)
            .filter(bids::gig_id.eq(gig.0))
            .filter(bids::status.eq("pending"))
            .set((bids::status.eq("rejected"), bids::updated_at.eq(at)))
            .returning(bids::user_id)
            .get_results(self.connection()?)
            .await
            .map_err(store_error)?;
        Ok(rejected.into_iter().map(UserId).collect())
    }

    async fn insert_review(&mut self, review: &Review) -> Result<(), InsertReviewError> {
        // The constraint `gig_reviews_gig_reviewer_unique_index` decides.
        let added = diesel::insert_into(gig_reviews::table)
            .values((
                gig_reviews::id.eq(review.id.0),
                gig_reviews::gig_id.eq(review.gig.0),
                gig_reviews::reviewer_id.eq(review.reviewer.0),
                gig_reviews::reviewee_id.eq(review.reviewee.0),
                gig_reviews::rating.eq(i32::from(review.terms.rating.get())),
                gig_reviews::content.eq(review.terms.content.as_deref()),
                gig_reviews::review_type.eq(review.kind.as_str()),
                gig_reviews::inserted_at.eq(review.written_at),
                gig_reviews::updated_at.eq(review.written_at),
            ))
            .on_conflict_do_nothing()
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        if added == 0 { Err(InsertReviewError::AlreadyReviewed) } else { Ok(()) }
    }
}
