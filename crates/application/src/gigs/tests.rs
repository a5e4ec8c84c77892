mod bids;
mod reading;
mod reviews;
mod work;

use std::sync::Arc;

use uuid::Uuid;
use vibeslop_domain::{
    gigs::{Bid, BidDraft, BidStatus, BidTerms, Gig, GigDraft, GigState, GigStatus, GigTerms, Hired},
    ids::{BidId, GigId, UserId},
};
use vibeslop_ports::{
    gigs::{BidView, GigView, LockedBid, UserCardView},
    mocks::{MockGigQueries, MockTransactions, MockUnitOfWork},
};

use super::Gigs;
use crate::fixtures::{ADA, BOB, CountingIds, SetClock, now, spawnable};

const CLEO: UserId = UserId(Uuid::from_u128(0xC1E0));
const GIG: GigId = GigId(Uuid::from_u128(0x616));
const BID: BidId = BidId(Uuid::from_u128(0xB1D));

fn gigs(units: impl IntoIterator<Item = MockUnitOfWork>, queries: MockGigQueries) -> (Gigs, Arc<MockTransactions>) {
    let transactions = Arc::new(MockTransactions::of(units));
    let gigs = Gigs {
        transactions: transactions.clone(),
        queries: Arc::new(queries),
        clock: SetClock::new(),
        ids: Arc::new(CountingIds::default()),
    };
    (gigs, transactions)
}

fn gig_draft() -> GigDraft {
    GigDraft {
        title: Some("Port a parser".to_owned()),
        description: Some("Move it".to_owned()),
        stacks: Some(vec!["Rust".to_owned()]),
        ..GigDraft::default()
    }
}

fn bid_draft() -> BidDraft {
    BidDraft {
        amount: Some(90_000),
        delivery_days: Some(14),
        proposal: Some("I have done three of these before. ".repeat(4)),
        currency: None,
    }
}

/// Ada's gig.
fn gig(state: GigState) -> Gig {
    Gig { state, ..Gig::create(GIG, ADA, GigTerms::new(&gig_draft(), now()).unwrap(), now()) }
}

/// That he was hired.
const HIRED: Option<Hired> = Some(Hired { bid: BID, bidder: BOB });

/// Bob's bid on it.
fn bid(status: BidStatus) -> Bid {
    let terms = BidTerms::new(&bid_draft()).unwrap();
    let open = gig(GigState::Open).open().unwrap();
    Bid { status, ..open.place_bid(BID, BOB, terms, None, now()).unwrap() }
}

/// A unit of work in which the gig is so.
fn with(state: GigState) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.gigs.expect_lock().withf(|id| *id == GIG).times(1).returning(move |_| Ok(Some(gig(state))));
    unit
}

/// The same with Bob's bid on it.
fn with_bid(state: GigState, status: BidStatus) -> MockUnitOfWork {
    let mut unit = with(state);
    unit.gigs
        .expect_lock_bid()
        .withf(|gig, bid| (*gig, *bid) == (GIG, BID))
        .returning(move |_, _| Ok(Some(LockedBid { bid: bid(status), is_active: true, blocked: false })));
    unit
}

fn card(id: UserId) -> UserCardView {
    UserCardView {
        id,
        username: "somebody".to_owned(),
        display_name: "Somebody".to_owned(),
        avatar_url: None,
        bio: None,
        developer_score: 0,
        is_verified: false,
    }
}

fn bid_view() -> BidView {
    let bid = bid(BidStatus::Accepted);
    BidView {
        id: bid.id,
        amount: bid.amount.get(),
        currency: bid.currency.code().to_owned(),
        delivery_days: 14,
        proposal: bid.proposal.into_string(),
        status: bid.status,
        bidder: card(BOB),
        created_at: now(),
        updated_at: now(),
    }
}

fn gig_view() -> GigView {
    let gig = gig(GigState::Open);
    GigView {
        id: gig.id,
        title: gig.title,
        description: gig.description,
        budget_min: None,
        budget_max: None,
        currency: "USD".to_owned(),
        deadline: None,
        status: GigStatus::InProgress,
        bids_count: 1,
        views_count: 0,
        owner: card(ADA),
        hired_bid: Some(bid_view()),
        tools: Vec::new(),
        stacks: Vec::new(),
        created_at: now(),
        updated_at: now(),
    }
}

/// Queries that find the gig for whoever asks.
fn reading() -> MockGigQueries {
    let mut queries = MockGigQueries::new();
    queries.expect_gig().returning(|_, _| Ok(Some(gig_view())));
    queries.expect_bid().returning(|_| Ok(Some(bid_view())));
    queries
}

const _: fn(&Gigs, &GigDraft, &BidDraft) = |gigs, gig, bid| {
    spawnable(&gigs.create(ADA, gig));
    spawnable(&gigs.update(ADA, GIG, gig));
    spawnable(&gigs.hire(ADA, GIG, BID));
    spawnable(&gigs.cancel(ADA, GIG));
    spawnable(&gigs.complete(ADA, GIG));
    spawnable(&gigs.place_bid(BOB, GIG, bid));
    spawnable(&gigs.withdraw_bid(BOB, GIG, BID));
};
