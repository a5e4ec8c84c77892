//! Whoever was told to wait waits: no call is made until then.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use vibeslop_github::GithubClient;
use vibeslop_ports::ServiceError;
use vibeslop_ports::github::RepositoryReader;
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{MovingClock, NOW, fixture, limits, tidepool, token};

const TOPICS: &str = "/repos/mira-l/tidepool/topics";

fn client(github: &MockServer) -> (GithubClient, Arc<MovingClock>) {
    let clock = Arc::new(MovingClock::default());
    (GithubClient::new(&github.uri(), limits(), clock.clone()).unwrap(), clock)
}

/// A server that answers this once, and from then on as if nothing had been.
async fn once(first: ResponseTemplate, then: u64) -> MockServer {
    let github = MockServer::start().await;
    Mock::given(path(TOPICS)).respond_with(first).up_to_n_times(1).expect(1).mount(&github).await;
    Mock::given(path(TOPICS)).respond_with(fixture(200, "topics.json")).expect(then).mount(&github).await;
    github
}

fn with_quota(answer: ResponseTemplate, remaining: u32, reset: i64) -> ResponseTemplate {
    answer
        .insert_header("x-ratelimit-resource", "core")
        .insert_header("x-ratelimit-remaining", remaining.to_string().as_str())
        .insert_header("x-ratelimit-reset", (NOW + reset).to_string().as_str())
}

async fn wait(client: &GithubClient) -> Option<Duration> {
    match client.topics(&token(), &tidepool()).await {
        Ok(_) => None,
        Err(ServiceError::Limited { retry_after }) => retry_after,
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_used_up_quota_is_asked_for_once_and_again_when_it_is_there() {
    for status in [403, 429] {
        let github = once(with_quota(fixture(status, "rate_limited.json"), 0, 600), 1).await;
        let (client, clock) = client(&github);
        assert_eq!(wait(&client).await, Some(Duration::from_mins(10)));
        clock.0.store(590, Ordering::SeqCst);
        assert_eq!(wait(&client).await, Some(Duration::from_secs(10)));
        // Another call of the same kind, by another job: it is the token's quota.
        let refused = client.languages(&token(), &tidepool()).await;
        assert!(matches!(refused, Err(ServiceError::Limited { .. })), "{refused:?}");
        clock.0.store(600, Ordering::SeqCst);
        assert_eq!(wait(&client).await, None);
    }
}

#[tokio::test]
async fn the_last_call_of_a_quota_succeeds_and_the_next_is_not_made() {
    let github = once(with_quota(fixture(200, "topics.json"), 0, 60), 0).await;
    let (client, _) = client(&github);
    assert_eq!(wait(&client).await, None);
    assert_eq!(wait(&client).await, Some(Duration::from_mins(1)));
}

#[tokio::test]
async fn the_second_kind_of_limit_is_waited_for_by_all_calls() {
    let first = with_quota(fixture(403, "secondary_limit.json"), 4_000, 600).insert_header("retry-after", "30");
    let github = once(first, 1).await;
    let (client, clock) = client(&github);
    assert_eq!(wait(&client).await, Some(Duration::from_secs(30)));
    assert_eq!(wait(&client).await, Some(Duration::from_secs(30)));
    clock.0.store(30, Ordering::SeqCst);
    assert_eq!(wait(&client).await, None);
}

#[tokio::test]
async fn everybody_waits_for_their_own_quota() {
    let github = once(with_quota(fixture(403, "rate_limited.json"), 0, 600), 1).await;
    let (client, _) = client(&github);
    assert!(wait(&client).await.is_some());
    assert!(client.topics(&"gho_of_somebody_else".into(), &tidepool()).await.is_ok());
}

#[tokio::test]
async fn what_is_forbidden_for_another_reason_is_asked_for_again() {
    let github = once(with_quota(fixture(403, "forbidden.json"), 4_999, 600), 1).await;
    let (client, _) = client(&github);
    let refused = client.topics(&token(), &tidepool()).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden)), "{refused:?}");
    assert_eq!(wait(&client).await, None);
}

#[tokio::test]
async fn what_searches_used_up_leaves_the_rest_alone() {
    let first = with_quota(fixture(403, "rate_limited.json"), 0, 600).insert_header("x-ratelimit-resource", "search");
    let github = once(first, 1).await;
    let (client, _) = client(&github);
    assert!(wait(&client).await.is_some());
    assert_eq!(wait(&client).await, None);
}
