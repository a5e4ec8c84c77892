use vibeslop_domain::{ids::ProjectId, notifications::NotificationKind};
use vibeslop_ports::{
    StoreError,
    mocks::End,
    notifications::{Cause, NewNotification, NotificationSource},
};

use super::*;
use crate::{Error, engagement::Engaged, fixtures::ADA};

/// A unit of work in which the thing is there and Ada's act was not so before (or was).
fn with(thing: LockedThing, was: bool) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.engagement.expect_lock().withf(|_, viewer| *viewer == ADA).times(1).returning(move |_, _| Ok(Some(thing)));
    unit.engagement.expect_add().returning(move |_, _, _| Ok(!was));
    unit.engagement.expect_remove().returning(move |_, _| Ok(was));
    unit
}

fn cause(kind: NotificationKind) -> Cause {
    Cause { kind, actor: ADA, recipient: BOB, target: Some(POST.into()), source: None }
}

async fn perform(unit: MockUnitOfWork, act: Act, wish: Wish) -> (Result<Engaged, Error>, Vec<End>) {
    let (engagement, transactions) = engagement([unit], MockEngagementQueries::new());
    (engagement.perform(ADA, act, wish).await, transactions.ends())
}

#[tokio::test]
async fn a_like_tells_the_owner_and_answers_the_new_total() {
    let mut unit = with(locked(), false);
    unit.engagement.expect_remove().never();
    unit.notifications
        .expect_tell()
        .withf(|told| *told == [NewNotification { cause: cause(NotificationKind::Like), preview: None, at: now() }])
        .times(1)
        .returning(|_| Ok(()));
    let (done, ends) = perform(unit, LIKE, Wish::Toggle).await;
    assert_eq!(done.unwrap(), Engaged { state: true, total: 5 });
    assert_eq!(ends, [End::Committed]);
}

#[tokio::test]
async fn a_second_toggle_takes_it_back_and_the_owner_does_not_hear_of_it() {
    let mut unit = with(locked(), true);
    unit.notifications.expect_tell().never();
    unit.notifications
        .expect_retract()
        .withf(|told| *told == cause(NotificationKind::Repost))
        .times(1)
        .returning(|_| Ok(()));
    let (done, _) = perform(unit, Act::Repost(POST), Wish::Toggle).await;
    assert_eq!(done.unwrap(), Engaged { state: false, total: 3 });
}

#[tokio::test]
async fn setting_what_is_so_already_changes_nothing() {
    for (was, wish) in [(true, Wish::Set(true)), (false, Wish::Set(false))] {
        // Neither tells nor takes back: those expectations are missing, and a call would panic.
        let (done, ends) = perform(with(locked(), was), LIKE, wish).await;
        assert_eq!(done.unwrap(), Engaged { state: was, total: 4 });
        assert_eq!(ends, [End::Committed]);
    }
}

#[tokio::test]
async fn unsetting_never_sets() {
    let mut unit = MockUnitOfWork::default();
    unit.engagement.expect_lock().returning(|_, _| Ok(Some(locked())));
    unit.engagement.expect_add().never();
    unit.engagement.expect_remove().times(1).returning(|_, _| Ok(false));
    let (done, _) = perform(unit, LIKE, Wish::Set(false)).await;
    assert!(!done.unwrap().state);
}

#[tokio::test]
async fn a_liked_comment_tells_its_writer_of_the_item_that_it_is_on() {
    let mut unit = with(locked(), false);
    unit.notifications
        .expect_tell()
        .withf(|told| {
            let expected =
                Cause { source: Some(NotificationSource::Comment(COMMENT)), ..cause(NotificationKind::Like) };
            told.len() == 1 && told[0].cause == expected
        })
        .times(1)
        .returning(|_| Ok(()));
    let (done, _) = perform(unit, Act::Like(Likeable::Comment(COMMENT)), Wish::Set(true)).await;
    assert!(done.unwrap().state);
}

#[tokio::test]
async fn nobody_hears_of_a_bookmark_or_of_themselves() {
    let (done, _) = perform(with(locked(), false), Act::Bookmark(POST), Wish::Toggle).await;
    assert_eq!(done.unwrap(), Engaged { state: true, total: 5 });
    let own = LockedThing { thing: Engageable { owner: ADA, ..locked().thing }, ..locked() };
    for was in [false, true] {
        let (done, _) = perform(with(own, was), LIKE, Wish::Toggle).await;
        assert_eq!(done.unwrap().state, !was);
    }
}

#[tokio::test]
async fn what_is_not_there_for_the_viewer_is_not_found() {
    let mut unit = MockUnitOfWork::default();
    unit.engagement.expect_lock().returning(|_, _| Ok(None));
    let (refused, ends) = perform(unit, Act::Bookmark(ItemRef::Project(ProjectId(Uuid::nil()))), Wish::Toggle).await;
    assert!(matches!(refused, Err(Error::NotFound("project"))), "{refused:?}");
    assert_eq!(ends, [End::RolledBack]);
}

#[tokio::test]
async fn a_new_account_is_refused_and_what_it_began_is_undone_but_it_may_take_back() {
    let young = LockedThing { viewer_since: now() - TimeDelta::minutes(59), ..locked() };
    let (refused, ends) = perform(with(young, false), LIKE, Wish::Toggle).await;
    assert!(matches!(refused, Err(Error::Forbidden { code: "account_too_young", .. })), "{refused:?}");
    assert_eq!(ends, [End::RolledBack]);
    let mut unit = with(young, true);
    unit.notifications.expect_retract().returning(|_| Ok(()));
    let (done, _) = perform(unit, LIKE, Wish::Toggle).await;
    assert!(!done.unwrap().state);
}

#[tokio::test]
async fn a_draft_is_not_reposted() {
    let draft = LockedThing { thing: Engageable { owner: ADA, is_public: false, ..locked().thing }, ..locked() };
    let (refused, ends) = perform(with(draft, false), Act::Repost(POST), Wish::Set(true)).await;
    assert!(matches!(refused, Err(Error::Refused { code: "not_published", .. })), "{refused:?}");
    assert_eq!(ends, [End::RolledBack]);
}

#[tokio::test]
async fn whoever_was_in_the_way_the_like_is_done_once() {
    let mut blocked = MockUnitOfWork::default();
    blocked.engagement.expect_lock().returning(|_, _| Err(StoreError::Contended("a deadlock".into())));
    let mut free = with(locked(), false);
    free.notifications.expect_tell().times(1).returning(|_| Ok(()));
    let (engagement, transactions) = engagement([blocked, free], MockEngagementQueries::new());
    let done = engagement.perform(ADA, LIKE, Wish::Toggle).await;
    assert_eq!(done.unwrap(), Engaged { state: true, total: 5 });
    assert_eq!(transactions.ends(), [End::RolledBack, End::Committed]);
}
