use vibeslop_domain::{notifications::NotificationKind, social::Tie};
use vibeslop_ports::{
    mocks::End,
    notifications::{Cause, NewNotification},
    social::LockedOther,
};

use super::*;
use crate::{
    Error,
    fixtures::{ADA, BOB, now},
};

fn tie(relation: Relation) -> Tie {
    Tie { relation, person: ADA, other: BOB }
}

fn cause(tie: Tie) -> Cause {
    Cause { kind: NotificationKind::Follow, actor: tie.person, recipient: tie.other, target: None, source: None }
}

/// A unit of work in which `other` is there under the name of `bob`.
fn with(other: LockedOther) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.social
        .expect_lock_pair()
        .withf(|person, name| *person == ADA && name.as_str() == "bob")
        .times(1)
        .returning(move |_, _| Ok(Some(other)));
    unit
}

fn bob() -> LockedOther {
    LockedOther { id: BOB, is_active: true, blocked: false }
}

async fn begin(unit: MockUnitOfWork, relation: Relation) -> (Result<(), Error>, Vec<End>) {
    let (social, transactions) = social([unit], MockSocialQueries::new());
    (social.begin(ADA, relation, "Bob").await, transactions.ends())
}

#[tokio::test]
async fn whoever_is_followed_hears_of_it_once() {
    let mut unit = with(bob());
    unit.social.expect_tie().withf(|t, at| (*t, *at) == (tie(Relation::Follows), now())).returning(|_, _| Ok(true));
    unit.notifications
        .expect_tell()
        .withf(|told| *told == [NewNotification { cause: cause(tie(Relation::Follows)), preview: None, at: now() }])
        .times(1)
        .returning(|_| Ok(()));
    assert!(matches!(begin(unit, Relation::Follows).await, (Ok(()), ends) if ends == [End::Committed]));

    let mut again = with(bob());
    again.social.expect_tie().returning(|_, _| Ok(false));
    again.notifications.expect_tell().never();
    assert!(begin(again, Relation::Follows).await.0.is_ok());
}

#[tokio::test]
async fn a_follow_that_ends_is_taken_back_and_one_that_never_was_is_fine() {
    for was in [true, false] {
        let mut unit = with(bob());
        unit.social.expect_untie().withf(|t| *t == tie(Relation::Follows)).times(1).returning(move |_| Ok(was));
        unit.notifications
            .expect_retract()
            .withf(|told| *told == cause(tie(Relation::Follows)))
            .times(usize::from(was))
            .returning(|_| Ok(()));
        let (social, transactions) = social([unit], MockSocialQueries::new());
        social.end(ADA, Relation::Follows, "bob").await.unwrap();
        assert_eq!(transactions.ends(), [End::Committed]);
    }
}

#[tokio::test]
async fn a_block_cuts_both_follows_and_takes_back_what_was_told_of_them() {
    let mut unit = with(bob());
    let theirs = tie(Relation::Follows).reversed();
    unit.social.expect_tie().withf(|t, _| *t == tie(Relation::Blocks)).times(1).returning(|_, _| Ok(true));
    unit.social.expect_untie().withf(|t| *t == tie(Relation::Follows)).times(1).returning(|_| Ok(false));
    unit.social.expect_untie().withf(move |t| *t == theirs).times(1).returning(|_| Ok(true));
    unit.notifications.expect_retract().withf(move |told| *told == cause(theirs)).times(1).returning(|_| Ok(()));
    assert!(begin(unit, Relation::Blocks).await.0.is_ok());
}

#[tokio::test]
async fn a_mute_is_noticed_by_nobody() {
    let mut unit = with(LockedOther { blocked: true, ..bob() });
    unit.social.expect_tie().withf(|t, _| *t == tie(Relation::Mutes)).times(1).returning(|_, _| Ok(true));
    assert!(begin(unit, Relation::Mutes).await.0.is_ok());
}

#[tokio::test]
async fn a_block_on_either_side_refuses_a_follow() {
    let (refused, ends) = begin(with(LockedOther { blocked: true, ..bob() }), Relation::Follows).await;
    assert!(matches!(refused, Err(Error::Forbidden { code: "blocked", .. })), "{refused:?}");
    assert_eq!(ends, [End::RolledBack]);
}

#[tokio::test]
async fn nobody_follows_themselves_or_somebody_who_is_not_shown() {
    let (oneself, _) = begin(with(LockedOther { id: ADA, ..bob() }), Relation::Follows).await;
    assert!(matches!(oneself, Err(Error::Refused { code: "cannot_follow_self", .. })), "{oneself:?}");
    let suspended = LockedOther { is_active: false, ..bob() };
    let (hidden, _) = begin(with(suspended), Relation::Follows).await;
    assert!(matches!(hidden, Err(Error::NotFound("user"))), "{hidden:?}");
    let mut unit = with(suspended);
    unit.social.expect_tie().returning(|_, _| Ok(true));
    unit.social.expect_untie().returning(|_| Ok(false));
    assert!(begin(unit, Relation::Blocks).await.0.is_ok(), "a suspended person can be blocked for later");
}

#[tokio::test]
async fn a_name_that_nobody_can_have_is_not_looked_for() {
    let (social, _) = social([], MockSocialQueries::new());
    for name in ["a", "a\0b", "a-b"] {
        assert!(matches!(social.begin(ADA, Relation::Mutes, name).await, Err(Error::NotFound("user"))));
        assert!(matches!(social.end(ADA, Relation::Mutes, name).await, Err(Error::NotFound("user"))));
    }
}
