//! The walk through another service, as a browser sees it.

use std::{collections::BTreeMap, sync::Arc};

use actix_web::{
    cookie::{Cookie, SameSite},
    http::header::{ACCEPT, CONTENT_TYPE, SET_COOKIE},
    test::TestRequest,
};
use secrecy::ExposeSecret;
use vibeslop_domain::{
    accounts::{ExternalProfile, ProviderName},
    ids::UserId,
};
use vibeslop_ports::{
    accounts::{Authorization, IdentityError, SandboxPerson, SignedInIdentity, StoredAccount},
    mocks::{MockIdentityProvider, MockSandboxDirectory, MockUnitOfWork},
};

use crate::fixture::{ADA, Answer, BACKEND, Doubles, FRONTEND, by_ada, send};

const BROWSER: (actix_web::http::header::HeaderName, &str) =
    (ACCEPT, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

/// GitHub, or a sandbox in its place, that knows Ada.
fn github(is_sandbox: bool) -> BTreeMap<ProviderName, Arc<dyn vibeslop_ports::accounts::IdentityProvider>> {
    let mut provider = MockIdentityProvider::new();
    provider.expect_is_sandbox().return_const(is_sandbox);
    provider.expect_authorize().returning(|request| {
        let state = request.state.expose_secret();
        Ok(Authorization { url: format!("https://github.example/authorize?state={state}&to={}", request.redirect_uri) })
    });
    provider.expect_identify().returning(|code, _| match code.expose_secret() {
        "good" => Ok(SignedInIdentity {
            profile: ExternalProfile {
                provider: ProviderName::github(),
                subject: "7".to_owned(),
                login: "ada-l".to_owned(),
                name: None,
                verified_email: None,
                bio: None,
                location: None,
                avatar_url: None,
            },
            access_token: "gho_secret".into(),
            refresh_token: None,
            scopes: None,
            expires_at: None,
        }),
        _ => Err(IdentityError::CodeRefused),
    });
    BTreeMap::from([(ProviderName::github(), Arc::new(provider) as _)])
}

/// A unit of work in which Ada signs in again.
fn ada_signs_in() -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.accounts
        .expect_by_identity()
        .returning(|_, _| Ok(Some(StoredAccount { id: ADA, suspended: false, leaves_at: None })));
    unit.accounts.expect_refresh_identity().returning(|_, _| Ok(false));
    unit.accounts.expect_insert_login_code().returning(|_, _, _| Ok(()));
    unit
}

fn cookie(answer: &Answer) -> Cookie<'static> {
    let text = answer.headers.get(SET_COOKIE).unwrap().to_str().unwrap().to_owned();
    Cookie::parse(text).unwrap()
}

fn parameter(address: &str, name: &str) -> Option<String> {
    let url = url::Url::parse(address).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

/// Begins a sign-in and comes back from GitHub with `answer` (`&state=` is added).
async fn walk(begin: &str, back: &str, unit: Option<MockUnitOfWork>) -> Answer {
    let api = Doubles { providers: github(false), units: unit.into_iter().collect(), ..Doubles::default() }.api();
    let away = send(&api, TestRequest::get().uri(begin)).await;
    assert_eq!(away.status.as_u16(), 302);
    let state = parameter(away.header("location"), "state").unwrap();
    let back = TestRequest::get().uri(&format!("/api/auth/github/callback?{back}&state={state}")).cookie(cookie(&away));
    send(&api, back).await
}

#[actix_web::test]
async fn a_sign_in_begins_at_the_service_with_a_cookie_of_ten_minutes() {
    let doubles = Doubles { providers: github(false), ..Doubles::default() };
    let answer = doubles.get("/api/auth/github?prompt=select_account").await;
    assert_eq!(answer.status.as_u16(), 302);
    let target = answer.header("location");
    assert!(target.starts_with("https://github.example/authorize?"), "{target}");
    assert_eq!(parameter(target, "to").unwrap(), format!("{BACKEND}/api/auth/github/callback"));
    assert_eq!(answer.header("x-vibeslop-sandbox"), "");
    let cookie = cookie(&answer);
    assert_eq!((cookie.http_only(), cookie.same_site(), cookie.path()), (Some(true), Some(SameSite::Lax), Some("/")));
    assert_eq!(cookie.max_age().unwrap().whole_seconds(), 600);
    assert_ne!(cookie.secure(), Some(true));

    let secure = Doubles {
        providers: github(true),
        backend_url: Some("https://api.example.com".to_owned()),
        ..Doubles::default()
    };
    let answer = secure.get("/api/auth/github").await;
    assert_eq!(self::cookie(&answer).secure(), Some(true));
    assert_eq!(answer.header("x-vibeslop-sandbox"), "github");
}

#[actix_web::test]
async fn a_service_that_is_not_set_up_is_told_to_scripts_in_json_and_to_people_on_a_page() {
    for provider in ["github", "nobody", "NOBODY", "%00", "a%2Fb"] {
        let answer = Doubles::default().get(&format!("/api/auth/{provider}")).await;
        let problem = answer.expect_problem(503, "oauth_not_configured");
        assert!(problem["hint"].is_string());
        let answer = Doubles::default()
            .send(TestRequest::get().uri(&format!("/api/auth/{provider}")).insert_header(BROWSER))
            .await;
        assert_eq!(answer.status.as_u16(), 302);
        assert_eq!(answer.header("location"), format!("{FRONTEND}/signin?error=oauth_not_configured"));
    }
}

#[actix_web::test]
async fn the_web_client_gets_a_token_and_nothing_keeps_the_address() {
    let answer = walk("/api/auth/github", "code=good", Some(ada_signs_in())).await;
    assert_eq!(answer.status.as_u16(), 302);
    assert_eq!(answer.header("location"), format!("{FRONTEND}/auth/callback?token=token-for-{ADA}"));
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cache-control"), "no-store");
    let cookie = cookie(&answer);
    assert_eq!((cookie.value(), cookie.max_age().unwrap().whole_seconds()), ("", 0));
}

#[actix_web::test]
async fn other_clients_and_the_reference_page_get_a_code() {
    let answer = walk("/api/auth/github?flow=code", "code=good", Some(ada_signs_in())).await;
    let target = answer.header("location");
    assert!(target.starts_with(&format!("{FRONTEND}/auth/callback?code=secret-")), "{target}");
    let answer = walk("/api/auth/github?flow=docs", "code=good", Some(ada_signs_in())).await;
    let target = answer.header("location");
    assert!(target.starts_with(&format!("{BACKEND}/docs?code=secret-")), "{target}");
}

#[actix_web::test]
async fn failures_are_told_in_the_address_and_the_cookie_always_goes() {
    for (begin, back, target) in [
        ("/api/auth/github", "error=access_denied", format!("{FRONTEND}/auth/callback?error=access_denied")),
        ("/api/auth/github", "code=bad", format!("{FRONTEND}/auth/callback?error=provider_error")),
        ("/api/auth/github?flow=docs", "code=", format!("{BACKEND}/docs?error=provider_error")),
        // No unit of work is prepared: the store is away.
        ("/api/auth/github", "code=good", format!("{FRONTEND}/auth/callback?error=internal_error")),
    ] {
        let answer = walk(begin, back, None).await;
        assert_eq!(answer.header("location"), target, "{begin} {back}");
        assert_eq!(cookie(&answer).max_age().unwrap().whole_seconds(), 0);
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
}

#[actix_web::test]
async fn without_the_cookie_or_with_another_state_nothing_is_asked() {
    let api = Doubles { providers: github(false), ..Doubles::default() }.api();
    let begun = cookie(&send(&api, TestRequest::get().uri("/api/auth/github")).await);
    let path = "/api/auth/github/callback?code=good&state=secret-1";
    let tampered = Cookie::new(begun.name().to_owned(), format!("{}x", begun.value()));
    for request in [
        TestRequest::get().uri(path),
        TestRequest::get().uri(path).cookie(tampered),
        TestRequest::get().uri("/api/auth/github/callback?code=good&state=other").cookie(begun.clone()),
        TestRequest::get().uri("/api/auth/github/callback?code=good").cookie(begun.clone()),
        TestRequest::get().uri("/api/auth/github/callback").cookie(begun),
    ] {
        let answer = send(&api, request).await;
        assert_eq!(answer.header("location"), format!("{FRONTEND}/auth/callback?error=state_mismatch"));
        assert_eq!(cookie(&answer).max_age().unwrap().whole_seconds(), 0);
    }
}

fn exchange(body: &str) -> TestRequest {
    let request = TestRequest::post().uri("/api/auth/token");
    request.insert_header((CONTENT_TYPE, "application/json")).set_payload(body.to_owned())
}

#[actix_web::test]
async fn a_code_becomes_a_token_and_a_wrong_one_does_not() {
    let unit = |user: Option<UserId>| {
        let mut unit = MockUnitOfWork::default();
        unit.accounts.expect_take_login_code().return_once(move |_, _| Ok(user));
        Doubles { units: vec![unit], ..Doubles::default() }
    };
    let answer = unit(Some(ADA)).send(exchange(r#"{"code": "secret-1"}"#)).await;
    assert_eq!(
        answer.json(),
        serde_json::json!({"token": format!("token-for-{ADA}"), "expires_at": "2026-02-09T10:15:30Z"})
    );
    assert_eq!(answer.header("cache-control"), "no-store");
    unit(None).send(exchange(r#"{"code": "secret-1"}"#)).await.expect_problem(400, "invalid_code");
    Doubles::default().send(exchange(r#"{"code": null}"#)).await.expect_problem(400, "bad_request");
    let problem = Doubles::default().send(exchange(r#"{"code": 5}"#)).await.expect_problem(422, "validation_failed");
    assert_eq!(problem["errors"]["code"][0], "is invalid");
}

#[actix_web::test]
async fn signing_out_revokes_a_valid_token_and_is_fine_without_one() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts.expect_revoke_token().withf(|id, _, _| id == "token-of-ada").times(1).returning(|_, _, _| Ok(()));
    let doubles = Doubles { units: vec![unit], ..Doubles::with_ada() };
    let answer = doubles.send(by_ada(TestRequest::post().uri("/api/auth/logout"))).await;
    assert_eq!(answer.json(), serde_json::json!({"message": "Logged out successfully"}));
    let answer = Doubles::default()
        .send(TestRequest::post().uri("/api/auth/logout").insert_header(("authorization", "Bearer old")))
        .await;
    assert_eq!(answer.status.as_u16(), 200);
}

fn sandbox() -> Doubles {
    let mut directory = MockSandboxDirectory::new();
    let person = |login: &str, name: &str| SandboxPerson {
        login: login.to_owned(),
        name: name.to_owned(),
        bio: "Writes <em>parsers</em>".to_owned(),
    };
    directory.expect_people().returning(move || vec![person("alice", "Alice Doe"), person("bob", "Bob")]);
    directory.expect_grant().returning(|login, to, challenge| {
        assert_eq!((to, challenge), ("http://localhost:4001/api/auth/github/callback", Some("abc")));
        (login == "alice").then(|| "code-of-alice".into())
    });
    Doubles { sandbox: Some(Arc::new(directory)), ..Doubles::default() }
}

const ASKED: &str = "/dev/github/login/oauth/authorize?client_id=x&state=s%26t&code_challenge=abc\
    &redirect_uri=http%3A%2F%2Flocalhost%3A4001%2Fapi%2Fauth%2Fgithub%2Fcallback";

#[actix_web::test]
async fn the_sandboxs_page_lets_one_pick_who_signs_in() {
    let answer = sandbox().get(ASKED).await;
    assert_eq!((answer.status.as_u16(), answer.header("x-vibeslop-sandbox")), (200, "github"));
    assert!(answer.header("content-type").starts_with("text/html"));
    assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"));
    let page = String::from_utf8_lossy(&answer.body);
    assert!(page.contains("Alice Doe") && page.contains("login=bob") && page.contains("state=s%26t"), "{page}");
    assert!(!page.contains("<em>parsers"), "a name is text: {page}");
    assert!(page.contains("error=access_denied"), "one can refuse: {page}");
}

#[actix_web::test]
async fn a_script_says_who_signs_in_and_is_sent_back_at_once() {
    let answer = sandbox().get(&format!("{ASKED}&login=alice")).await;
    assert_eq!(answer.status.as_u16(), 302);
    assert_eq!(answer.header("location"), format!("{BACKEND}/api/auth/github/callback?code=code-of-alice&state=s%26t"));
    sandbox().get(&format!("{ASKED}&login=mallory")).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn the_sandbox_sends_a_code_nowhere_else() {
    for to in ["https://evil.example/", "http://localhost:4001/api/auth/github/callback/../../x", ""] {
        let to: String = url::form_urlencoded::byte_serialize(to.as_bytes()).collect();
        let path = format!("/dev/github/login/oauth/authorize?login=alice&code_challenge=abc&redirect_uri={to}");
        sandbox().get(&path).await.expect_problem(400, "bad_request");
    }
    let path = "/dev/github/login/oauth/authorize?login=alice";
    sandbox().get(path).await.expect_problem(400, "bad_request");
}
