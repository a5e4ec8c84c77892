use vibeslop_domain::{
    gigs::{ReviewDraft, ReviewType},
    notifications::NotificationKind,
};
use vibeslop_ports::{
    gigs::{InsertReviewError, ReviewView},
    mocks::End,
};

use super::*;
use crate::Error;

fn draft() -> ReviewDraft {
    ReviewDraft { rating: Some(5), content: Some("Great work".to_owned()) }
}

fn finding() -> MockGigQueries {
    let mut queries = MockGigQueries::new();
    queries.expect_review().times(1).returning(|id| {
        Ok(Some(ReviewView {
            id,
            gig: GIG,
            rating: 5,
            content: None,
            kind: ReviewType::ClientToFreelancer,
            reviewer: card(ADA),
            reviewee: card(BOB),
            created_at: now(),
        }))
    });
    queries
}

#[tokio::test]
async fn the_two_review_each_other_and_hear_of_it() {
    for (reviewer, reviewee, kind) in
        [(ADA, BOB, ReviewType::ClientToFreelancer), (BOB, ADA, ReviewType::FreelancerToClient)]
    {
        let mut unit = with(GigState::Completed(HIRED));
        unit.gigs
            .expect_insert_review()
            .withf(move |review| (review.reviewer, review.reviewee, review.kind) == (reviewer, reviewee, kind))
            .times(1)
            .returning(|_| Ok(()));
        unit.notifications
            .expect_tell()
            .withf(move |told| {
                let [told] = told else { return false };
                (told.cause.kind, told.cause.actor, told.cause.recipient, told.preview.as_deref())
                    == (NotificationKind::ReviewReceived, reviewer, reviewee, Some("Great work"))
            })
            .times(1)
            .returning(|_| Ok(()));
        let (gigs, transactions) = gigs([unit], finding());
        gigs.review(reviewer, GIG, &draft()).await.unwrap();
        assert_eq!(transactions.ends(), [End::Committed]);
    }
}

#[tokio::test]
async fn there_is_no_review_before_completion_by_strangers_or_twice() {
    for (reviewer, state, expected) in [
        (CLEO, GigState::Completed(HIRED), "forbidden"),
        (CLEO, GigState::Open, "forbidden"),
        (ADA, GigState::Open, "gig_not_completed"),
        (BOB, GigState::InProgress(HIRED), "gig_not_completed"),
        (ADA, GigState::Cancelled, "gig_not_completed"),
        (ADA, GigState::Completed(None), "no_hired_bid"),
        (ADA, GigState::Completed(HIRED), "already_reviewed"),
    ] {
        let mut unit = with(state);
        if expected == "already_reviewed" {
            unit.gigs.expect_insert_review().returning(|_| Err(InsertReviewError::AlreadyReviewed));
            unit.notifications.expect_tell().never();
        }
        let (gigs, transactions) = gigs([unit], MockGigQueries::new());
        let refused = gigs.review(reviewer, GIG, &draft()).await;
        assert!(
            matches!(&refused, Err(Error::Refused { code, .. } | Error::Forbidden { code, .. }) if *code == expected),
            "{expected}: {refused:?}"
        );
        assert_eq!(transactions.ends(), [End::RolledBack]);
    }
}
