use vibeslop_domain::notifications::{NotificationKind, NotificationTarget};
use vibeslop_ports::{
    gigs::{BidPlace, InsertBidError},
    mocks::End,
    notifications::Cause,
};

use super::*;
use crate::Error;

fn received() -> Cause {
    Cause {
        kind: NotificationKind::BidReceived,
        actor: BOB,
        recipient: ADA,
        target: Some(NotificationTarget::Gig(GIG)),
        source: None,
    }
}

fn place(state: GigState, blocked: bool, earlier: Option<BidStatus>) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.gigs
        .expect_lock_place()
        .returning(move |_, _| Ok(Some(BidPlace { gig: gig(state), blocked, earlier: earlier.map(bid) })));
    unit
}

fn tells_the_owner(unit: &mut MockUnitOfWork) {
    unit.notifications
        .expect_tell()
        .withf(|told| {
            let [told] = told else { return false };
            // The first 100 characters of the proposal.
            told.cause == received() && told.preview.as_ref().is_some_and(|preview| preview.len() == 100)
        })
        .times(1)
        .returning(|_| Ok(()));
}

#[tokio::test]
async fn a_bid_is_stored_and_the_owner_hears_of_it() {
    let mut unit = place(GigState::Open, false, None);
    unit.gigs
        .expect_insert_bid()
        .withf(|bid| (bid.gig, bid.bidder, bid.status) == (GIG, BOB, BidStatus::Pending))
        .times(1)
        .returning(|_| Ok(()));
    tells_the_owner(&mut unit);
    let (gigs, transactions) = gigs([unit], reading());
    gigs.place_bid(BOB, GIG, &bid_draft()).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn a_withdrawn_bid_is_placed_anew() {
    let mut unit = place(GigState::Open, false, Some(BidStatus::Withdrawn));
    unit.gigs.expect_insert_bid().never();
    unit.gigs
        .expect_update_bid()
        .withf(|bid, _| (bid.id, bid.status) == (BID, BidStatus::Pending))
        .times(1)
        .returning(|_, _| Ok(()));
    tells_the_owner(&mut unit);
    let mut queries = MockGigQueries::new();
    queries.expect_bid().withf(|id| *id == BID).times(1).returning(|_| Ok(Some(bid_view())));
    let (gigs, _) = gigs([unit], queries);
    gigs.place_bid(BOB, GIG, &bid_draft()).await.unwrap();
}

#[tokio::test]
async fn a_refused_bid_leaves_nothing() {
    let mut race = place(GigState::Open, false, None);
    race.gigs.expect_insert_bid().returning(|_| Err(InsertBidError::AlreadyBid));
    let mut nowhere = MockUnitOfWork::default();
    nowhere.gigs.expect_lock_place().returning(|_, _| Ok(None));
    for (bidder, unit, expected) in [
        (ADA, place(GigState::Open, false, None), "cannot_bid_on_own_gig"),
        (BOB, place(GigState::Cancelled, false, None), "gig_not_open"),
        (BOB, place(GigState::Open, true, None), "blocked"),
        (BOB, place(GigState::Open, false, Some(BidStatus::Pending)), "already_bid"),
        (BOB, race, "already_bid"),
        (BOB, nowhere, "gig"),
    ] {
        let (gigs, transactions) = gigs([unit], MockGigQueries::new());
        let refused = match gigs.place_bid(bidder, GIG, &bid_draft()).await {
            Err(Error::Refused { code, .. } | Error::Forbidden { code, .. }) => code,
            Err(Error::NotFound(what)) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused, expected);
        assert_eq!(transactions.ends(), [End::RolledBack]);
    }
    let (gigs, transactions) = gigs([], MockGigQueries::new());
    assert!(matches!(gigs.place_bid(BOB, GIG, &BidDraft::default()).await, Err(Error::Invalid(_))));
    assert_eq!(transactions.ends(), []);
}

#[tokio::test]
async fn a_bid_that_is_taken_back_is_not_told_any_more() {
    let mut unit = with_bid(GigState::Open, BidStatus::Pending);
    unit.gigs.expect_update_bid().withf(|bid, _| bid.status == BidStatus::Withdrawn).times(1).returning(|_, _| Ok(()));
    unit.notifications.expect_retract().withf(|cause| *cause == received()).times(1).returning(|_| Ok(()));
    let (gigs, transactions) = gigs([unit], MockGigQueries::new());
    gigs.withdraw_bid(BOB, GIG, BID).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn only_its_bidder_changes_a_bid_and_only_while_it_is_pending() {
    let mut unit = with_bid(GigState::Open, BidStatus::Pending);
    unit.gigs
        .expect_update_bid()
        .withf(|bid, _| (bid.amount.get(), bid.delivery_days.get(), bid.status) == (80_000, 14, BidStatus::Pending))
        .times(1)
        .returning(|_, _| Ok(()));
    let draft = BidDraft { amount: Some(80_000), ..BidDraft::default() };
    let (allowed, _) = gigs([unit], reading());
    allowed.change_bid(BOB, GIG, BID, &draft).await.unwrap();
    for (viewer, status) in [(ADA, BidStatus::Pending), (BOB, BidStatus::Accepted), (BOB, BidStatus::Withdrawn)] {
        let units = [with_bid(GigState::Open, status), with_bid(GigState::Open, status)];
        let (gigs, transactions) = gigs(units, MockGigQueries::new());
        let expected = if viewer == ADA { "forbidden" } else { "bid_not_pending" };
        let changed = gigs.change_bid(viewer, GIG, BID, &draft).await.map(drop);
        for refused in [changed, gigs.withdraw_bid(viewer, GIG, BID).await] {
            assert!(
                matches!(&refused, Err(Error::Refused { code, .. } | Error::Forbidden { code, .. }) if *code == expected),
                "{refused:?}"
            );
        }
        assert_eq!(transactions.ends(), [End::RolledBack; 2]);
    }
}
