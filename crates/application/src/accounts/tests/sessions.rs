use chrono::TimeDelta;
use secrecy::ExposeSecret;
use vibeslop_domain::accounts::{Email, MessagePrivacy};
use vibeslop_ports::{
    accounts::{Me, Viewer},
    mocks::{End, MockUnitOfWork},
    tokens::{Claims, InvalidToken},
};

use super::{Prepared, claims, id, token_id_at, viewer};
use crate::{
    Error,
    accounts::TOKEN_LIFETIME,
    fixtures::{ADA, now, store_away},
};

/// Whom a token with these claims speaks for, where the account says this.
async fn spoken_for(claims: Claims, account: Option<Viewer>) -> Option<Viewer> {
    let mut prepared = Prepared::with([]);
    prepared.tokens.expect_verify().return_const(Ok(claims));
    prepared.queries.expect_viewer().return_once(move |_| Ok(account));
    prepared.accounts().viewer("token").await.unwrap()
}

#[tokio::test]
async fn a_token_that_is_not_ours_asks_the_store_nothing() {
    let mut prepared = Prepared::with([]);
    prepared.tokens.expect_verify().return_const(Err(InvalidToken));
    prepared.queries.expect_viewer().never();
    assert_eq!(prepared.accounts().viewer("token").await.unwrap(), None);
}

#[tokio::test]
async fn a_token_of_an_account_that_is_gone_speaks_for_nobody() {
    assert_eq!(spoken_for(claims(), None).await, None);
    assert_eq!(spoken_for(claims(), Some(viewer(None))).await, Some(viewer(None)));
}

#[tokio::test]
async fn tokens_end_at_the_moment_that_the_account_names() {
    let moment = now();
    let issued_at = |at| Claims { token_id: Some(token_id_at(at)), ..claims() };
    // All within the one second that the claims tell.
    for (at, counts) in [
        (moment - TimeDelta::milliseconds(200), false),
        (moment - TimeDelta::milliseconds(2), false),
        (moment + TimeDelta::milliseconds(2), true),
        (moment + TimeDelta::milliseconds(200), true),
    ] {
        let answer = spoken_for(issued_at(at), Some(viewer(Some(moment)))).await;
        assert_eq!(answer.is_some(), counts, "issued at {at}, counting from {moment}");
    }
}

#[tokio::test]
async fn a_token_whose_identifier_tells_no_time_counts_as_issued_when_its_second_began() {
    let begun = claims().issued_at.unwrap();
    let account = |moment| Some(viewer(Some(moment)));
    assert!(spoken_for(claims(), account(begun)).await.is_some());
    assert!(spoken_for(claims(), account(begun + TimeDelta::milliseconds(1))).await.is_none());
    // An identifier from another time than the token's is not believed.
    let foreign = Claims { token_id: Some(token_id_at(now() + TimeDelta::days(1))), ..claims() };
    assert!(spoken_for(foreign, account(begun + TimeDelta::milliseconds(1))).await.is_none());
    let silent = Claims { issued_at: None, ..claims() };
    assert!(spoken_for(silent, account(begun)).await.is_none());
}

#[tokio::test]
async fn a_store_that_is_away_is_not_a_bad_token() {
    let mut prepared = Prepared::with([]);
    prepared.tokens.expect_verify().return_const(Ok(claims()));
    prepared.queries.expect_viewer().returning(|_| Err(store_away()));
    assert!(matches!(prepared.accounts().viewer("token").await, Err(Error::Unavailable(_))));
}

#[test]
fn an_administrator_needs_a_verified_address() {
    let accounts = Prepared::with([]).accounts();
    let root = Viewer { email: Email::new("Root@Example.com").unwrap(), ..viewer(None) };
    assert!(accounts.is_admin(&root));
    assert!(!accounts.is_admin(&Viewer { email_verified: false, ..root }));
    assert!(!accounts.is_admin(&viewer(None)));
}

#[tokio::test]
async fn my_account_says_whether_i_am_an_administrator() {
    let me = |email: &str| Me {
        id: ADA,
        email: Email::new(email).unwrap(),
        email_verified: true,
        username: "ada".to_owned(),
        display_name: "Ada".to_owned(),
        bio: None,
        location: None,
        website_url: None,
        twitter_handle: None,
        github_username: None,
        avatar_url: None,
        banner_url: None,
        is_verified: false,
        has_onboarded: false,
        message_privacy: MessagePrivacy::Everyone,
    };
    for (email, is_admin) in [("root@example.com", true), ("ada@example.com", false)] {
        let mut prepared = Prepared::with([]);
        prepared.queries.expect_me().returning(move |_| Ok(Some(me(email))));
        let account = prepared.accounts().me(ADA).await.unwrap();
        assert_eq!((account.is_admin, account.me.id), (is_admin, ADA));
    }
    let mut gone = Prepared::with([]);
    gone.queries.expect_me().returning(|_| Ok(None));
    assert!(matches!(gone.accounts().me(ADA).await, Err(Error::Unauthenticated { code: "unauthorized", .. })));
}

#[test]
fn a_token_lasts_seven_days_from_a_whole_second() {
    let mut prepared = Prepared::with([]);
    prepared.tokens.expect_issue().times(1).returning(|claims| {
        assert_eq!(claims.token_id, Some(id(1).to_string()));
        assert_eq!(claims.issued_at.unwrap().timestamp_subsec_nanos(), 0);
        assert_eq!(claims.expires_at - claims.issued_at.unwrap(), TOKEN_LIFETIME);
        Ok("token".into())
    });
    let issued = prepared.accounts().issue_token(ADA).unwrap();
    assert_eq!(issued.token.expose_secret(), "token");
    assert_eq!(issued.expires_at.timestamp(), now().timestamp() + 604_800);
    assert!(!format!("{issued:?}").contains("\"token\""), "a token shows in Debug: {issued:?}");
}

#[tokio::test]
async fn a_token_for_a_username_needs_an_account() {
    let mut prepared = Prepared::with([]).issuing();
    prepared.queries.expect_id_of().returning(|name| Ok((name == "ada").then_some(ADA)));
    let accounts = prepared.accounts();
    assert!(accounts.token_for("ada").await.unwrap().is_some());
    assert!(accounts.token_for("nobody").await.unwrap().is_none());
}

#[tokio::test]
async fn logging_out_ends_the_token() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts
        .expect_revoke_token()
        .withf(|token, user, until| token == "a token" && *user == ADA && *until == claims().expires_at)
        .times(1)
        .returning(|_, _, _| Ok(()));
    let mut prepared = Prepared::with([unit]);
    prepared.tokens.expect_verify().return_const(Ok(claims()));
    prepared.queries.expect_viewer().returning(|_| Ok(Some(viewer(None))));
    let transactions = prepared.transactions.clone();
    prepared.accounts().log_out(Some("token")).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn logging_out_without_anything_to_end_is_fine() {
    let none = Prepared::with([]);
    none.accounts().log_out(None).await.unwrap();

    let mut bad = Prepared::with([]);
    bad.tokens.expect_verify().return_const(Err(InvalidToken));
    bad.accounts().log_out(Some("token")).await.unwrap();

    let mut nameless = Prepared::with([]);
    nameless.tokens.expect_verify().return_const(Ok(Claims { token_id: None, ..claims() }));
    nameless.accounts().log_out(Some("token")).await.unwrap();

    let mut gone = Prepared::with([]);
    gone.tokens.expect_verify().return_const(Ok(claims()));
    gone.queries.expect_viewer().returning(|_| Ok(None));
    gone.accounts().log_out(Some("token")).await.unwrap();
}

#[tokio::test]
async fn a_token_that_could_not_be_ended_is_not_said_to_be() {
    let mut prepared = Prepared::with([]);
    prepared.tokens.expect_verify().return_const(Ok(claims()));
    prepared.queries.expect_viewer().returning(|_| Ok(Some(viewer(None))));
    assert!(matches!(prepared.accounts().log_out(Some("token")).await, Err(Error::Unavailable(_))));
}
