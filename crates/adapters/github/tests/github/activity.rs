use std::time::Duration;

use chrono::NaiveDate;
use vibeslop_domain::scores::{Activity, PullRequest};
use vibeslop_ports::{ServiceError, scores::ActivityReader};
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{NOW, TOKEN, client, fixture, token};

fn since() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap()
}

async fn activity(github: &MockServer) -> Result<Activity, ServiceError> {
    client(&github.uri()).activity(&token(), since()).await
}

/// What the search finds of a kind of thing.
async fn finds(github: &MockServer, things: &str, wanted: &str, answer: ResponseTemplate) {
    Mock::given(method("GET"))
        .and(path(format!("/search/{things}")))
        .and(query_param("q", wanted))
        .and(query_param("page", "1"))
        .and(query_param("per_page", "100"))
        .and(query_param("order", "desc"))
        .and(header("authorization", format!("Bearer {TOKEN}").as_str()))
        .respond_with(answer)
        .mount(github)
        .await;
}

const COMMITS: &str = "author:mira-l committer-date:>=2025-01-01";
const PULL_REQUESTS: &str = "author:mira-l type:pr created:>=2025-01-01";
const ISSUES: &str = "author:mira-l type:issue created:>=2025-01-01";

/// GitHub with somebody on it who did a few things, `but` for what a test answers otherwise (it was mounted before).
async fn with_mira(github: &MockServer) {
    Mock::given(path("/user"))
        .and(header("authorization", format!("Bearer {TOKEN}").as_str()))
        .respond_with(fixture(200, "user.json"))
        .mount(github)
        .await;
    Mock::given(path("/user/repos"))
        .and(query_param("visibility", "public"))
        .and(query_param("affiliation", "owner"))
        .and(query_param("per_page", "100"))
        .respond_with(fixture(200, "repositories.json"))
        .mount(github)
        .await;
    finds(github, "commits", COMMITS, fixture(200, "found_commits.json")).await;
    finds(github, "issues", PULL_REQUESTS, fixture(200, "found_pull_requests.json")).await;
    finds(github, "issues", ISSUES, fixture(200, "found_issues.json")).await;
}

#[tokio::test]
async fn a_year_of_work_is_read_as_the_owner_of_the_token() {
    let github = MockServer::start().await;
    with_mira(&github).await;
    let found = activity(&github).await.unwrap();
    let time = |text: &str| Some(text.parse().unwrap());
    assert_eq!(found.commits, [time("2025-12-30T09:15:30Z"), None]);
    assert_eq!(
        found.pull_requests,
        [
            PullRequest { created_at: time("2025-12-01T08:00:00Z"), merged: true },
            PullRequest { created_at: time("2025-12-20T08:00:00Z"), merged: false },
        ]
    );
    assert_eq!(found.issues, [time("2025-11-11T11:11:11Z")]);
    assert_eq!(found.followers, 31);
    let first = &found.repositories[0];
    assert_eq!((first.stars, first.language.as_deref()), (12, Some("Rust")));
    assert_eq!(first.pushed_at, time("2026-01-30T08:00:00Z"));
    assert_eq!(found.repositories.len(), 2);
}

#[tokio::test]
async fn pages_are_read_while_github_names_a_next_one() {
    let github = MockServer::start().await;
    let next = format!("<{}/search/commits?page=2>; rel=\"next\"", github.uri());
    finds(&github, "commits", COMMITS, fixture(200, "found_commits.json").insert_header("link", next.as_str())).await;
    Mock::given(path("/search/commits"))
        .and(query_param("page", "2"))
        .respond_with(fixture(200, "found_commits.json"))
        .expect(1)
        .mount(&github)
        .await;
    with_mira(&github).await;
    assert_eq!(activity(&github).await.unwrap().commits.len(), 4);
}

#[tokio::test]
async fn a_thousand_results_are_all_that_is_asked_for() {
    let github = MockServer::start().await;
    let endless = fixture(200, "found_commits.json").insert_header("link", "<https://x.example/>; rel=\"next\"");
    Mock::given(path("/search/commits")).respond_with(endless).expect(10).mount(&github).await;
    with_mira(&github).await;
    assert_eq!(activity(&github).await.unwrap().commits.len(), 20);
}

#[tokio::test]
async fn a_search_that_ran_out_of_time_makes_no_score() {
    let github = MockServer::start().await;
    let partial = serde_json::json!({"total_count": 2, "incomplete_results": true, "items": []});
    finds(&github, "issues", ISSUES, ResponseTemplate::new(200).set_body_json(partial)).await;
    with_mira(&github).await;
    let refused = activity(&github).await;
    assert!(matches!(refused, Err(ServiceError::Unavailable(_))), "{refused:?}");
}

#[tokio::test]
async fn somebody_whom_the_search_hides_did_nothing_that_it_knows_of() {
    let github = MockServer::start().await;
    finds(&github, "commits", COMMITS, fixture(422, "not_searchable.json")).await;
    with_mira(&github).await;
    let found = activity(&github).await.unwrap();
    assert_eq!((found.commits.len(), found.pull_requests.len()), (0, 2));
}

#[tokio::test]
async fn a_used_up_quota_says_when_to_come_back() {
    let github = MockServer::start().await;
    let reset = (NOW + 1_800).to_string();
    let limited = fixture(403, "rate_limited.json")
        .insert_header("x-ratelimit-remaining", "0")
        .insert_header("x-ratelimit-reset", reset.as_str());
    finds(&github, "issues", PULL_REQUESTS, limited).await;
    with_mira(&github).await;
    let refused = activity(&github).await;
    let wait = Duration::from_mins(30);
    assert!(matches!(refused, Err(ServiceError::Limited { retry_after: Some(after) }) if after == wait), "{refused:?}");
}

#[tokio::test]
async fn a_revoked_token_is_told_as_such() {
    let github = MockServer::start().await;
    Mock::given(path("/user")).respond_with(fixture(401, "bad_credentials.json")).expect(1).mount(&github).await;
    assert!(matches!(activity(&github).await, Err(ServiceError::Unauthorized)));
}
