use chrono::TimeDelta;
use vibeslop_domain::{accounts::Email, admin::SuspensionDraft, ids::UserId};
use vibeslop_ports::{
    StoreError,
    admin::{AdminUserView, LockedPerson},
    mocks::{End, MockUnitOfWork},
};

use super::{Case, ROOT, ada, recording};
use crate::{
    Error,
    fixtures::{ADA, BOB, now},
};

fn locked(id: UserId, email: &str, suspended: bool) -> LockedPerson {
    LockedPerson { id, email: Email::new(email).unwrap(), email_verified: true, suspended, leaves_at: None }
}

fn bob(suspended: bool) -> LockedPerson {
    locked(BOB, "bob@example.com", suspended)
}

fn view() -> AdminUserView {
    AdminUserView {
        id: BOB,
        email: "bob@example.com".to_owned(),
        username: "bob".to_owned(),
        display_name: "Bob".to_owned(),
        avatar_url: None,
        is_verified: true,
        has_onboarded: true,
        suspended_at: None,
        suspended_until: None,
        suspension_reason: None,
        inserted_at: now(),
        updated_at: now(),
    }
}

/// A case whose queries answer Bob.
fn answering(units: impl IntoIterator<Item = MockUnitOfWork>) -> Case {
    let mut case = Case::with(units);
    case.queries.expect_person().withf(|id| *id == BOB).returning(|_| Ok(Some(view())));
    case
}

fn spam(until: Option<&str>) -> SuspensionDraft {
    SuspensionDraft { reason: Some("Spam".to_owned()), until: until.map(str::to_owned) }
}

#[tokio::test]
async fn what_the_toggle_came_to_is_written_down() {
    for (verified, action) in [(true, "user.verify"), (false, "user.unverify")] {
        let mut unit = recording(action, "user");
        unit.admin.expect_toggle_verified().times(1).returning(move |_, _| Ok(Some(verified)));
        let admin = answering([unit]).admin();
        assert_eq!(admin.toggle_verified(&ada(), BOB).await.unwrap(), view());
    }
    let mut unit = MockUnitOfWork::default();
    unit.admin.expect_toggle_verified().returning(|_, _| Ok(None));
    unit.admin.expect_record().never();
    let error = Case::with([unit]).admin().toggle_verified(&ada(), BOB).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("user")), "{error:?}");
}

#[tokio::test]
async fn an_account_goes_and_it_is_written_down() {
    let mut unit = recording("user.delete", "user");
    unit.admin.expect_lock_person().returning(|_| Ok(Some(bob(false))));
    unit.admin.expect_delete_person().withf(|id| *id == BOB).times(1).returning(|_| Ok(()));
    let case = Case::with([unit]);
    let transactions = case.transactions.clone();
    case.admin().delete_person(&ada(), BOB).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn a_deletion_that_others_are_in_the_way_of_is_done_again() {
    let mut first = MockUnitOfWork::default();
    first.admin.expect_lock_person().returning(|_| Ok(Some(bob(false))));
    first.admin.expect_delete_person().returning(|_| Err(StoreError::Contended("the test says so".into())));
    let mut second = recording("user.delete", "user");
    second.admin.expect_lock_person().returning(|_| Ok(Some(bob(false))));
    second.admin.expect_delete_person().returning(|_| Ok(()));
    let case = Case::with([first, second]);
    let transactions = case.transactions.clone();
    case.admin().delete_person(&ada(), BOB).await.unwrap();
    assert_eq!(transactions.ends(), [End::RolledBack, End::Committed]);
}

#[tokio::test]
async fn neither_oneself_nor_another_administrator_is_removed_or_suspended() {
    for (target, code) in
        [(locked(ADA, ROOT, false), "cannot_remove_self"), (locked(BOB, ROOT, false), "cannot_remove_administrator")]
    {
        for suspends in [true, false] {
            let mut unit = MockUnitOfWork::default();
            let (id, found) = (target.id, target.clone());
            unit.admin.expect_lock_person().returning(move |_| Ok(Some(found.clone())));
            unit.admin.expect_delete_person().never();
            unit.admin.expect_suspend().never();
            unit.admin.expect_record().never();
            let admin = Case::with([unit]).admin();
            let refused = if suspends {
                admin.suspend(&ada(), id, &spam(None)).await.map(drop)
            } else {
                admin.delete_person(&ada(), id).await
            };
            assert!(matches!(&refused, Err(Error::Refused { code: found, .. }) if *found == code), "{refused:?}");
        }
    }
}

#[tokio::test]
async fn a_suspension_is_judged_before_anything_is_opened() {
    let past = now() - TimeDelta::seconds(1);
    for draft in [SuspensionDraft::default(), spam(Some(&past.to_rfc3339())), spam(Some("soon"))] {
        let error = Case::with([]).admin().suspend(&ada(), BOB, &draft).await.unwrap_err();
        assert!(matches!(error, Error::Invalid(_)), "{error:?}");
    }
}

#[tokio::test]
async fn a_suspension_tells_why_and_until_when() {
    let until = now() + TimeDelta::days(3);
    let mut unit = recording("user.suspend", "user");
    unit.admin.expect_lock_person().returning(|_| Ok(Some(bob(false))));
    unit.admin
        .expect_suspend()
        .withf(move |id, suspension, at| {
            *id == BOB && suspension.reason() == "Spam" && suspension.until() == Some(until) && *at == now()
        })
        .times(1)
        .returning(|_, _, _| Ok(()));
    let admin = answering([unit]).admin();
    assert_eq!(admin.suspend(&ada(), BOB, &spam(Some(&until.to_rfc3339()))).await.unwrap(), view());
}

#[tokio::test]
async fn who_is_not_suspended_is_not_restored() {
    let mut suspended = recording("user.restore", "user");
    suspended.admin.expect_lock_person().returning(|_| Ok(Some(bob(true))));
    suspended.admin.expect_restore().times(1).returning(|_, _| Ok(()));
    let mut free = MockUnitOfWork::default();
    free.admin.expect_lock_person().returning(|_| Ok(Some(bob(false))));
    free.admin.expect_restore().never();
    free.admin.expect_record().never();
    for unit in [suspended, free] {
        answering([unit]).admin().restore(&ada(), BOB).await.unwrap();
    }
}
