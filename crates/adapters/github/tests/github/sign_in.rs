use std::collections::HashMap;
use std::time::Duration;

use secrecy::ExposeSecret;
use url::Url;
use vibeslop_domain::accounts::{ExternalProfile, ProviderName};
use vibeslop_ports::ServiceError;
use vibeslop_ports::accounts::{AuthorizationRequest, IdentityError, IdentityProvider, SignedInIdentity};
use wiremock::matchers::{body_string_contains, header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{NOW, at, everything, fixture, sign_in};

const CODE: &str = "4f2a1c7e9b-code-of-this-test";
/// The secret of RFC 7636, appendix B, and the hash that belongs to it.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const GRANTED: &str = "gho_fixtureToken0123456789";

fn request() -> AuthorizationRequest {
    AuthorizationRequest {
        state: "state-of-this-test".into(),
        nonce: "nonce-of-this-test".into(),
        verifier: VERIFIER.into(),
        redirect_uri: "http://localhost:4001/api/auth/github/callback".to_owned(),
    }
}

/// A server whose three endpoints answer so.
async fn github(token: ResponseTemplate, user: ResponseTemplate, emails: ResponseTemplate) -> MockServer {
    let github = MockServer::start().await;
    Mock::given(method("POST")).and(path("/login/oauth/access_token")).respond_with(token).mount(&github).await;
    Mock::given(method("GET")).and(path("/user")).respond_with(user).mount(&github).await;
    Mock::given(method("GET")).and(path("/user/emails")).respond_with(emails).mount(&github).await;
    github
}

async fn identify(github: &MockServer) -> Result<SignedInIdentity, IdentityError> {
    sign_in(&github.uri()).identify(&CODE.into(), &request()).await
}

async fn after_exchange(token: ResponseTemplate) -> Result<SignedInIdentity, IdentityError> {
    identify(&github(token, fixture(200, "user.json"), fixture(200, "emails.json")).await).await
}

#[tokio::test]
async fn the_browser_is_sent_to_choose_an_account() {
    let provider = sign_in("https://github.example");
    assert!(!provider.is_sandbox());
    let url = Url::parse(&provider.authorize(&request()).await.unwrap().url).unwrap();
    assert_eq!((url.host_str(), url.path()), (Some("github.example"), "/login/oauth/authorize"));
    let query: HashMap<_, _> = url.query_pairs().into_owned().collect();
    let expected = [
        ("response_type", "code"),
        ("client_id", "Iv1.8a61f9b3a7aba766"),
        ("redirect_uri", "http://localhost:4001/api/auth/github/callback"),
        ("scope", "read:user user:email"),
        ("state", "state-of-this-test"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("prompt", "select_account"),
    ];
    assert_eq!(query, expected.map(|(name, value)| (name.to_owned(), value.to_owned())).into());
}

#[tokio::test]
async fn the_code_is_exchanged_as_github_documents_it() {
    let github = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/login/oauth/access_token"))
        .and(header("accept", "application/json"))
        .and(header("content-type", "application/x-www-form-urlencoded"))
        .and(body_string_contains("grant_type=authorization_code"))
        .and(body_string_contains(format!("code={CODE}")))
        .and(body_string_contains("client_id=Iv1.8a61f9b3a7aba766"))
        .and(body_string_contains("client_secret=secret-of-the-app"))
        .and(body_string_contains(format!("code_verifier={VERIFIER}")))
        .and(body_string_contains("redirect_uri=http%3A%2F%2Flocalhost%3A4001%2Fapi%2Fauth%2Fgithub%2Fcallback"))
        .respond_with(fixture(200, "token.json"))
        .expect(1)
        .mount(&github)
        .await;
    for (there, answer) in [("/user", "user.json"), ("/user/emails", "emails.json")] {
        Mock::given(path(there))
            .and(header("authorization", format!("Bearer {GRANTED}").as_str()))
            .and(header("x-github-api-version", "2022-11-28"))
            .respond_with(fixture(200, answer))
            .expect(1)
            .mount(&github)
            .await;
    }
    let identity = identify(&github).await.unwrap();
    let expected = ExternalProfile {
        provider: ProviderName::github(),
        subject: "4107311".to_owned(),
        login: "mira-l".to_owned(),
        name: Some("Mira Lindqvist".to_owned()),
        verified_email: Some("m.lindqvist@mail.example".to_owned()),
        bio: Some("Builds things that float.".to_owned()),
        location: Some("Gothenburg".to_owned()),
        avatar_url: Some("https://avatars.github.example/u/4107311?v=4".to_owned()),
    };
    assert_eq!(identity.profile, expected);
    assert_eq!(identity.access_token.expose_secret(), GRANTED);
    assert_eq!(identity.scopes.as_deref(), Some("read:user,user:email"));
    assert!(identity.refresh_token.is_none() && identity.expires_at.is_none());
    assert!(!format!("{identity:?}").contains(GRANTED));
}

#[tokio::test]
async fn a_token_that_ends_comes_with_its_end_and_its_successor() {
    let identity = after_exchange(fixture(200, "token_that_ends.json")).await.unwrap();
    assert_eq!(identity.expires_at, Some(at(NOW + 28_800)));
    assert_eq!(identity.refresh_token.unwrap().expose_secret(), "ghr_fixtureRefresh0123456789");
    assert_eq!(identity.scopes, None);
}

#[tokio::test]
async fn a_used_or_old_code_is_refused_although_the_status_is_200() {
    let refused = after_exchange(fixture(200, "bad_verification_code.json")).await;
    assert!(matches!(refused, Err(IdentityError::CodeRefused)), "{refused:?}");
    let by_the_book = ResponseTemplate::new(400).set_body_raw(r#"{"error":"invalid_grant"}"#, "application/json");
    let refused = after_exchange(by_the_book).await;
    assert!(matches!(refused, Err(IdentityError::CodeRefused)), "{refused:?}");
}

#[tokio::test]
async fn a_wrong_password_of_the_application_is_no_fault_of_the_person() {
    let refused = after_exchange(fixture(200, "incorrect_client_credentials.json")).await;
    assert!(matches!(refused, Err(IdentityError::Service(ServiceError::Unauthorized))), "{refused:?}");
    let refused = after_exchange(fixture(200, "redirect_uri_mismatch.json")).await.unwrap_err();
    assert!(matches!(refused, IdentityError::Service(ServiceError::Malformed(_))), "{refused:?}");
    assert!(everything(&refused).contains("redirect_uri_mismatch"));
}

#[tokio::test]
async fn an_exchange_is_never_tried_again() {
    let github = MockServer::start().await;
    Mock::given(path("/login/oauth/access_token"))
        .respond_with(ResponseTemplate::new(503))
        .expect(1)
        .mount(&github)
        .await;
    let refused = identify(&github).await;
    assert!(matches!(refused, Err(IdentityError::Service(ServiceError::Unavailable(_)))), "{refused:?}");
}

#[tokio::test]
async fn odd_answers_of_the_token_endpoint_are_no_answers() {
    for (body, kind) in [
        ("<html>Unicorn!</html>", "text/html"),
        ("access_token=gho_x&token_type=bearer", "application/x-www-form-urlencoded"),
        ("{", "application/json"),
        ("{}", "application/json"),
        ("", "application/json"),
        (r#"{"access_token": 7, "token_type": "bearer"}"#, "application/json"),
    ] {
        let refused = after_exchange(ResponseTemplate::new(200).set_body_raw(body, kind)).await;
        assert!(matches!(refused, Err(IdentityError::Service(ServiceError::Malformed(_)))), "{body}: {refused:?}");
    }
}

#[tokio::test]
async fn a_redirect_of_the_token_endpoint_is_not_followed() {
    let (elsewhere, github) = (MockServer::start().await, MockServer::start().await);
    let away = ResponseTemplate::new(307).insert_header("location", elsewhere.uri().as_str());
    Mock::given(path("/login/oauth/access_token")).respond_with(away).mount(&github).await;
    assert!(matches!(identify(&github).await, Err(IdentityError::Service(ServiceError::Malformed(_)))));
    assert!(elsewhere.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_person_whose_addresses_are_not_told_still_signs_in() {
    for status in [403, 404, 500] {
        let github =
            github(fixture(200, "token.json"), fixture(200, "user.json"), fixture(status, "not_found.json")).await;
        let identity = identify(&github).await.unwrap();
        assert_eq!((identity.profile.login.as_str(), identity.profile.verified_email), ("mira-l", None), "{status}");
    }
}

#[tokio::test]
async fn a_token_that_is_refused_at_once_signs_nobody_in() {
    let token = || fixture(200, "token.json");
    let bad = || fixture(401, "bad_credentials.json");
    for github in [
        github(token(), bad(), fixture(200, "emails.json")).await,
        github(token(), fixture(200, "user.json"), bad()).await,
    ] {
        let refused = identify(&github).await;
        assert!(matches!(refused, Err(IdentityError::Service(ServiceError::Unauthorized))), "{refused:?}");
    }
}

#[tokio::test]
async fn a_sign_in_ends_within_the_time_limit() {
    let slow = fixture(200, "token.json").set_delay(Duration::from_secs(30));
    let started = std::time::Instant::now();
    let refused = after_exchange(slow).await;
    assert!(matches!(refused, Err(IdentityError::Service(ServiceError::TimedOut))), "{refused:?}");
    assert!(started.elapsed() < Duration::from_secs(8));
}

#[tokio::test]
async fn what_a_caller_gets_wrong_is_an_error_and_no_panic() {
    let provider = sign_in("https://github.example");
    let short = AuthorizationRequest { verifier: "short".into(), ..request() };
    assert!(provider.authorize(&short).await.is_err());
    let nowhere = AuthorizationRequest { redirect_uri: "nowhere".to_owned(), ..request() };
    assert!(provider.identify(&CODE.into(), &nowhere).await.is_err());
}

#[tokio::test]
async fn no_secret_of_a_sign_in_is_in_any_error() {
    let echo = format!("{CODE} {VERIFIER} secret-of-the-app {GRANTED}");
    for (status, kind) in
        [(200, "text/plain"), (200, "application/json"), (400, "application/json"), (500, "text/plain")]
    {
        for body in [echo.clone(), format!(r#"{{"access_token": "{GRANTED}", "expires_in": "{echo}"}}"#)] {
            let error = after_exchange(ResponseTemplate::new(status).set_body_raw(body, kind)).await.unwrap_err();
            for secret in [CODE, VERIFIER, "secret-of-the-app", GRANTED] {
                assert!(!everything(&error).contains(secret), "{}", everything(&error));
            }
        }
    }
    assert!(!format!("{:?}", sign_in("https://github.example")).contains("secret-of-the-app"));
}
