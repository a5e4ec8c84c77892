//! What has to be proven before the other service is asked anything.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use secrecy::ExposeSecret;
use vibeslop_ports::{
    accounts::{Authorization, IdentityError},
    mocks::MockUnitOfWork,
};

use super::{Prepared, returned};
use crate::{
    accounts::{Begun, Callback, Flow, SIGN_IN_MINUTES, SignIn, SignInRefused},
    fixtures::ADA,
};

/// A sign-in that was begun at a service which must not be asked for an identity.
async fn begun() -> (SignIn, Begun, std::sync::Arc<crate::fixtures::SetClock>) {
    let mut prepared = Prepared::with([]);
    prepared
        .provider
        .expect_authorize()
        .returning(|_| Ok(Authorization { url: "https://service.example/?state=secret-1".to_owned() }));
    prepared.provider.expect_identify().never();
    let clock = prepared.clock.clone();
    let sign_in = prepared.sign_in();
    let begun = sign_in.begin("github", Flow::Token).await.unwrap();
    (sign_in, begun, clock)
}

async fn refused(sign_in: &SignIn, provider: &str, callback: &Callback, cookie: Option<&str>) -> SignInRefused {
    sign_in.finish(provider, callback, cookie).await.expect_err("must be refused")
}

fn is_mismatch(refused: &SignInRefused) -> bool {
    matches!(refused, SignInRefused::StateMismatch)
}

#[tokio::test]
async fn a_service_that_is_not_set_up_begins_nothing() {
    let sign_in = Prepared::with([]).sign_in();
    for provider in ["gitlab", "", "GitHub", "../x"] {
        let refused = sign_in.begin(provider, Flow::Token).await.unwrap_err();
        assert!(matches!(refused, SignInRefused::NotConfigured), "{provider}: {refused:?}");
        assert_eq!(refused.code(), "oauth_not_configured");
        assert!(!sign_in.is_sandbox(provider));
    }
}

#[tokio::test]
async fn the_request_carries_fresh_secrets_and_our_address() {
    let mut prepared = Prepared::with([]);
    prepared.provider.expect_authorize().times(1).returning(|request| {
        assert_eq!(request.redirect_uri, "http://localhost:4001/api/auth/other/callback");
        let secrets = [&request.state, &request.nonce, &request.verifier].map(ExposeSecret::expose_secret);
        assert_eq!(secrets, ["secret-1", "secret-2", "secret-3"]);
        Ok(Authorization { url: "https://service.example/".to_owned() })
    });
    let begun = prepared.sign_in().begin("other", Flow::Code).await.unwrap();
    assert!(begun.cookie.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
    assert!(!format!("{begun:?}").contains("https"), "the state shows in Debug");
}

#[tokio::test]
async fn without_the_cookie_nothing_is_asked() {
    let (sign_in, begun, _) = begun().await;
    assert!(is_mismatch(&refused(&sign_in, "github", &returned(&begun), None).await));
    assert!(is_mismatch(&refused(&sign_in, "github", &returned(&begun), Some("")).await));
}

#[tokio::test]
async fn another_state_is_refused_even_with_an_error_of_the_service() {
    let (sign_in, begun, _) = begun().await;
    for state in [None, Some(""), Some("secret-2"), Some("secret-1 "), Some("secret-")] {
        let callback = Callback { state: state.map(str::to_owned), ..returned(&begun) };
        assert!(is_mismatch(&refused(&sign_in, "github", &callback, Some(&begun.cookie)).await), "{state:?}");
        let denied = Callback { error: Some("access_denied".to_owned()), ..callback };
        assert!(is_mismatch(&refused(&sign_in, "github", &denied, Some(&begun.cookie)).await), "{state:?}");
    }
}

#[tokio::test]
async fn a_changed_or_foreign_cookie_is_refused() {
    let (sign_in, begun, _) = begun().await;
    let mut bytes = URL_SAFE_NO_PAD.decode(&begun.cookie).unwrap();
    bytes[20] ^= 1;
    let changed = URL_SAFE_NO_PAD.encode(bytes);
    // Sealed by us, but for something else.
    let foreign = sign_in.cipher.seal("oauth_token:1", br#"{"state":"secret-1"}"#).unwrap();
    let foreign = URL_SAFE_NO_PAD.encode(foreign.0);
    for cookie in [changed.as_str(), &foreign, "%%%", &begun.cookie[1..]] {
        assert!(is_mismatch(&refused(&sign_in, "github", &returned(&begun), Some(cookie)).await), "{cookie}");
    }
}

#[tokio::test]
async fn the_answer_of_one_service_does_not_finish_what_another_began() {
    let (sign_in, begun, _) = begun().await;
    assert!(is_mismatch(&refused(&sign_in, "other", &returned(&begun), Some(&begun.cookie)).await));
}

#[tokio::test]
async fn ten_minutes_are_enough_and_no_more() {
    let (sign_in, begun, clock) = begun().await;
    let denied = Callback { error: Some("access_denied".to_owned()), ..returned(&begun) };
    clock.advance(TimeDelta::minutes(SIGN_IN_MINUTES) - TimeDelta::milliseconds(1));
    let in_time = refused(&sign_in, "github", &denied, Some(&begun.cookie)).await;
    assert!(matches!(in_time, SignInRefused::AccessDenied), "{in_time:?}");
    clock.advance(TimeDelta::milliseconds(2));
    assert!(is_mismatch(&refused(&sign_in, "github", &denied, Some(&begun.cookie)).await));
}

#[tokio::test]
async fn what_the_service_refuses_is_told_by_its_kind() {
    let (sign_in, begun, _) = begun().await;
    let told = async |error: Option<&str>| {
        let callback = Callback { code: None, error: error.map(str::to_owned), ..returned(&begun) };
        refused(&sign_in, "github", &callback, Some(&begun.cookie)).await.code()
    };
    assert_eq!(told(Some("access_denied")).await, "access_denied");
    assert_eq!(told(Some("redirect_uri_mismatch")).await, "provider_error");
    assert_eq!(told(None).await, "provider_error");
}

#[tokio::test]
async fn a_code_that_was_used_signs_nobody_in_again() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts.expect_by_identity().returning(|_, _| {
        Ok(Some(vibeslop_ports::accounts::StoredAccount { id: ADA, suspended: false, leaves_at: None }))
    });
    unit.accounts.expect_refresh_identity().times(1).returning(|_, _| Ok(false));
    // One unit of work: a second one would fail the sign-in as an unreachable store does.
    let mut prepared = Prepared::with([unit]).issuing();
    prepared
        .provider
        .expect_authorize()
        .returning(|_| Ok(Authorization { url: "https://service.example/?state=secret-1".to_owned() }));
    let mut used = false;
    prepared.provider.expect_identify().times(2).returning(move |_, _| {
        if std::mem::replace(&mut used, true) { Err(IdentityError::CodeRefused) } else { Ok(super::identity()) }
    });
    let sign_in = prepared.sign_in();
    let begun = sign_in.begin("github", Flow::Token).await.unwrap();
    sign_in.finish("github", &returned(&begun), Some(&begun.cookie)).await.unwrap();
    let again = refused(&sign_in, "github", &returned(&begun), Some(&begun.cookie)).await;
    assert!(matches!(again, SignInRefused::ProviderError(_)), "{again:?}");
}

#[tokio::test]
async fn a_service_that_cannot_be_reached_is_said_to_have_failed() {
    let mut prepared = Prepared::with([]);
    prepared.provider.expect_authorize().returning(|_| Err(crate::fixtures::service_away().into()));
    let refused = prepared.sign_in().begin("github", Flow::Token).await.unwrap_err();
    assert_eq!(refused.code(), "provider_error");
    assert!(!refused.to_string().contains("the test says so"), "the cause is for the log");
}
