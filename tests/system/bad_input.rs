//! What people, scripts and the wicked send. Never a 500, always a sentence.

use reqwest::Method;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Answer, TestApp};

/// Every error has the one shape.
fn check(answer: &Answer, status: u16, code: &str, what: &str) {
    assert_eq!(answer.status, status, "{what}: {}", answer.text());
    assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
    let body = answer.json();
    assert_eq!(body["error"], code, "{what}: {body}");
    assert_eq!(body["status"], status, "{what}");
    assert_eq!(body["message"], body["detail"], "{what}");
    for member in ["type", "title", "message", "request_id"] {
        assert!(body[member].as_str().is_some_and(|text| !text.is_empty()), "{what}: {member} in {body}");
    }
    assert_eq!(body["request_id"].as_str(), Some(answer.header("x-request-id")), "{what}");
    assert_eq!(body.get("errors").is_some(), code == "validation_failed", "{what}: {body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_make_no_sense() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let table: [(&str, &str, &str, u16, &str); 12] = [
        ("cut JSON", "/api/posts", r#"{"post": {"#, 400, "bad_request"),
        ("no JSON at all", "/api/posts", "hello", 400, "bad_request"),
        ("a list instead of an object", "/api/posts", "[]", 400, "bad_request"),
        ("no wrapper", "/api/posts", r#"{"content": "x"}"#, 400, "bad_request"),
        ("nothing", "/api/posts", "", 400, "bad_request"),
        ("a wrapper of the wrong type", "/api/projects", r#"{"project": 7}"#, 400, "bad_request"),
        ("a number for a text", "/api/posts", r#"{"post": {"content": 7}}"#, 422, "validation_failed"),
        ("a text for a list", "/api/posts", r#"{"post": {"content": "x", "media": "y"}}"#, 422, "validation_failed"),
        (
            "a list of numbers",
            "/api/projects",
            r#"{"project": {"title": "abc", "description": "x", "tools": [1]}}"#,
            422,
            "validation_failed",
        ),
        (
            "an id that is none",
            "/api/posts",
            r#"{"post": {"content": "x", "quoted_post_id": "7"}}"#,
            422,
            "validation_failed",
        ),
        ("a NUL character", "/api/posts", "{\"post\": {\"content\": \"a\\u0000b\"}}", 422, "validation_failed"),
        ("no repository", "/api/ai/generate-project", r#"{"repo": {"owner": "alice"}}"#, 400, "invalid_params"),
    ];
    for (what, path, body, status, code) in table {
        let request = ada.request(Method::POST, path).body(body);
        check(&ada.send(request).await, status, code, what);
    }
    let deep = "[".repeat(10_000);
    let request = ada.request(Method::POST, "/api/posts").body(format!(r#"{{"post": {deep}"#));
    check(&ada.send(request).await, 400, "bad_request", "deeply nested");
    let bytes = ada.request(Method::POST, "/api/posts").body(b"{\"post\": \"\xff\xfe\"}".to_vec());
    check(&ada.send(bytes).await, 400, "bad_request", "no UTF-8");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_and_numbers_that_make_no_sense() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for path in [
        "/api/posts/7",
        "/api/projects/not-a-uuid",
        "/api/posts/0190f000-0000-7000-8000-00000000ffff",
        "/api/projects/0190f000-0000-7000-8000-00000000ffff",
        "/api/nothing",
        "/nothing",
        "/api/posts/%00",
        "/api/media/x.png",
        "/api/media/..%2f..%2fetc%2fpasswd",
    ] {
        check(&ada.get(path).await, 404, "not_found", path);
    }
    for path in ["/api/posts/7", "/api/projects/7"] {
        check(&ada.delete(path).await, 404, "not_found", path);
    }
    check(&ada.put("/api/projects/7", json!({"project": {}})).await, 404, "not_found", "PUT of no UUID");
    for query in [
        "limit=abc",
        "limit=-1",
        "limit=99999999999999999999",
        "limit=",
        "limit=1&limit=x",
        "offset=abc",
        "feed=nonsense",
        "limit=%FF",
    ] {
        ada.get(&format!("/api/posts?{query}")).await.expect(200);
        ada.get(&format!("/api/projects?{query}")).await.expect(200);
        ada.get(&format!("/api/github/repos?{query}&per_page=x&page=-3&sort=evil&direction=?")).await;
    }
    for cursor in ["x", "MjAyNi0wMS0yMFQwOTozMDowMFp8NmQwZQ", "%00", &"A".repeat(5_000)] {
        check(&ada.get(&format!("/api/posts?cursor={cursor}")).await, 400, "invalid_cursor", cursor);
        check(&ada.get(&format!("/api/posts?feed=following&cursor={cursor}")).await, 400, "invalid_cursor", cursor);
    }
    check(&ada.get("/api/projects?offset=10001").await, 422, "offset_too_large", "a far offset");
}

#[tokio::test(flavor = "multi_thread")]
async fn methods_sizes_and_types() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    check(&ada.put("/api/posts", Value::Null).await, 405, "method_not_allowed", "PUT on a list");
    assert!(ada.put("/api/posts", Value::Null).await.header("allow").contains("POST"));
    let huge = json!({"post": {"content": "x", "media": ["x".repeat(30_000_000)]}});
    check(&ada.post("/api/posts", huge).await, 413, "payload_too_large", "30 MB");
    let large = json!({"code": "x".repeat(1_100_000)});
    check(&app.anonymous().post("/api/auth/token", large).await, 413, "payload_too_large", "more than 1 MB");
    let request = ada.request(Method::GET, "/api/me").header("accept", "text/html;q=1, application/json;q=0");
    check(&ada.send(request).await, 406, "not_acceptable", "no JSON wanted");
}

#[tokio::test(flavor = "multi_thread")]
async fn signed_out_people_are_told_so() {
    let app = TestApp::start().await;
    let nobody = app.anonymous();
    for path in ["/api/me", "/api/projects/github-urls", "/api/github/repos", "/api/github/repos/a/b"] {
        let answer = nobody.get(path).await;
        check(&answer, 401, "unauthorized", path);
        assert!(answer.header("www-authenticate").starts_with("Bearer"), "{path}");
    }
    for path in ["/api/posts", "/api/projects", "/api/ai/generate-project"] {
        check(&nobody.post(path, json!({})).await, 401, "unauthorized", path);
    }
    let id = "0190f000-0000-7000-8000-00000000ffff";
    for path in [format!("/api/posts/{id}"), format!("/api/projects/{id}")] {
        check(&nobody.delete(&path).await, 401, "unauthorized", &path);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_origins_are_asked_first_and_errors_carry_the_headers_too() {
    let app = TestApp::start().await;
    let preflight = app
        .request(Method::OPTIONS, "/api/posts")
        .header("origin", "http://localhost:5173")
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization,content-type");
    let answer = preflight.send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    assert_eq!(answer.headers()["access-control-allow-origin"], "http://localhost:5173");
    let max_age: u32 = answer.headers()["access-control-max-age"].to_str().unwrap().parse().unwrap();
    assert!(max_age >= 600);
    let error = app.request(Method::GET, "/api/me").header("origin", "http://localhost:5173").send().await.unwrap();
    assert_eq!(error.status(), 401);
    assert_eq!(error.headers()["access-control-allow-origin"], "http://localhost:5173");
    assert!(error.headers()["access-control-expose-headers"].to_str().unwrap().to_lowercase().contains("x-request-id"));
    let evil = app.request(Method::GET, "/api/tools").header("origin", "https://evil.example").send().await.unwrap();
    assert!(evil.headers().get("access-control-allow-origin").is_none());
}
