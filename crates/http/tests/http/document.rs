//! The OpenAPI document says what is there, and all that it says is there.

use std::collections::BTreeSet;

use actix_web::{http::Method, test::TestRequest};
use serde_json::Value;

use crate::fixture::{Doubles, SOME_ID};

const METHODS: [&str; 4] = ["get", "post", "put", "delete"];

async fn document() -> Value {
    Doubles::default().get("/api/openapi.json").await.json()
}

pub fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            METHODS
                .iter()
                .filter_map(move |method| Some((path.clone(), (*method).to_owned(), item.get(method)?.clone())))
        })
        .collect()
}

/// The routes of the main job. A route of another name, or one that is missing, is noticed here.
const ROUTES: [&str; 22] = [
    "delete /api/posts/{id}",
    "delete /api/projects/{id}",
    "get /api/auth/{provider}",
    "get /api/auth/{provider}/callback",
    "get /api/github/repos",
    "get /api/github/repos/{owner}/{repo}",
    "get /api/me",
    "get /api/media/{file}",
    "get /api/openapi.json",
    "get /api/posts",
    "get /api/posts/{id}",
    "get /api/projects",
    "get /api/projects/github-urls",
    "get /api/projects/{id}",
    "get /api/stacks",
    "get /api/tools",
    "post /api/ai/generate-project",
    "post /api/auth/logout",
    "post /api/auth/token",
    "post /api/posts",
    "post /api/projects",
    "put /api/projects/{id}",
];

#[actix_web::test]
async fn the_routes_of_the_main_job_are_all_described() {
    let document = document().await;
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let described: BTreeSet<String> =
        operations(&document).into_iter().map(|(path, method, _)| format!("{method} {path}")).collect();
    for route in ROUTES {
        assert!(described.contains(route), "{route} is missing");
    }
}

#[actix_web::test]
async fn what_is_described_is_served_and_nothing_else_is() {
    let document = document().await;
    for (path, item) in document["paths"].as_object().unwrap() {
        let named = path.replace("{id}", SOME_ID).replace(['{', '}'], "");
        // A method that is not served is told together with those that are.
        let request = TestRequest::default().method(Method::PATCH).uri(&named);
        let answer = Doubles::default().send(request).await;
        answer.expect_problem(405, "method_not_allowed");
        let served: BTreeSet<String> = answer
            .header("allow")
            .split(", ")
            .map(str::to_lowercase)
            .filter(|method| METHODS.contains(&method.as_str()))
            .collect();
        let described: BTreeSet<String> = item.as_object().unwrap().keys().cloned().collect();
        assert_eq!(served, described, "{path}");
    }
}

#[actix_web::test]
async fn every_route_says_what_it_does_what_it_takes_and_how_it_fails() {
    let document = document().await;
    let tags: BTreeSet<&str> =
        document["tags"].as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap()).collect();
    let mut identifiers = BTreeSet::new();
    for (path, method, operation) in operations(&document) {
        let route = format!("{method} {path}");
        assert!(operation["summary"].as_str().is_some_and(|text| text.len() > 3), "{route}");
        let named = operation["tags"].as_array().unwrap();
        assert!(!named.is_empty(), "{route}");
        assert!(named.iter().all(|tag| tags.contains(tag.as_str().unwrap())), "{route}");
        assert!(identifiers.insert(operation["operationId"].as_str().unwrap().to_owned()), "{route}: id twice");
        let responses = operation["responses"].as_object().unwrap();
        assert!(responses.keys().any(|status| status.starts_with('2') || status == "302"), "{route}");
        let parameters: BTreeSet<&str> = operation["parameters"]
            .as_array()
            .map(|list| {
                list.iter().filter(|one| one["in"] == "path").map(|one| one["name"].as_str().unwrap()).collect()
            })
            .unwrap_or_default();
        let in_path: BTreeSet<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(parameters, in_path, "{route}");
        if operation["security"]
            .as_array()
            .is_some_and(|ways| !ways.iter().any(|way| way.as_object().unwrap().is_empty()))
        {
            assert!(responses.contains_key("401"), "{route}");
        }
        if operation.get("requestBody").is_some() {
            assert!(["400", "413", "415", "422"].iter().all(|status| responses.contains_key(*status)), "{route}");
        }
        for (status, response) in responses.iter().filter(|(status, _)| status.as_str() >= "400") {
            assert_eq!(
                response["content"]["application/problem+json"]["schema"]["$ref"], "#/components/schemas/Problem",
                "{route} {status}"
            );
        }
    }
}

#[actix_web::test]
async fn every_schema_that_is_named_is_there() {
    let document = document().await;
    let text = document.to_string();
    for name in text.split("#/components/schemas/").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
    }
    assert_eq!(document["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let post = &document["components"]["schemas"]["Problem"]["required"];
    assert!(post.as_array().unwrap().contains(&"message".into()));
}

#[test]
fn the_document_is_the_one_that_was_agreed_upon() {
    let settings = Doubles::default().api().settings;
    insta::assert_json_snapshot!(vibeslop_http::openapi(&settings));
}
