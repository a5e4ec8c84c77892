//! Signing in while others do.

use vibeslop_ports::{
    accounts::{CreateAccountError, LinkIdentityError, StoredAccount},
    mocks::{End, MockUnitOfWork},
};

use super::{
    Prepared,
    sign_in::{finished, token},
};
use crate::{
    accounts::{Flow, SignInRefused},
    fixtures::{ADA, store_away},
};

/// A unit of work in which the identity leads nowhere.
fn unknown() -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.accounts.expect_by_identity().times(1).returning(|_, _| Ok(None));
    unit
}

/// A unit of work in which the identity leads to Ada.
fn known() -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.accounts
        .expect_by_identity()
        .times(1)
        .returning(|_, _| Ok(Some(StoredAccount { id: ADA, suspended: false, leaves_at: None })));
    unit.accounts.expect_refresh_identity().times(1).returning(|_, _| Ok(false));
    unit.accounts.expect_create().never();
    unit
}

#[tokio::test]
async fn a_taken_username_is_tried_with_other_numbers_in_the_same_transaction() {
    let mut unit = unknown();
    let mut tried = Vec::new();
    unit.accounts.expect_create().times(3).returning(move |_, username, _, _| {
        tried.push(username.to_string());
        match tried.len() {
            1 => assert_eq!(tried, ["ada_l"]),
            n => assert!(tried[n - 1].starts_with("ada_l_") && tried[n - 1] != tried[n - 2], "{tried:?}"),
        }
        if tried.len() < 3 { Err(CreateAccountError::UsernameTaken) } else { Ok(()) }
    });
    unit.accounts.expect_link_identity().times(1).returning(|_, _, _| Ok(()));
    let prepared = Prepared::with([unit]).issuing().agreeing();
    let transactions = prepared.transactions.clone();
    finished(&prepared.sign_in(), Flow::Token).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn names_are_not_tried_for_ever() {
    let mut unit = unknown();
    unit.accounts.expect_create().times(8).returning(|_, _, _, _| Err(CreateAccountError::UsernameTaken));
    unit.accounts.expect_link_identity().never();
    let prepared = Prepared::with([unit]).agreeing();
    let transactions = prepared.transactions.clone();
    let refused = finished(&prepared.sign_in(), Flow::Token).await.unwrap_err();
    assert_eq!(refused.code(), "internal_error");
    assert_eq!(transactions.ends(), [End::RolledBack]);
}

#[tokio::test]
async fn who_loses_the_race_for_an_identity_signs_in_to_the_account_that_won() {
    let mut lost = unknown();
    lost.accounts.expect_create().times(1).returning(|_, _, _, _| Ok(()));
    lost.accounts.expect_link_identity().times(1).returning(|_, _, _| Err(LinkIdentityError::AlreadyLinked));
    let prepared = Prepared::with([lost, known()]).issuing().agreeing();
    let transactions = prepared.transactions.clone();
    let finished = finished(&prepared.sign_in(), Flow::Token).await.unwrap();
    assert_eq!(token(&finished), format!("token of {ADA}"));
    // The account that was made for the loser is gone again.
    assert_eq!(transactions.ends(), [End::RolledBack, End::Committed]);
}

#[tokio::test]
async fn an_address_that_was_taken_by_oneself_a_moment_ago_is_no_obstacle() {
    let mut lost = unknown();
    lost.accounts.expect_create().times(1).returning(|_, _, _, _| Err(CreateAccountError::EmailTaken));
    lost.accounts.expect_link_identity().never();
    let prepared = Prepared::with([lost, known()]).issuing().agreeing();
    let finished = finished(&prepared.sign_in(), Flow::Token).await.unwrap();
    assert_eq!(token(&finished), format!("token of {ADA}"));
}

#[tokio::test]
async fn an_address_of_another_account_is_never_joined_with_it() {
    let refusing = || {
        let mut unit = unknown();
        unit.accounts.expect_create().times(1).returning(|_, _, _, _| Err(CreateAccountError::EmailTaken));
        unit.accounts.expect_link_identity().never();
        unit
    };
    let mut prepared = Prepared::with([refusing(), refusing()]).agreeing();
    prepared.tokens.expect_issue().never();
    let transactions = prepared.transactions.clone();
    let refused = finished(&prepared.sign_in(), Flow::Token).await.unwrap_err();
    assert!(matches!(refused, SignInRefused::EmailTaken), "{refused:?}");
    assert_eq!(transactions.ends(), [End::RolledBack, End::RolledBack]);
}

#[tokio::test]
async fn a_store_that_is_away_is_not_tried_twice() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts.expect_by_identity().times(1).returning(|_, _| Err(store_away()));
    let prepared = Prepared::with([unit, MockUnitOfWork::default()]).agreeing();
    let transactions = prepared.transactions.clone();
    let refused = finished(&prepared.sign_in(), Flow::Token).await.unwrap_err();
    assert!(matches!(refused, SignInRefused::Failed(crate::Error::Unavailable(_))), "{refused:?}");
    assert_eq!(transactions.ends(), [End::RolledBack]);
}
