//! The list of models.

use std::time::Duration;

use vibeslop_openrouter::{Limits, OpenRouterModels};
use vibeslop_ports::{
    ServiceError,
    ai::{ListedModel, ModelDirectory},
};
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{header, method, path, query_param, query_param_is_missing},
};

use crate::service::{KEY, answer, endpoint, http, limits, service};

fn directory(base: &str) -> OpenRouterModels {
    OpenRouterModels::new(http(), endpoint(base)).with_limits(limits())
}

fn list(models: &[&str], next: Option<&str>) -> ResponseTemplate {
    let data: Vec<_> = models.iter().map(|id| serde_json::json!({"id": id, "name": id.to_uppercase()})).collect();
    ResponseTemplate::new(200).set_body_json(serde_json::json!({"data": data, "links": {"next": next}}))
}

fn ids(models: &[ListedModel]) -> Vec<&str> {
    models.iter().map(|model| model.id.as_str()).collect()
}

#[tokio::test]
async fn the_list_is_asked_for_by_nobody_in_particular() {
    let server = service([list(&["openai/gpt-4o", "x-ai/grok-4.1-fast"], None)]).await;
    let models = directory(&server.uri()).models().await.unwrap();
    assert_eq!(ids(&models), ["openai/gpt-4o", "x-ai/grok-4.1-fast"]);
    assert_eq!(models[0].name.as_deref(), Some("OPENAI/GPT-4O"));
    let requests = server.received_requests().await.unwrap();
    assert_eq!((requests[0].method.as_str(), requests[0].url.path()), ("GET", "/api/v1/models"));
    assert!(!requests[0].headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_server_that_wants_a_key_gets_it() {
    let server = MockServer::start().await;
    let with_key = Mock::given(header("authorization", format!("Bearer {KEY}")));
    with_key.respond_with(list(&["local"], None)).with_priority(1).mount(&server).await;
    Mock::given(method("GET")).respond_with(answer(401, "unauthorized.json")).mount(&server).await;
    assert_eq!(ids(&directory(&server.uri()).models().await.unwrap()), ["local"]);
}

#[tokio::test]
async fn pages_are_followed_on_the_same_server_alone() {
    let server = MockServer::start().await;
    let page = |number: &'static str| Mock::given(path("/api/v1/models")).and(query_param("page", number));
    let first = Mock::given(path("/api/v1/models")).and(query_param_is_missing("page"));
    first.respond_with(list(&["a"], Some("/api/v1/models?page=2"))).mount(&server).await;
    let second = list(&["b"], None).insert_header("link", "<?page=3>; rel=\"next\"");
    page("2").respond_with(second).mount(&server).await;
    page("3").respond_with(list(&["c"], Some("http://127.0.0.1:1/models"))).mount(&server).await;
    assert_eq!(ids(&directory(&server.uri()).models().await.unwrap()), ["a", "b", "c"]);
}

#[tokio::test]
async fn pages_in_a_circle_come_to_an_end() {
    let server = service([list(&["a"], Some("?page=1"))]).await;
    assert_eq!(directory(&server.uri()).models().await.unwrap().len(), 50);
}

#[tokio::test]
async fn a_passing_fault_is_asked_past_once() {
    let server = service([answer(502, "gateway.html"), list(&["a"], None)]).await;
    assert_eq!(ids(&directory(&server.uri()).models().await.unwrap()), ["a"]);
    let server = service([answer(503, "no_provider.json")]).await;
    let outcome = directory(&server.uri()).models().await;
    assert!(matches!(outcome, Err(ServiceError::Unavailable(_))), "{outcome:?}");
    assert_eq!(server.received_requests().await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_no_list_too_large_or_too_slow_is_an_error() {
    let server = service([answer(200, "gateway.html")]).await;
    let outcome = directory(&server.uri()).models().await;
    assert!(matches!(outcome, Err(ServiceError::Malformed(_))), "{outcome:?}");

    let server = service([list(&["x".repeat(2_000).as_str()], None)]).await;
    let small = directory(&server.uri()).with_limits(Limits { answer: 1_000, ..limits() });
    assert!(matches!(small.models().await, Err(ServiceError::Malformed(_))));

    let server = service([list(&["a"], None).set_delay(Duration::from_secs(20))]).await;
    let hasty = directory(&server.uri()).with_limits(Limits { total: Duration::from_millis(100), ..limits() });
    assert!(matches!(hasty.models().await, Err(ServiceError::TimedOut)));
}
