//! Who is let in, and with what.

use chrono::TimeDelta;
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use vibeslop_domain::{accounts::ProviderName, ids::UserId};
use vibeslop_ports::{
    accounts::StoredAccount,
    mocks::{End, MockUnitOfWork},
    tokens::Cipher,
};

use super::{Prepared, id, returned};
use crate::{
    Error,
    accounts::{CODE_SECONDS, Finished, Flow, SignIn, SignInRefused, token_purpose},
    fixtures::{ADA, OpenCipher, now},
};

pub(super) async fn finished(sign_in: &SignIn, flow: Flow) -> Result<Finished, SignInRefused> {
    let begun = sign_in.begin("github", flow).await.unwrap();
    sign_in.finish("github", &returned(&begun), Some(&begun.cookie)).await
}

pub(super) fn token(finished: &Finished) -> &str {
    match finished {
        Finished::Token(issued) => issued.token.expose_secret(),
        Finished::Code(_) => panic!("a code, no token"),
    }
}

#[tokio::test]
async fn somebody_new_gets_an_account_and_a_token() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts
        .expect_by_identity()
        .withf(|provider, subject| *provider == ProviderName::github() && subject == "583231")
        .times(1)
        .returning(|_, _| Ok(None));
    unit.accounts
        .expect_create()
        .withf(|user, username, account, at| {
            *user == UserId(id(1))
                && username.as_str() == "ada_l"
                && account.email.as_str() == "ada@example.com"
                && account.email_verified
                && *at == now()
        })
        .times(1)
        .returning(|_, _, _, _| Ok(()));
    unit.accounts.expect_link_identity().times(1).returning(|user, kept, _| {
        // Sealed for this account alone.
        let sealed = kept.access_token.as_ref().unwrap();
        assert_eq!(OpenCipher.open(&token_purpose(user), sealed).unwrap(), b"gho_token");
        assert!(OpenCipher.open(&token_purpose(ADA), sealed).is_err());
        assert_eq!((kept.login.as_str(), &kept.refresh_token), ("Ada-L", &None));
        Ok(())
    });
    unit.accounts.expect_insert_login_code().never();
    let prepared = Prepared::with([unit]).issuing().agreeing();
    let transactions = prepared.transactions.clone();
    let finished = finished(&prepared.sign_in(), Flow::Token).await.unwrap();
    assert_eq!(token(&finished), format!("token of {}", id(1)));
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn somebody_known_keeps_the_account_and_only_the_identity_is_refreshed() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts
        .expect_by_identity()
        .returning(|_, _| Ok(Some(StoredAccount { id: ADA, suspended: false, leaves_at: None })));
    unit.accounts.expect_refresh_identity().times(1).returning(|kept, _| {
        let sealed = kept.access_token.as_ref().unwrap();
        assert_eq!(OpenCipher.open(&token_purpose(ADA), sealed).unwrap(), b"gho_token");
        Ok(false)
    });
    unit.accounts.expect_create().never();
    unit.accounts.expect_link_identity().never();
    let finished = finished(&Prepared::with([unit]).issuing().agreeing().sign_in(), Flow::Token).await.unwrap();
    assert_eq!(token(&finished), format!("token of {ADA}"));
}

#[tokio::test]
async fn somebody_suspended_is_turned_away_and_nothing_is_written() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts
        .expect_by_identity()
        .returning(|_, _| Ok(Some(StoredAccount { id: ADA, suspended: true, leaves_at: None })));
    unit.accounts.expect_refresh_identity().never();
    let mut prepared = Prepared::with([unit]).agreeing();
    prepared.tokens.expect_issue().never();
    let transactions = prepared.transactions.clone();
    let refused = finished(&prepared.sign_in(), Flow::Token).await.unwrap_err();
    assert!(matches!(refused, SignInRefused::Suspended), "{refused:?}");
    assert_eq!(transactions.ends(), [End::RolledBack]);
}

#[tokio::test]
async fn a_code_is_kept_as_a_hash_with_the_sign_in_itself() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts
        .expect_by_identity()
        .returning(|_, _| Ok(Some(StoredAccount { id: ADA, suspended: false, leaves_at: None })));
    unit.accounts.expect_refresh_identity().returning(|_, _| Ok(false));
    unit.accounts
        .expect_insert_login_code()
        .withf(|hash, user, until| {
            // Secrets 1 to 3 went to the service.
            *hash == <[u8; 32]>::from(Sha256::digest("secret-4"))
                && *user == ADA
                && *until == now() + TimeDelta::seconds(CODE_SECONDS)
        })
        .times(1)
        .returning(|_, _, _| Ok(()));
    let mut prepared = Prepared::with([unit]).agreeing();
    prepared.tokens.expect_issue().never();
    match finished(&prepared.sign_in(), Flow::Code).await.unwrap() {
        Finished::Code(code) => assert_eq!(code.expose_secret(), "secret-4"),
        Finished::Token(_) => panic!("a token, no code"),
    }
}

#[tokio::test]
async fn a_code_becomes_a_token_once() {
    let taking = |answer| {
        let mut unit = MockUnitOfWork::default();
        unit.accounts
            .expect_take_login_code()
            .withf(|hash, at| *hash == <[u8; 32]>::from(Sha256::digest("the code")) && *at == now())
            .times(1)
            .return_once(move |_, _| Ok(answer));
        unit
    };
    let sign_in = Prepared::with([taking(Some(ADA)), taking(None)]).issuing().sign_in();
    let issued = sign_in.exchange("the code").await.unwrap();
    assert_eq!(issued.token.expose_secret(), format!("token of {ADA}"));
    let again = sign_in.exchange("the code").await;
    assert!(matches!(again, Err(Error::Malformed { code: "invalid_code", .. })), "{again:?}");
}

const _: fn(&SignIn) = |sign_in| {
    crate::fixtures::spawnable(&sign_in.exchange(""));
    crate::fixtures::spawnable(&sign_in.begin("", Flow::Token));
    crate::fixtures::spawnable(&sign_in.accounts.log_out(None));
};
const _: fn(&SignIn, &super::Callback) = |sign_in, callback| {
    crate::fixtures::spawnable(&sign_in.finish("", callback, None));
};
