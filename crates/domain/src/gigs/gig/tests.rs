use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::{
    gigs::{BidDraft, BidStatus, GigDraft, ReviewDraft, ReviewRefused, ReviewTerms, ReviewType},
    ids::ReviewId,
};

const ADA: UserId = UserId(Uuid::from_u128(0xADA));
const BOB: UserId = UserId(Uuid::from_u128(0xB0B));
const CLEO: UserId = UserId(Uuid::from_u128(0xC1E0));

fn now() -> DateTime<Utc> {
    "2026-02-02T10:15:30Z".parse().unwrap()
}

fn gig(state: GigState) -> Gig {
    let draft = GigDraft { title: Some("Port".to_owned()), description: Some("It".to_owned()), ..GigDraft::default() };
    Gig { state, ..Gig::create(GigId(Uuid::from_u128(1)), ADA, GigTerms::new(&draft, now()).unwrap(), now()) }
}

fn terms() -> BidTerms {
    let draft =
        BidDraft { amount: Some(90_000), delivery_days: Some(14), proposal: Some("x".repeat(50)), currency: None };
    BidTerms::new(&draft).unwrap()
}

fn place(gig: &Gig, bidder: UserId, earlier: Option<Bid>) -> Result<Bid, BidRefused> {
    gig.clone().open().unwrap().place_bid(BidId(Uuid::from_u128(7)), bidder, terms(), earlier, now())
}

fn review(gig: &Gig, reviewer: UserId) -> Result<ReviewType, ReviewRefused> {
    let terms = ReviewTerms::new(&ReviewDraft { rating: Some(5), content: None }).unwrap();
    let review = gig.completed().unwrap().review(ReviewId(Uuid::nil()), reviewer, terms, now())?;
    assert!(review.reviewer != review.reviewee && gig.concerns(review.reviewee));
    Ok(review.kind)
}

#[test]
fn each_state_answers_for_what_it_is_alone() {
    let hired = Some(Hired { bid: BidId(Uuid::nil()), bidder: BOB });
    let states = [GigState::Open, GigState::InProgress(hired), GigState::Completed(hired), GigState::Cancelled];
    for state in states {
        let gig = gig(state);
        assert_eq!(gig.clone().open().is_ok(), state == GigState::Open);
        assert_eq!(gig.clone().running().is_ok(), state == GigState::InProgress(hired));
        assert_eq!(gig.completed().is_ok(), state == GigState::Completed(hired));
    }
    let cancelled = gig(GigState::Cancelled);
    assert_eq!(cancelled.clone().open().unwrap_err().code(), "gig_not_open");
    assert_eq!(cancelled.clone().running().unwrap_err().code(), "gig_not_in_progress");
    assert_eq!(cancelled.completed().unwrap_err().code(), "gig_not_completed");
}

#[test]
fn anybody_but_the_owner_bids_once_and_again_after_taking_it_back() {
    let gig = gig(GigState::Open);
    assert_eq!(place(&gig, ADA, None), Err(BidRefused::OwnGig));
    let bid = place(&gig, BOB, None).unwrap();
    assert_eq!((bid.status, bid.currency), (BidStatus::Pending, gig.currency));
    assert_eq!(place(&gig, BOB, Some(bid.clone())), Err(BidRefused::AlreadyBid));
    let withdrawn = bid.clone().pending().unwrap().withdraw();
    assert_eq!(withdrawn.clone().pending(), Err(BidRefused::NotPending));
    let again = place(&gig, BOB, Some(withdrawn)).unwrap();
    assert_eq!((again.id, again.status), (bid.id, BidStatus::Pending));
}

#[test]
fn a_gig_hires_a_bid_of_its_own_and_is_completed_once() {
    let open = gig(GigState::Open);
    let bid = place(&open, BOB, None).unwrap();
    let elsewhere = Bid { gig: GigId(Uuid::from_u128(2)), ..bid.clone() };
    assert_eq!(open.clone().open().unwrap().hire(elsewhere.pending().unwrap()), None);
    let (running, accepted) = open.open().unwrap().hire(bid.pending().unwrap()).unwrap();
    assert_eq!(accepted.status, BidStatus::Accepted);
    assert_eq!(running.state.hired(), Some(Hired { bid: accepted.id, bidder: BOB }));
    let completed = running.running().unwrap().complete();
    assert_eq!(completed.state.hired().map(|hired| hired.bidder), Some(BOB));
    assert_eq!(completed.running(), Err(GigRefused::NotInProgress));
}

#[test]
fn the_two_who_had_to_do_with_each_other_review_each_other() {
    let done = gig(GigState::Completed(Some(Hired { bid: BidId(Uuid::nil()), bidder: BOB })));
    assert_eq!(review(&done, ADA), Ok(ReviewType::ClientToFreelancer));
    assert_eq!(review(&done, BOB), Ok(ReviewType::FreelancerToClient));
    assert_eq!(review(&done, CLEO), Err(ReviewRefused::NoParty));
    let alone = gig(GigState::Completed(None));
    assert_eq!(review(&alone, ADA), Err(ReviewRefused::NobodyHired));
    assert_eq!(review(&alone, BOB), Err(ReviewRefused::NoParty));
}

proptest! {
    /// Whatever is tried in whatever order, a gig takes at most two steps, and never back.
    #[test]
    fn a_gig_only_goes_forward(tries in proptest::collection::vec(0u8..3, 0..12)) {
        let mut gig = gig(GigState::Open);
        let bid = place(&gig, BOB, None).unwrap();
        let rank = |gig: &Gig| match gig.state.status() {
            GigStatus::Open => 0,
            GigStatus::InProgress => 1,
            GigStatus::Completed | GigStatus::Cancelled => 2,
        };
        for attempt in tries {
            let before = rank(&gig);
            let next = match attempt {
                0 => gig.clone().open().ok().and_then(|open| open.hire(bid.clone().pending().ok()?)).map(|(gig, _)| gig),
                1 => gig.clone().open().ok().map(OpenGig::cancel),
                _ => gig.clone().running().ok().map(RunningGig::complete),
            };
            if let Some(next) = next {
                gig = next;
                prop_assert!(rank(&gig) > before);
            }
            prop_assert_eq!(gig.state.hired().is_some(), matches!(gig.state, GigState::InProgress(_) | GigState::Completed(_)));
        }
    }
}
