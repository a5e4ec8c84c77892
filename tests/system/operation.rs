//! What operators and tools ask.

use reqwest::Method;
use vibeslop_testkit::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn health_is_told_and_every_answer_is_named() {
    let app = TestApp::start().await;
    for path in ["/health/live", "/health/ready"] {
        app.anonymous().get(path).await.expect(200);
    }
    let named = app.request(Method::GET, "/api/tools").header("x-request-id", "from-the-proxy-1").send().await.unwrap();
    assert_eq!(named.headers()["x-request-id"], "from-the-proxy-1");
    assert_eq!(named.headers()["x-content-type-options"], "nosniff");
    assert_eq!(named.headers()["referrer-policy"], "strict-origin-when-cross-origin");
    assert!(named.headers().contains_key("x-vibeslop-version"));
    let odd = app.request(Method::GET, "/api/tools").header("x-request-id", "a b<script>".repeat(50));
    let odd = odd.send().await.unwrap();
    assert!(!odd.headers()["x-request-id"].to_str().unwrap().contains("script"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_describes_the_service_and_large_answers_are_compressed() {
    let app = TestApp::start().await;
    let document = app.anonymous().get("/api/openapi.json").await.expect(200);
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in ["/api/posts", "/api/projects/{id}", "/api/auth/{provider}/callback", "/api/ai/generate-project"] {
        assert!(document["paths"][path].is_object(), "{path}");
    }
    let small = app.request(Method::GET, "/api/openapi.json").header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(small.headers()["content-encoding"], "gzip");
    app.anonymous().get("/docs").await;
}
