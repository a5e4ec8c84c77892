//! Whatever a caller sends, the answer is a status of the contract with a message, and never a 500.

use actix_web::{
    http::{
        Method,
        header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE},
    },
    test::TestRequest,
};
use vibeslop_domain::page::Page;
use vibeslop_ports::StoreError;

use crate::fixture::{Doubles, SOME_ID, by_ada};

const JSON: (actix_web::http::header::HeaderName, &str) = (CONTENT_TYPE, "application/json");

fn post(path: &str, body: &str) -> TestRequest {
    by_ada(TestRequest::post().uri(path)).insert_header(JSON).set_payload(body.to_owned())
}

#[actix_web::test]
async fn a_body_that_is_no_json_or_not_the_right_one_is_a_bad_request() {
    for body in [
        "{",
        "nonsense",
        "[]",
        "5",
        "null",
        "\"x\"",
        "",
        "  \n",
        "{}",
        r#"{"post": null}"#,
        r#"{"post": 5}"#,
        r#"{"post": ["text"]}"#,
        r#"{"posts": {}}"#,
        r#"[{"post": {}}]"#,
        "\u{0}",
        r#"{"post": {}} trailing"#,
        &"[".repeat(10_000),
    ] {
        let answer = Doubles::with_ada().send(post("/api/posts", body)).await;
        let problem = answer.expect_problem(400, "bad_request");
        assert!(!problem["message"].as_str().unwrap().contains("NewPost"), "no name of ours: {problem}");
    }
    let answer = Doubles::with_ada().send(post("/api/posts", "{\n  \"post\": {\"content\": \"a\",}}")).await;
    assert!(answer.expect_problem(400, "bad_request")["message"].as_str().unwrap().contains("line 2"));
    let bytes = by_ada(TestRequest::post().uri("/api/posts")).insert_header(JSON).set_payload(vec![0xff, 0xfe]);
    Doubles::with_ada().send(bytes).await.expect_problem(400, "bad_request");
}

#[actix_web::test]
async fn wrong_types_inside_the_body_are_named_field_by_field() {
    let body =
        r#"{"post": {"content": 5, "media": "x", "quoted_post_id": {}, "linked_project_id": ["a"], "extra": 1}}"#;
    let problem = Doubles::with_ada().send(post("/api/posts", body)).await.expect_problem(422, "validation_failed");
    let named: Vec<&String> = problem["errors"].as_object().unwrap().keys().collect();
    assert_eq!(named, ["content", "linked_project_id", "media", "quoted_post_id"]);
    assert_eq!(problem["message"], "Content is invalid");

    let body = r#"{"project": {"title": null, "description": "x", "tools": [1]}}"#;
    let problem = Doubles::with_ada().send(post("/api/projects", body)).await.expect_problem(422, "validation_failed");
    assert_eq!(problem["errors"]["tools"][0], "is invalid");
}

#[actix_web::test]
async fn rules_of_the_domain_are_told_by_field_too() {
    for (body, field) in [
        (r#"{"post": {}}"#, "content"),
        (r#"{"post": {"content": "nul \u0000"}}"#, "content"),
        (r#"{"post": {"content": "a", "quoted_post_id": "x"}}"#, "quoted_post_id"),
        (r#"{"post": {"media": ["data:image/png;base64,???"]}}"#, "media"),
        (r#"{"post": {"media": ["https://elsewhere.example/a.png"]}}"#, "media"),
    ] {
        let problem = Doubles::with_ada().send(post("/api/posts", body)).await.expect_problem(422, "validation_failed");
        assert!(problem["errors"][field][0].is_string(), "{field}: {problem}");
    }
}

#[actix_web::test]
async fn a_content_type_or_an_encoding_that_we_do_not_read_is_refused() {
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let request = by_ada(TestRequest::post().uri("/api/posts")).insert_header((CONTENT_TYPE, kind));
        let answer = Doubles::with_ada().send(request.set_payload("content=a")).await;
        answer.expect_problem(415, "unsupported_media_type");
    }
    let request = post("/api/posts", "x").insert_header((CONTENT_ENCODING, "gzip"));
    Doubles::with_ada().send(request).await.expect_problem(415, "unsupported_media_type");
}

#[actix_web::test]
async fn bodies_have_limits_and_pictures_a_larger_one() {
    for (path, bytes) in [("/api/posts", 21_000_000), ("/api/projects", 20_000_001), ("/api/auth/token", 1_000_001)] {
        let body = format!("{{\"code\": \"{}\"}}", "x".repeat(bytes));
        let answer = Doubles::with_ada().send(post(path, &body)).await;
        let problem = answer.expect_problem(413, "payload_too_large");
        assert!(problem["message"].as_str().unwrap().contains(" MB"), "{problem}");
    }
    let large = format!(r#"{{"post": {{"content": "{}"}}}}"#, "x".repeat(15_000_000));
    let answer = Doubles::with_ada().send(post("/api/posts", &large)).await;
    answer.expect_problem(422, "validation_failed");
}

#[actix_web::test]
async fn an_empty_body_with_a_json_content_type_is_an_empty_object() {
    let empty = || TestRequest::post().insert_header(JSON);
    let answer = Doubles::with_ada().send(empty().uri("/api/auth/token")).await;
    assert!(answer.expect_problem(400, "bad_request")["message"].as_str().unwrap().contains("`code`"));
    let mut doubles = Doubles::with_ada();
    doubles.model.expect_is_sandbox().return_const(false);
    doubles.repositories.expect_is_sandbox().return_const(false);
    let answer = doubles.send(by_ada(empty().uri("/api/ai/generate-project"))).await;
    answer.expect_problem(400, "invalid_params");
    let answer = Doubles::default().send(empty().uri("/api/auth/logout")).await;
    assert_eq!((answer.status.as_u16(), answer.json()["message"].as_str()), (200, Some("Logged out successfully")));
    let mut doubles = Doubles::default();
    doubles.catalog.expect_tools().return_once(|| Ok(Vec::new()));
    let answer = doubles.send(TestRequest::get().insert_header(JSON).uri("/api/tools")).await;
    assert_eq!(answer.json(), serde_json::json!({"data": []}));
}

#[actix_web::test]
async fn parameters_that_make_no_sense_count_as_absent_or_are_brought_into_range() {
    // One more is read than is shown, to know whether there is more.
    for (query, limit, offset) in [
        ("limit=abc&offset=xyz", 21, 0),
        ("limit=-5&offset=-5", 2, 0),
        ("limit=100000000000000000000", 101, 0),
        ("limit=3&offset=7", 4, 7),
        ("limit=&offset=%00", 21, 0),
        ("limit[]=3", 21, 0),
    ] {
        let mut doubles = Doubles::default();
        doubles
            .projects
            .expect_list()
            .withf(move |list, wanted, viewer| (wanted.get(), list.offset.get(), *viewer) == (limit, offset, None))
            .return_once(|_, _, _| Ok(Vec::new()));
        let answer = doubles.get(&format!("/api/projects?{query}")).await;
        assert_eq!(answer.status.as_u16(), 200, "{query}");
    }
    Doubles::default().get("/api/projects?offset=10001").await.expect_problem(422, "offset_too_large");
    Doubles::default().get("/api/projects?offset=99999999999999999999").await.expect_problem(422, "offset_too_large");
}

#[actix_web::test]
async fn lists_in_a_query_come_in_every_spelling() {
    let mut doubles = Doubles::default();
    doubles
        .projects
        .expect_list()
        .withf(|list, _, _| {
            list.tools == ["a", "b"] && list.stacks == ["rust"] && list.search.as_deref() == Some("100%")
        })
        .return_once(|_, _, _| Ok(Vec::new()));
    let answer = doubles.get("/api/projects?tools[]=a&tools%5B%5D=b&stacks=rust&search=%20100%25").await;
    assert_eq!(answer.status.as_u16(), 200);
}

#[actix_web::test]
async fn a_cursor_that_is_none_of_ours_is_told_so() {
    for cursor in ["x", "%00", "MjAyNi0wMS0yMFQwOTozMDowMFp8NmQwZQ", &"a".repeat(5_000)] {
        for feed in ["for-you", "following"] {
            let path = format!("/api/posts?feed={feed}&cursor={cursor}");
            let request = by_ada(TestRequest::get().uri(&path));
            Doubles::with_ada().send(request).await.expect_problem(400, "invalid_cursor");
        }
    }
    let mut doubles = Doubles::with_ada();
    doubles.feed.expect_following().return_once(|_, _, _| Ok(Page::empty()));
    let answer = doubles.send(by_ada(TestRequest::get().uri("/api/posts?feed=following&limit=abc&cursor="))).await;
    assert_eq!(answer.json(), serde_json::json!({"data": [], "next_cursor": null, "has_more": false}));
}

#[actix_web::test]
async fn an_id_that_is_no_uuid_is_answered_like_an_unknown_one() {
    for id in ["1", "x", "github-url", "..", "%00", "%ff", "0190b1c27d3e70008000-0000000000ab", "null"] {
        for (method, path) in [
            (Method::GET, format!("/api/posts/{id}")),
            (Method::DELETE, format!("/api/posts/{id}")),
            (Method::GET, format!("/api/projects/{id}")),
            (Method::DELETE, format!("/api/projects/{id}")),
        ] {
            let request = by_ada(TestRequest::default().method(method).uri(&path));
            Doubles::with_ada().send(request).await.expect_problem(404, "not_found");
        }
    }
    let mut doubles = Doubles::default();
    doubles.posts.expect_post().return_once(|_, _| Ok(None));
    let problem = doubles.get(&format!("/api/posts/{SOME_ID}")).await.expect_problem(404, "not_found");
    assert_eq!(problem["message"], "There is no such post");
}

#[actix_web::test]
async fn unknown_routes_and_methods_are_told_apart() {
    for path in ["/", "/api", "/api/nothing", "/api/me/", "/health", "/dev/github/login/oauth/authorize", "/%ff%00"] {
        Doubles::default().get(path).await.expect_problem(404, "not_found");
    }
    let answer = Doubles::default().send(TestRequest::patch().uri("/api/me")).await;
    answer.expect_problem(405, "method_not_allowed");
    assert_eq!(answer.header("allow"), "GET, HEAD, PUT, DELETE, OPTIONS");
    let answer = Doubles::default().send(TestRequest::post().uri(&format!("/api/projects/{SOME_ID}"))).await;
    answer.expect_problem(405, "method_not_allowed");
    let answer = Doubles::default().send(TestRequest::default().method(Method::OPTIONS).uri("/api/posts")).await;
    assert_eq!((answer.status.as_u16(), answer.header("allow")), (204, "GET, HEAD, POST, OPTIONS"));
}

#[actix_web::test]
async fn a_caller_that_takes_no_json_is_told_so_before_anything_happens() {
    for accept in ["text/html", "image/png, text/*", "application/json;q=0"] {
        let request = TestRequest::get().uri("/api/tools").insert_header((ACCEPT, accept));
        Doubles::default().send(request).await.expect_problem(406, "not_acceptable");
    }
    let mut doubles = Doubles::default();
    doubles.media.expect_get().never();
    let request = TestRequest::get().uri("/api/media/x.png").insert_header((ACCEPT, "image/*"));
    doubles.send(request).await.expect_problem(404, "not_found");
}

#[actix_web::test]
async fn code_that_breaks_off_is_a_500_that_says_nothing() {
    // No expectation: the mock breaks off.
    let answer = Doubles::default().get("/api/tools").await;
    let problem = answer.expect_problem(500, "internal_error");
    assert_eq!(problem["message"], "Something failed on our side");
    assert_eq!(answer.header("x-vibeslop-version"), "1.2.3");
}

#[actix_web::test]
async fn a_store_that_is_away_or_fails_is_told_apart_and_its_words_are_kept() {
    let mut doubles = Doubles::default();
    doubles.catalog.expect_tools().return_once(|| Err(StoreError::Unavailable("secret host db-7".into())));
    let answer = doubles.get("/api/tools").await;
    answer.expect_problem(503, "unavailable");
    assert_eq!(answer.header("retry-after"), "5");
    assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));

    let mut doubles = Doubles::default();
    doubles.catalog.expect_tools().return_once(|| Err(StoreError::failed("relation \"secret\" does not exist")));
    let answer = doubles.get("/api/tools").await;
    answer.expect_problem(500, "internal_error");
    assert!(!String::from_utf8_lossy(&answer.body).contains("secret"));
}
