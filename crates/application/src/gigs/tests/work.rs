use vibeslop_domain::{
    catalog::Stack,
    ids::StackId,
    notifications::{NotificationKind, NotificationTarget},
};
use vibeslop_ports::mocks::End;

use super::*;
use crate::Error;

/// Expects that these people are told so by Ada, about the gig and with its title.
fn tells(unit: &mut MockUnitOfWork, expected: &'static [(NotificationKind, UserId)]) {
    unit.notifications
        .expect_tell()
        .withf(move |told| {
            told.iter().map(|told| (told.cause.kind, told.cause.recipient)).eq(expected.iter().copied())
                && told.iter().all(|told| {
                    (told.cause.actor, told.cause.target, told.preview.as_deref())
                        == (ADA, Some(NotificationTarget::Gig(GIG)), Some("Port a parser"))
                })
        })
        .times(1)
        .returning(|_| Ok(()));
}

fn code<T: std::fmt::Debug>(refused: Result<T, Error>) -> &'static str {
    match refused {
        Err(Error::Refused { code, .. } | Error::Forbidden { code, .. }) => code,
        Err(Error::NotFound(what)) => what,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_gig_is_stored_with_what_it_names() {
    let mut unit = MockUnitOfWork::default();
    unit.gigs
        .expect_insert()
        .withf(|gig| (gig.owner, gig.title.as_str(), gig.state) == (ADA, "Port a parser", GigState::Open))
        .times(1)
        .returning(|_| Ok(()));
    let rust = StackId(Uuid::from_u128(5));
    unit.catalog.expect_stacks_named().times(1).returning(move |_, _| {
        Ok(vec![Stack { id: rust, name: "Rust".to_owned(), slug: "rust".to_owned(), category: None }])
    });
    unit.catalog.expect_set_gig_stacks().withf(move |_, stacks| stacks == [rust]).times(1).returning(|_, _| Ok(()));
    unit.catalog.expect_set_gig_tools().never();
    let (gigs, transactions) = gigs([unit], reading());
    gigs.create(ADA, &gig_draft()).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn whoever_is_hired_hears_of_it_and_so_do_all_others() {
    let mut unit = with_bid(GigState::Open, BidStatus::Pending);
    unit.gigs
        .expect_update_bid()
        .withf(|bid, _| (bid.id, bid.status) == (BID, BidStatus::Accepted))
        .times(1)
        .returning(|_, _| Ok(()));
    unit.gigs
        .expect_move_on()
        .withf(|gig, from, at| (gig.state, *from, *at) == (GigState::InProgress(HIRED), GigStatus::Open, now()))
        .times(1)
        .returning(|_, _, _| Ok(()));
    unit.gigs.expect_reject_pending().times(1).returning(|_, _| Ok(vec![CLEO]));
    tells(&mut unit, &[(NotificationKind::BidAccepted, BOB), (NotificationKind::BidRejected, CLEO)]);
    let (gigs, transactions) = gigs([unit], reading());
    gigs.hire(ADA, GIG, BID).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn who_may_not_hire_or_cannot_any_more_is_told_why_and_nothing_happens() {
    let nobody_asked_for_a_bid = |state| {
        let mut unit = with(state);
        unit.gigs.expect_lock_bid().never();
        unit
    };
    let blocked = |is_active, blocked| {
        let mut unit = with(GigState::Open);
        unit.gigs
            .expect_lock_bid()
            .returning(move |_, _| Ok(Some(LockedBid { bid: bid(BidStatus::Pending), is_active, blocked })));
        unit
    };
    let mut no_bid = with(GigState::Open);
    no_bid.gigs.expect_lock_bid().returning(|_, _| Ok(None));
    let mut no_gig = MockUnitOfWork::default();
    no_gig.gigs.expect_lock().returning(|_| Ok(None));
    for (viewer, unit, expected) in vec![
        (BOB, nobody_asked_for_a_bid(GigState::Open), "forbidden"),
        (BOB, nobody_asked_for_a_bid(GigState::Cancelled), "forbidden"),
        (ADA, nobody_asked_for_a_bid(GigState::Cancelled), "gig_not_open"),
        (ADA, nobody_asked_for_a_bid(GigState::InProgress(HIRED)), "gig_not_open"),
        (ADA, with_bid(GigState::Open, BidStatus::Withdrawn), "bid_not_pending"),
        (ADA, blocked(true, true), "blocked"),
        (ADA, blocked(false, false), "bid"),
        (ADA, no_bid, "bid"),
        (ADA, no_gig, "gig"),
    ] {
        let (gigs, transactions) = gigs([unit], MockGigQueries::new());
        assert_eq!(code(gigs.hire(viewer, GIG, BID).await), expected);
        assert_eq!(transactions.ends(), [End::RolledBack]);
    }
}

#[tokio::test]
async fn a_cancelled_gig_rejects_its_bids_and_says_so() {
    let mut unit = with(GigState::Open);
    unit.gigs.expect_move_on().withf(|gig, _, _| gig.state == GigState::Cancelled).times(1).returning(|_, _, _| Ok(()));
    unit.gigs.expect_reject_pending().times(1).returning(|_, _| Ok(vec![BOB, CLEO]));
    tells(&mut unit, &[(NotificationKind::BidRejected, BOB), (NotificationKind::BidRejected, CLEO)]);
    let mut quiet = with(GigState::Open);
    quiet.gigs.expect_move_on().returning(|_, _, _| Ok(()));
    quiet.gigs.expect_reject_pending().returning(|_, _| Ok(Vec::new()));
    quiet.notifications.expect_tell().never();
    let (gigs, _) = gigs([unit, quiet, with(GigState::Completed(None))], reading());
    gigs.cancel(ADA, GIG).await.unwrap();
    gigs.cancel(ADA, GIG).await.unwrap();
    assert_eq!(code(gigs.cancel(ADA, GIG).await), "gig_not_open");
}

#[tokio::test]
async fn a_gig_is_completed_even_if_the_hired_account_is_gone() {
    for state in [HIRED, None] {
        let mut unit = with(GigState::InProgress(state));
        unit.gigs
            .expect_move_on()
            .withf(move |gig, from, _| (gig.state, *from) == (GigState::Completed(state), GigStatus::InProgress))
            .times(1)
            .returning(|_, _, _| Ok(()));
        if state.is_some() {
            tells(&mut unit, &[(NotificationKind::GigCompleted, BOB)]);
        }
        let (gigs, transactions) = gigs([unit], reading());
        gigs.complete(ADA, GIG).await.unwrap();
        assert_eq!(transactions.ends(), [End::Committed]);
    }
    let (gigs, _) = gigs([with(GigState::Open), with(GigState::InProgress(None))], MockGigQueries::new());
    assert_eq!(code(gigs.complete(ADA, GIG).await), "gig_not_in_progress");
    assert_eq!(code(gigs.complete(BOB, GIG).await), "forbidden");
}

#[tokio::test]
async fn a_change_is_for_the_owner_of_an_open_gig_and_faults_come_last() {
    let mut unit = with(GigState::Open);
    unit.gigs.expect_update().withf(|gig, _| gig.title == "Port two").times(1).returning(|_, _| Ok(()));
    unit.catalog.expect_set_gig_stacks().never();
    let draft = GigDraft { title: Some("Port two".to_owned()), ..GigDraft::default() };
    let (allowed, _) = gigs([unit], reading());
    allowed.update(ADA, GIG, &draft).await.unwrap();
    let faulty = GigDraft { title: Some(" ".to_owned()), ..GigDraft::default() };
    let (refused, _) =
        gigs([with(GigState::Open), with(GigState::Cancelled), with(GigState::Open)], MockGigQueries::new());
    assert_eq!(code(refused.update(BOB, GIG, &faulty).await), "forbidden");
    assert_eq!(code(refused.update(ADA, GIG, &faulty).await), "gig_not_open");
    assert!(matches!(refused.update(ADA, GIG, &faulty).await, Err(Error::Invalid(_))));
}
