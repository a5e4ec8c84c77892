//! Signing in: everything but the happy path.

use chrono::TimeDelta;
use reqwest::{Method, Response};
use serde_json::json;
use vibeslop_testkit::app::TestApp;

pub struct Begun {
    pub cookie: String,
    pub callback: String,
}

/// A sign-in that has come as far as the callback.
pub async fn begun(app: &TestApp, query: &str) -> Begun {
    let start = app.request(Method::GET, &format!("/api/auth/github{query}")).send().await.unwrap();
    let cookie = start.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = start.headers()["location"].to_str().unwrap().to_owned();
    let picked = app.request(Method::GET, &format!("{page}&login=alice")).send().await.unwrap();
    Begun { cookie, callback: picked.headers()["location"].to_str().unwrap().to_owned() }
}

pub async fn come_back(app: &TestApp, callback: &str, cookie: Option<&str>) -> Response {
    let request = app.request(Method::GET, callback);
    let request = if let Some(cookie) = cookie { request.header("cookie", cookie) } else { request };
    request.send().await.unwrap()
}

pub fn front(response: &Response) -> String {
    assert_eq!(response.status(), 302);
    let location = response.headers()["location"].to_str().unwrap();
    location.strip_prefix("http://localhost:5173/auth/callback?").unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_believed_without_the_cookie_that_began_it() {
    let app = TestApp::start().await;
    let Begun { cookie, callback } = begun(&app, "").await;
    assert_eq!(front(&come_back(&app, &callback, None).await), "error=state_mismatch");
    let (start, end) = cookie.split_at(cookie.len() / 2);
    let tampered = format!("{start}{}{}", if end.starts_with('A') { 'B' } else { 'A' }, &end[1..]);
    let answer = come_back(&app, &callback, Some(&tampered)).await;
    assert!(answer.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"), "cleared in all cases");
    assert_eq!(front(&answer), "error=state_mismatch");
    let other = callback.replace("state=", "state=x");
    assert_eq!(front(&come_back(&app, &other, Some(&cookie)).await), "error=state_mismatch");
    // None of that used the code up.
    assert!(front(&come_back(&app, &callback, Some(&cookie)).await).starts_with("token="));
    assert_eq!(front(&come_back(&app, &callback, Some(&cookie)).await), "error=provider_error");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_that_took_too_long_has_to_begin_again() {
    let app = TestApp::start().await;
    let Begun { cookie, callback } = begun(&app, "").await;
    app.clock.advance(TimeDelta::minutes(11));
    assert_eq!(front(&come_back(&app, &callback, Some(&cookie)).await), "error=state_mismatch");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_at_the_other_service_is_told_in_its_word() {
    let app = TestApp::start().await;
    let Begun { cookie, callback } = begun(&app, "").await;
    let state = callback.split(['?', '&']).find(|pair| pair.starts_with("state=")).unwrap();
    let refused = format!("/api/auth/github/callback?error=access_denied&error_description=no&{state}");
    assert_eq!(front(&come_back(&app, &refused, Some(&cookie)).await), "error=access_denied");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_provider_is_not_configured() {
    let app = TestApp::start().await;
    let answer = app.anonymous().get("/api/auth/myspace").await.expect(503);
    assert_eq!(answer["error"], "oauth_not_configured");
    assert!(answer["message"].is_string());
    let browser = app.request(Method::GET, "/api/auth/myspace").header("accept", "text/html").send().await.unwrap();
    assert_eq!(browser.headers()["location"], "http://localhost:5173/signin?error=oauth_not_configured");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_becomes_a_token_once_and_within_a_minute() {
    let app = TestApp::start().await;
    let Begun { cookie, callback } = begun(&app, "?flow=code").await;
    let code = front(&come_back(&app, &callback, Some(&cookie)).await).strip_prefix("code=").unwrap().to_owned();
    let exchanged = app.anonymous().post("/api/auth/token", json!({"code": code})).await.expect(200);
    let token = exchanged["token"].as_str().unwrap().to_owned();
    assert!(exchanged["expires_at"].as_str().unwrap().ends_with('Z'));
    app.bearer(&token).get("/api/me").await.expect(200);
    let again = app.anonymous().post("/api/auth/token", json!({"code": code})).await.expect(400);
    assert_eq!(again["error"], "invalid_code");

    let Begun { cookie, callback } = begun(&app, "?flow=code").await;
    let late = front(&come_back(&app, &callback, Some(&cookie)).await).strip_prefix("code=").unwrap().to_owned();
    app.clock.advance(TimeDelta::seconds(61));
    app.anonymous().post("/api/auth/token", json!({"code": late})).await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_sends_nobody_elsewhere() {
    let app = TestApp::start().await;
    let elsewhere = "redirect_uri=https%3A%2F%2Fevil.example%2F&state=x&client_id=sandbox";
    let answer = app.request(Method::GET, &format!("/dev/github/login/oauth/authorize?{elsewhere}&login=alice"));
    let answer = answer.send().await.unwrap();
    assert!(answer.status().is_client_error(), "{}", answer.status());
    assert!(answer.headers().get("location").is_none());
}
