//! What is the same for every answer: headers, CORS, compression, who is signed in.

use actix_web::{
    http::{
        Method,
        header::{
            ACCEPT_ENCODING, ACCESS_CONTROL_REQUEST_HEADERS, ACCESS_CONTROL_REQUEST_METHOD, AUTHORIZATION,
            IF_NONE_MATCH, ORIGIN,
        },
    },
    test::TestRequest,
};
use vibeslop_domain::{catalog::Tool, ids::ToolId};
use vibeslop_ports::StoreError;

use crate::fixture::{ADA, Doubles, FRONTEND, SOME_ID, ada, by_ada};

fn with_tools(count: u128) -> Doubles {
    let mut doubles = Doubles::default();
    let tool = |number| Tool {
        id: ToolId(uuid::Uuid::from_u128(number)),
        name: format!("Tool {number}"),
        slug: format!("tool-{number}"),
        icon_url: None,
    };
    doubles.catalog.expect_tools().returning(move || Ok((0..count).map(tool).collect()));
    doubles
}

fn preflight(path: &str, origin: &str) -> TestRequest {
    TestRequest::default()
        .method(Method::OPTIONS)
        .uri(path)
        .insert_header((ORIGIN, origin))
        .insert_header((ACCESS_CONTROL_REQUEST_METHOD, "PUT"))
        .insert_header((ACCESS_CONTROL_REQUEST_HEADERS, "authorization, content-type, if-match, idempotency-key"))
}

#[actix_web::test]
async fn a_preflight_is_answered_for_every_path_and_remembered() {
    for path in ["/api/me", "/api/posts", "/api/nothing"] {
        let answer = Doubles::default().send(preflight(path, FRONTEND)).await;
        assert!(matches!(answer.status.as_u16(), 200 | 204), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), FRONTEND);
        let methods = answer.header("access-control-allow-methods");
        assert!(["GET", "POST", "PUT", "DELETE", "OPTIONS"].iter().all(|method| methods.contains(method)), "{methods}");
        let headers = answer.header("access-control-allow-headers").to_lowercase();
        let wanted = ["authorization", "content-type", "if-match", "idempotency-key"];
        assert!(wanted.iter().all(|header| headers.contains(header)), "{headers}");
        assert!(answer.header("access-control-max-age").parse::<u32>().unwrap() >= 600);
        assert_eq!(answer.header("access-control-allow-credentials"), "");
        assert!(answer.header("vary").contains("Origin"));
    }
}

#[actix_web::test]
async fn other_origins_are_not_let_in_unless_all_are() {
    let answer = Doubles::default().send(preflight("/api/me", "https://evil.example")).await;
    assert_eq!(answer.header("access-control-allow-origin"), "");
    answer.expect_problem(400, "bad_request");

    let doubles = Doubles { cors_origins: vec!["*".to_owned()], ..with_tools(0) };
    let request = TestRequest::get().uri("/api/tools").insert_header((ORIGIN, "https://any.example"));
    assert_eq!(doubles.send(request).await.header("access-control-allow-origin"), "*");
}

#[actix_web::test]
async fn errors_and_breaks_can_be_read_across_origins_too() {
    for (path, status) in [("/api/nothing", 404), ("/api/me", 401), ("/api/stacks", 500)] {
        let answer = Doubles::default().send(TestRequest::get().uri(path).insert_header((ORIGIN, FRONTEND))).await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.header("access-control-allow-origin"), FRONTEND);
        let exposed = answer.header("access-control-expose-headers").to_lowercase();
        for header in
            ["x-request-id", "retry-after", "ratelimit", "ratelimit-policy", "etag", "link", "idempotent-replayed"]
        {
            assert!(exposed.contains(header), "{header}: {exposed}");
        }
    }
}

#[actix_web::test]
async fn every_answer_has_the_headers_that_protect_and_tell() {
    let answer = Doubles::default().get("/health/live").await;
    assert_eq!(answer.header("x-content-type-options"), "nosniff");
    assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-vibeslop-version"), "1.2.3");
    assert_eq!(answer.header("strict-transport-security"), "");
    let secure = Doubles { backend_url: Some("https://api.example.com".to_owned()), ..Doubles::default() };
    assert!(secure.get("/health/live").await.header("strict-transport-security").starts_with("max-age="));
}

#[actix_web::test]
async fn a_request_keeps_a_sensible_name_and_gets_one_otherwise() {
    let named = |id: &'static str| TestRequest::get().uri("/health/live").insert_header(("x-request-id", id));
    assert_eq!(Doubles::default().send(named("trace-42")).await.header("x-request-id"), "trace-42");
    let answer = Doubles::default().send(named("no good")).await;
    assert!(uuid::Uuid::try_parse(answer.header("x-request-id")).is_ok());
}

#[actix_web::test]
async fn a_long_answer_is_compressed_for_who_takes_that() {
    let request = TestRequest::get().uri("/api/tools").insert_header((ACCEPT_ENCODING, "gzip"));
    let answer = with_tools(500).send(request).await;
    assert_eq!(answer.header("content-encoding"), "gzip");
    assert!(answer.header("vary").to_lowercase().contains("accept-encoding"));
    assert_eq!(answer.body.get(..2), Some([0x1f, 0x8b].as_slice()));
    let plain = with_tools(500).get("/api/tools").await;
    assert!(answer.body.len() * 4 < plain.body.len());
    assert!(plain.headers.get_all("vary").any(|value| value == "accept-encoding"), "a cache must not mix them up");

    // Errors as well: what is inside is the problem.
    let request = TestRequest::get().uri("/api/nothing").insert_header((ACCEPT_ENCODING, "gzip"));
    let answer = Doubles::default().send(request).await;
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!(answer.status.as_u16(), 404);
}

#[actix_web::test]
async fn the_catalog_is_sent_again_only_when_it_changed() {
    let first = with_tools(3).get("/api/tools").await;
    assert_eq!(first.header("cache-control"), "public, max-age=60");
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    let again = || TestRequest::get().uri("/api/tools").insert_header((IF_NONE_MATCH, tag.clone()));
    let answer = with_tools(3).send(again()).await;
    assert_eq!((answer.status.as_u16(), answer.body.len()), (304, 0));
    assert_eq!(answer.header("etag"), tag);
    assert_eq!(with_tools(4).send(again()).await.status.as_u16(), 200);
}

#[actix_web::test]
async fn a_head_request_is_a_get_without_the_body() {
    let answer = with_tools(1).send(TestRequest::default().method(Method::HEAD).uri("/api/tools")).await;
    assert_eq!(answer.status.as_u16(), 200);
    assert!(!answer.header("etag").is_empty());
}

#[actix_web::test]
async fn without_a_valid_token_nobody_is_signed_in() {
    for header in [None, Some("Bearer nonsense"), Some("Basic ada"), Some("Bearer"), Some("ada"), Some("Bearer é")] {
        for path in ["/api/me", "/api/projects/github-urls", "/api/github/repos"] {
            let mut request = TestRequest::get().uri(path);
            if let Some(header) = header {
                request = request.insert_header((AUTHORIZATION, header));
            }
            let answer = Doubles::default().send(request).await;
            answer.expect_problem(401, "unauthorized");
            assert_eq!(answer.header("www-authenticate"), "Bearer");
        }
    }
    // Who may not write is told so before what was written is looked at.
    let request = TestRequest::post().uri("/api/posts").set_payload("nonsense");
    Doubles::default().send(request).await.expect_problem(401, "unauthorized");
    // The account is gone, or the token was revoked.
    let mut doubles = Doubles::default();
    doubles.accounts.expect_viewer().return_once(|_| Ok(None));
    doubles.send(by_ada(TestRequest::get().uri("/api/me"))).await.expect_problem(401, "unauthorized");
}

#[actix_web::test]
async fn the_scheme_of_a_token_is_taken_in_any_case() {
    for header in ["Bearer ada", "bearer ada", "BEARER ada"] {
        let mut doubles = Doubles::with_ada();
        doubles.projects.expect_github_urls().withf(|owner| *owner == ADA).return_once(|_| Ok(Vec::new()));
        let request = TestRequest::get().uri("/api/projects/github-urls").insert_header((AUTHORIZATION, header));
        assert_eq!(doubles.send(request).await.json(), serde_json::json!({"github_urls": []}));
    }
}

#[actix_web::test]
async fn a_bad_token_where_none_is_needed_counts_as_none() {
    let mut doubles = Doubles::default();
    doubles.posts.expect_post().withf(|_, viewer| viewer.is_none()).return_once(|_, _| Ok(None));
    let request = TestRequest::get().uri(&format!("/api/posts/{SOME_ID}")).insert_header((AUTHORIZATION, "Bearer old"));
    doubles.send(request).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn somebody_suspended_may_do_nothing_and_reads_like_anybody() {
    let suspended = || {
        let mut doubles = Doubles::default();
        doubles.accounts.expect_viewer().returning(|_| Ok(Some(ada(true))));
        doubles
    };
    suspended().send(by_ada(TestRequest::get().uri("/api/me"))).await.expect_problem(403, "suspended");
    let mut doubles = suspended();
    doubles.posts.expect_post().withf(|_, viewer| viewer.is_none()).return_once(|_, _| Ok(None));
    let request = by_ada(TestRequest::get().uri(&format!("/api/posts/{SOME_ID}")));
    doubles.send(request).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn readiness_follows_the_database_and_life_does_not() {
    let mut doubles = Doubles::default();
    doubles.readiness.expect_check().return_once(|| Err(StoreError::failed("an old schema")));
    let answer = doubles.get("/health/ready").await;
    answer.expect_problem(503, "unavailable");
    assert!(!answer.header("retry-after").is_empty());
    let mut doubles = Doubles::default();
    doubles.readiness.expect_check().return_once(|| Ok(()));
    assert_eq!(doubles.get("/health/ready").await.json()["status"], "ok");
    assert_eq!(Doubles::default().get("/health/live").await.json()["status"], "ok");
}
