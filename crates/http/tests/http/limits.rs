//! What a route that counts asks of the limits, and when it gives back.

use std::{sync::Arc, time::Duration};

use actix_web::test::TestRequest;
use vibeslop_application::limits::Quotas;
use vibeslop_domain::limits::{Decision, PolicyName, Standing};
use vibeslop_http::Api;
use vibeslop_ports::{
    ServiceError, StoreError,
    accounts::Connection,
    github::{Repository, RepositorySummary},
    mocks::{MockBuckets, MockLimitStore},
    tokens::Sealed,
};

use crate::{
    document::operations,
    fixture::{ADA, Answer, Doubles, SOME_ID, by_ada, now, send, send_all},
};

fn standing(name: PolicyName, remaining: u32) -> Standing {
    Standing { policy: Quotas::default().policy(name), remaining, resets_in: Duration::from_millis(1_799_500) }
}

/// A store that lets Ada in once, as this limit says.
fn admitting(name: PolicyName, given_back: usize) -> MockLimitStore {
    let mut store = MockLimitStore::new();
    store
        .expect_take()
        .withf(move |user, policies, at| {
            *user == ADA && *at == now() && policies.iter().map(|policy| policy.name).eq([name])
        })
        .times(1)
        .returning(move |_, _, _| Ok(Decision::Taken(vec![standing(name, 3)])));
    store.expect_give_back().times(given_back).returning(|_, _, _| Ok(()));
    store
}

fn on(doubles: Doubles, store: MockLimitStore) -> Api {
    let mut api = doubles.api();
    api.services.limits.store = Arc::new(store);
    api
}

async fn post(api: &Api, path: &str, body: &'static str) -> Answer {
    let request = TestRequest::post().uri(path).insert_header(("content-type", "application/json"));
    send(api, by_ada(request.set_payload(body))).await
}

fn repository() -> Repository {
    Repository {
        summary: RepositorySummary {
            id: 1,
            name: "planner".to_owned(),
            full_name: "ada-l/planner".to_owned(),
            description: None,
            owner_login: "ada-l".to_owned(),
            owner_avatar_url: None,
            html_url: "https://github.com/ada-l/planner".to_owned(),
            private: false,
            stargazers_count: 0,
            language: None,
            pushed_at: None,
            created_at: "2025-06-01T10:00:00Z".to_owned(),
            updated_at: "2026-01-30T08:00:10Z".to_owned(),
        },
        homepage: None,
        watchers_count: 0,
        forks_count: 0,
        size: 1,
        default_branch: "main".to_owned(),
    }
}

/// Ada's repository can be read; what the model does with it is for the test to say.
fn readable() -> Doubles {
    let mut doubles = Doubles::with_ada();
    doubles.accounts.expect_connection().returning(|user, _| {
        let access_token = Some(Sealed(format!("oauth_token:{user}|gho_token").into_bytes()));
        Ok(Some(Connection { login: "ada-l".to_owned(), access_token, broken_at: None }))
    });
    doubles.repositories.expect_is_sandbox().return_const(false);
    doubles.repositories.expect_repository().returning(|_, _| Ok(repository()));
    doubles.repositories.expect_languages().returning(|_, _| Ok(Vec::new()));
    doubles.repositories.expect_topics().returning(|_, _| Ok(Vec::new()));
    doubles.repositories.expect_readme().returning(|_, _| Ok(None));
    doubles.model.expect_is_sandbox().return_const(false);
    doubles
}

const PLANNER: &str = r#"{"repo": {"owner": "ada-l", "name": "planner"}}"#;

#[actix_web::test]
async fn a_model_that_fails_costs_nothing() {
    for (failure, status) in [(ServiceError::TimedOut, 504), (ServiceError::Moderated, 422)] {
        let mut doubles = readable();
        doubles.model.expect_name().return_const("a model".to_owned());
        doubles.model.expect_complete().return_once(move |_| Err(failure));
        doubles.calls.expect_record().times(1).returning(|_| Ok(()));
        let api = on(doubles, admitting(PolicyName::AiText, 1));
        let answer = post(&api, "/api/ai/generate-project", PLANNER).await;
        assert_eq!(answer.status.as_u16(), status);
        assert_eq!(answer.header("ratelimit"), "\"ai-text\";r=4;t=1800", "as it stands after that");
    }
}

#[actix_web::test]
async fn code_that_breaks_off_costs_nothing() {
    // The model's mock expects nothing, and so it breaks off.
    let api = on(readable(), admitting(PolicyName::AiText, 1));
    let answer = post(&api, "/api/ai/generate-project", PLANNER).await;
    answer.expect_problem(500, "internal_error");
}

#[actix_web::test]
async fn what_is_not_read_to_its_end_is_not_done() {
    let api = on(Doubles::with_ada(), admitting(PolicyName::Posts, 1));
    post(&api, "/api/posts", "{").await.expect_problem(400, "bad_request");
}

#[actix_web::test]
async fn who_is_refused_is_told_why_and_reaches_no_route() {
    let mut store = MockLimitStore::new();
    store.expect_take().times(1).returning(|_, _, _| Ok(Decision::Refused(vec![standing(PolicyName::Posts, 0)])));
    let api = on(Doubles::with_ada(), store);
    let answer = post(&api, "/api/posts", r#"{"post": {"content": "Hello"}}"#).await;
    let problem = answer.expect_problem(429, "rate_limited");
    assert_eq!(problem["violated-policies"], serde_json::json!(["posts"]));
    assert_eq!(answer.header("retry-after"), "1800");
    assert_eq!(answer.header("ratelimit-policy"), "\"posts\";q=30;w=3600");
    assert_eq!(answer.header("ratelimit"), "\"posts\";r=0;t=1800");
}

#[actix_web::test]
async fn nobody_in_particular_is_asked_to_sign_in_and_takes_nothing() {
    let api = on(Doubles::default(), MockLimitStore::new());
    let request = TestRequest::post().uri("/api/posts").insert_header(("content-type", "application/json"));
    send(&api, request.set_payload("{}")).await.expect_problem(401, "unauthorized");
}

#[actix_web::test]
async fn where_limits_cannot_be_asked_nothing_is_done() {
    let mut store = MockLimitStore::new();
    store.expect_take().returning(|_, _, _| Err(StoreError::Unavailable("the test says so".into())));
    let api = on(Doubles::with_ada(), store);
    let answer = post(&api, "/api/posts", r#"{"post": {"content": "Hello"}}"#).await;
    answer.expect_problem(503, "unavailable");
}

/// Buckets that decide so, whoever asks.
fn deciding(decision: fn() -> Decision) -> Api {
    let mut buckets = MockBuckets::new();
    buckets.expect_take().returning(move |_| decision());
    buckets.expect_give_back().returning(|_| ());
    let mut api = Doubles::default().api();
    api.services.limits.buckets = Arc::new(buckets);
    api
}

/// Every route that is described, as somebody unknown would ask for it.
async fn all_routes() -> (Vec<String>, Vec<TestRequest>) {
    let document = Doubles::default().get("/api/openapi.json").await.json();
    let routes = operations(&document).into_iter().map(|(path, method, _)| {
        let named = path.replace("{id}", SOME_ID).replace(['{', '}'], "");
        let method = method.to_uppercase();
        let request = TestRequest::default().method(method.parse().unwrap()).uri(&named);
        (format!("{method} {path}"), request)
    });
    routes.chain([("GET /docs".to_owned(), TestRequest::get().uri("/docs"))]).unzip()
}

const FREE: [&str; 3] = ["GET /api/media/{file}", "GET /health/live", "GET /health/ready"];

#[actix_web::test]
async fn every_route_turns_away_a_flood_and_says_why_and_for_how_long() {
    let api = deciding(|| Decision::Refused(vec![standing(PolicyName::Address, 0)]));
    let (routes, requests) = all_routes().await;
    assert!(routes.len() > 90, "only {} routes", routes.len());
    for (route, answer) in routes.iter().zip(send_all(&api, requests).await) {
        if FREE.contains(&route.as_str()) {
            continue;
        }
        let problem = answer.expect_problem(429, "rate_limited");
        assert_eq!(problem["violated-policies"], serde_json::json!(["address"]), "{route}");
        assert_eq!(answer.header("retry-after"), "1800", "{route}");
        assert_eq!(answer.header("ratelimit-policy"), "\"address\";q=300;w=60", "{route}");
        assert_eq!(answer.header("ratelimit"), "\"address\";r=0;t=1800", "{route}");
    }
}

#[actix_web::test]
async fn every_answer_of_a_limited_route_tells_where_one_stands_whatever_it_is() {
    let api = deciding(|| Decision::Taken(vec![standing(PolicyName::Address, 7)]));
    let (routes, requests) = all_routes().await;
    for (route, answer) in routes.iter().zip(send_all(&api, requests).await) {
        let told = if FREE.contains(&route.as_str()) { "" } else { "\"address\";r=7;t=1800" };
        assert_eq!(answer.header("ratelimit"), told, "{route}: {}", answer.status);
        assert_eq!(answer.header("ratelimit-policy").is_empty(), told.is_empty(), "{route}");
    }
}
