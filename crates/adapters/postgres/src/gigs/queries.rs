use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    OptionalExtension,
    sql_types::{BigInt, Binary, Date, Nullable, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Username,
    gigs::{GigCursor, GigOrder, GigStatus},
    ids::{BidId, GigId, ReviewId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    gigs::{BidView, GigList, GigQueries, GigStart, GigView, OwnBidView, RatingView, ReviewView, ReviewsOfPersonView},
};

use super::{
    listed::{BudgetHigh, BudgetLow, MostBids, Newest},
    reviews::{OneReview, RatingOf, ReviewsOfGig, ReviewsOfPerson},
    rows::{BidColumns, BidRow, GigCards, GigRow, ReviewRow},
};
use crate::{Database, error::store_error, rows::like_containing};

crate::statement! {
    /// See the file.
    struct OwnGigs {
        owner: Uuid as SqlUuid,
        at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        id: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows (SqlUuid, Timestamptz);
    sql include_str!("own.sql");
}

crate::statement! {
    /// See the file.
    struct Owner {
        id: Uuid as SqlUuid,
        viewer: Option<Uuid> as Nullable<SqlUuid>,
    }
    rows SqlUuid;
    sql include_str!("owner.sql");
}

crate::statement! {
    /// See the file.
    struct BidsOn {
        gig: Uuid as SqlUuid,
        viewer: Uuid as SqlUuid,
    }
    rows BidColumns;
    sql include_str!("bids.sql");
}

crate::statement! {
    /// See the file.
    struct OneBid {
        id: Uuid as SqlUuid,
    }
    rows BidColumns;
    sql include_str!("bid.sql");
}

crate::statement! {
    /// See the file.
    struct OwnBids {
        bidder: Uuid as SqlUuid,
        at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        id: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows BidColumns;
    sql include_str!("own_bids.sql");
}

crate::statement! {
    /// See the file.
    struct See<'a> {
        gig: Uuid as SqlUuid,
        person: Option<Uuid> as Nullable<SqlUuid>,
        key: &'a [u8] as Binary,
        day: NaiveDate as Date,
    }
    rows ();
    sql include_str!("see.sql");
}

/// Gigs in the order of their identifiers. Those that the viewer does not see (any more) are left out. One statement.
async fn cards(
    connection: &mut AsyncPgConnection,
    ids: &[Uuid],
    viewer: Option<UserId>,
    with_hired: bool,
) -> Result<Vec<GigView>, StoreError> {
    let statement = GigCards { ids, viewer: viewer.map(|viewer| viewer.0), with_hired };
    let mut rows: Vec<GigRow> = statement.load(connection).await.map_err(store_error)?;
    rows.sort_by_key(|row| ids.iter().position(|id| *id == row.id));
    rows.into_iter().map(GigRow::view).collect()
}

async fn is_seen(connection: &mut AsyncPgConnection, gig: GigId, viewer: Option<UserId>) -> Result<bool, StoreError> {
    let statement = Owner { id: gig.0, viewer: viewer.map(|viewer| viewer.0) };
    let owner: Option<Uuid> = statement.get_result(connection).await.optional().map_err(store_error)?;
    Ok(owner.is_some())
}

#[async_trait]
impl GigQueries for Database {
    async fn list(&self, list: &GigList, viewer: Option<UserId>) -> Result<Page<GigView, GigCursor>, StoreError> {
        let mut connection = self.connection().await?;
        let (offset, after) = match list.start {
            GigStart::Skip(offset) => (offset.get(), None),
            GigStart::Behind(cursor) => (0, Some(cursor)),
        };
        let pattern = list.filter.search.as_deref().map(like_containing);
        macro_rules! read {
            ($list:ident) => {
                $list {
                    viewer: viewer.map(|viewer| viewer.0),
                    status: list.filter.status.map(GigStatus::as_str),
                    pattern: pattern.as_deref(),
                    tools: &list.filter.tools,
                    stacks: &list.filter.stacks,
                    min: list.filter.min_budget,
                    max: list.filter.max_budget,
                    rank: after.map(|after| after.rank),
                    at: after.map(|after| after.at),
                    id: after.map(|after| after.id),
                    limit: list.limit.and_one(),
                    offset: i64::from(offset),
                }
                .load(&mut *connection)
                .await
            };
        }
        let rows: Vec<(Uuid, i64, DateTime<Utc>)> = match list.order {
            GigOrder::Newest => read!(Newest),
            GigOrder::BudgetHigh => read!(BudgetHigh),
            GigOrder::BudgetLow => read!(BudgetLow),
            GigOrder::Bids => read!(MostBids),
        }
        .map_err(store_error)?;
        let page = Page::of_one_more(rows, list.limit, |(id, rank, at)| GigCursor { rank: *rank, at: *at, id: *id });
        let ids: Vec<Uuid> = page.items.iter().map(|(id, ..)| *id).collect();
        Ok(Page { items: cards(&mut connection, &ids, viewer, false).await?, next: page.next })
    }

    async fn gig(&self, id: GigId, viewer: Option<UserId>) -> Result<Option<GigView>, StoreError> {
        let mut connection = self.connection().await?;
        Ok(cards(&mut connection, &[id.0], viewer, true).await?.pop())
    }

    async fn own(&self, owner: UserId, start: Start, limit: Limit) -> Result<Page<GigView, TimeCursor>, StoreError> {
        let mut connection = self.connection().await?;
        let rows: Vec<(Uuid, DateTime<Utc>)> = OwnGigs {
            owner: owner.0,
            at: start.cursor().map(|after| after.at),
            id: start.cursor().map(|after| after.id),
            limit: limit.and_one(),
            offset: start.skipped(),
        }
        .load(&mut *connection)
        .await
        .map_err(store_error)?;
        let page = Page::of_one_more(rows, limit, |(id, at)| TimeCursor { at: *at, id: *id });
        let ids: Vec<Uuid> = page.items.iter().map(|(id, _)| *id).collect();
        Ok(Page { items: cards(&mut connection, &ids, Some(owner), true).await?, next: page.next })
    }

    async fn bids(&self, gig: GigId, viewer: UserId) -> Result<Option<Vec<BidView>>, StoreError> {
        let mut connection = self.connection().await?;
        if !is_seen(&mut connection, gig, Some(viewer)).await? {
            return Ok(None);
        }
        let statement = BidsOn { gig: gig.0, viewer: viewer.0 };
        let rows: Vec<BidRow> = statement.load(&mut *connection).await.map_err(store_error)?;
        rows.into_iter().map(BidRow::view).collect::<Result<_, _>>().map(Some)
    }

    async fn bid(&self, id: BidId) -> Result<Option<BidView>, StoreError> {
        let mut connection = self.connection().await?;
        let row: Option<BidRow> =
            OneBid { id: id.0 }.get_result(&mut *connection).await.optional().map_err(store_error)?;
        row.map(BidRow::view).transpose()
    }

    async fn own_bids(
        &self,
        bidder: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<OwnBidView, TimeCursor>, StoreError> {
        let mut connection = self.connection().await?;
        let rows: Vec<BidRow> = OwnBids {
            bidder: bidder.0,
            at: start.cursor().map(|after| after.at),
            id: start.cursor().map(|after| after.id),
            limit: limit.and_one(),
            offset: start.skipped(),
        }
        .load(&mut *connection)
        .await
        .map_err(store_error)?;
        let page = Page::of_one_more(rows, limit, |row| TimeCursor { at: row.created_at, id: row.id });
        // One bid a person and gig: no gig comes twice.
        let gigs: Vec<Uuid> = page.items.iter().map(|row| row.gig).collect();
        let mut found = cards(&mut connection, &gigs, Some(bidder), true).await?;
        let mut items = Vec::with_capacity(page.items.len());
        for row in page.items {
            if let Some(at) = found.iter().position(|gig| gig.id.0 == row.gig) {
                items.push(OwnBidView { gig: found.swap_remove(at), bid: row.view()? });
            }
        }
        Ok(Page { items, next: page.next })
    }

    async fn reviews(&self, gig: GigId, viewer: Option<UserId>) -> Result<Option<Vec<ReviewView>>, StoreError> {
        let mut connection = self.connection().await?;
        if !is_seen(&mut connection, gig, viewer).await? {
            return Ok(None);
        }
        let statement = ReviewsOfGig { gig: gig.0, viewer: viewer.map(|viewer| viewer.0) };
        let rows: Vec<ReviewRow> = statement.load(&mut *connection).await.map_err(store_error)?;
        rows.into_iter().map(ReviewRow::view).collect::<Result<_, _>>().map(Some)
    }

    async fn review(&self, id: ReviewId) -> Result<Option<ReviewView>, StoreError> {
        let mut connection = self.connection().await?;
        let row: Option<ReviewRow> =
            OneReview { id: id.0 }.get_result(&mut *connection).await.optional().map_err(store_error)?;
        row.map(ReviewRow::view).transpose()
    }

    async fn reviews_of(
        &self,
        person: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<ReviewsOfPersonView>, StoreError> {
        let mut connection = self.connection().await?;
        let viewer = viewer.map(|viewer| viewer.0);
        let rating: Option<(Uuid, bool, f64, i64)> = RatingOf { username: person.as_str(), viewer }
            .get_result(&mut *connection)
            .await
            .optional()
            .map_err(store_error)?;
        let Some((person, is_seen, average, count)) = rating else { return Ok(None) };
        if !is_seen {
            return Ok(Some(ReviewsOfPersonView { page: Page::empty(), rating: RatingView::default() }));
        }
        let rows: Vec<ReviewRow> = ReviewsOfPerson {
            person,
            viewer,
            at: start.cursor().map(|after| after.at),
            id: start.cursor().map(|after| after.id),
            limit: limit.and_one(),
            offset: start.skipped(),
        }
        .load(&mut *connection)
        .await
        .map_err(store_error)?;
        let page = Page::of_one_more(rows, limit, |row| TimeCursor { at: row.created_at, id: row.id });
        let items = page.items.into_iter().map(ReviewRow::view).collect::<Result<_, _>>()?;
        let rating = RatingView { average, count };
        Ok(Some(ReviewsOfPersonView { page: Page { items, next: page.next }, rating }))
    }

    async fn see(&self, gig: GigId, person: Option<UserId>, key: [u8; 32], day: NaiveDate) -> Result<(), StoreError> {
        let mut connection = self.connection().await?;
        let statement = See { gig: gig.0, person: person.map(|person| person.0), key: &key, day };
        statement.execute(&mut *connection).await.map(drop).map_err(store_error)
    }
}
