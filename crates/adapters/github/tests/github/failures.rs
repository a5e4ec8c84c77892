use std::time::Duration;

use secrecy::SecretString;
use vibeslop_ports::ServiceError;
use vibeslop_ports::github::{Repository, RepositoryReader};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::{NOW, TOKEN, client, everything, fixture, tidepool, token};

/// What the client makes of an answer that the server gives so many times.
async fn answered(answer: ResponseTemplate, times: u64) -> Result<Repository, ServiceError> {
    let github = MockServer::start().await;
    Mock::given(path("/repos/mira-l/tidepool")).respond_with(answer).expect(times).mount(&github).await;
    client(&github.uri()).repository(&token(), &tidepool()).await
}

#[tokio::test]
async fn a_revoked_token_is_named_as_such() {
    let refused = answered(fixture(401, "bad_credentials.json"), 1).await;
    assert!(matches!(refused, Err(ServiceError::Unauthorized)), "{refused:?}");
}

#[tokio::test]
async fn a_token_that_no_header_can_carry_is_refused_without_a_call() {
    let github = MockServer::start().await;
    let odd = SecretString::from("gho_\r\nHost: elsewhere");
    let refused = client(&github.uri()).repository(&odd, &tidepool()).await;
    assert!(matches!(refused, Err(ServiceError::Unauthorized)), "{refused:?}");
    assert!(github.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_unknown_repository_is_not_found() {
    let refused = answered(fixture(404, "not_found.json"), 1).await;
    assert!(matches!(refused, Err(ServiceError::NotFound)), "{refused:?}");
}

#[tokio::test]
async fn a_used_up_quota_says_when_to_come_back() {
    for status in [403, 429] {
        let answer = fixture(status, "rate_limited.json")
            .insert_header("x-ratelimit-limit", "5000")
            .insert_header("x-ratelimit-remaining", "0")
            .insert_header("x-ratelimit-reset", (NOW + 1_200).to_string().as_str());
        match answered(answer, 1).await {
            Err(ServiceError::Limited { retry_after }) => assert_eq!(retry_after, Some(Duration::from_mins(20))),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn a_second_kind_of_limit_is_told_by_its_header_or_its_words() {
    let answer = fixture(403, "secondary_limit.json")
        .insert_header("retry-after", "77")
        .insert_header("x-ratelimit-remaining", "4321");
    let named = answered(answer, 1).await;
    assert!(
        matches!(named, Err(ServiceError::Limited { retry_after: Some(wait) }) if wait.as_secs() == 77),
        "{named:?}"
    );
    let unnamed = answered(fixture(403, "secondary_limit.json"), 1).await;
    assert!(
        matches!(unnamed, Err(ServiceError::Limited { retry_after: Some(wait) }) if wait.as_secs() == 60),
        "{unnamed:?}"
    );
}

#[tokio::test]
async fn what_is_forbidden_for_another_reason_is_no_limit() {
    let answer = fixture(403, "forbidden.json").insert_header("x-ratelimit-remaining", "4999");
    let refused = answered(answer, 1).await;
    assert!(matches!(refused, Err(ServiceError::Forbidden)), "{refused:?}");
}

#[tokio::test]
async fn a_passing_fault_is_tried_again_and_forgotten() {
    for status in [502, 503, 504] {
        let github = MockServer::start().await;
        let there = path("/repos/mira-l/tidepool");
        Mock::given(there).respond_with(fixture(status, "unavailable.json")).up_to_n_times(2).mount(&github).await;
        Mock::given(path("/repos/mira-l/tidepool"))
            .respond_with(fixture(200, "repository.json"))
            .expect(1)
            .mount(&github)
            .await;
        assert!(client(&github.uri()).repository(&token(), &tidepool()).await.is_ok(), "{status}");
    }
}

#[tokio::test]
async fn a_lasting_fault_is_reported_after_three_tries() {
    let refused = answered(fixture(503, "unavailable.json"), 3).await;
    assert!(matches!(refused, Err(ServiceError::Unavailable(_))), "{refused:?}");
}

#[tokio::test]
async fn a_fault_that_lasts_longer_than_anybody_waits_is_reported_at_once() {
    let refused = answered(fixture(503, "unavailable.json").insert_header("retry-after", "120"), 1).await;
    assert!(matches!(refused, Err(ServiceError::Unavailable(_))), "{refused:?}");
}

#[tokio::test]
async fn a_fault_of_github_itself_is_not_repeated() {
    let refused = answered(fixture(500, "unavailable.json"), 1).await;
    assert!(matches!(refused, Err(ServiceError::Unavailable(_))), "{refused:?}");
}

#[tokio::test]
async fn a_page_for_people_is_no_answer() {
    let page = "<!DOCTYPE html><html><title>Unicorn! · GitHub</title></html>";
    let refused = answered(ResponseTemplate::new(200).set_body_raw(page, "text/html"), 1).await;
    assert!(matches!(refused, Err(ServiceError::Malformed(_))), "{refused:?}");
}

#[tokio::test]
async fn json_that_ends_too_early_or_has_another_shape_is_no_answer() {
    for body in [r#"{"id": 812345, "name": "tide"#, "{}", "null", "[]", ""] {
        let refused = answered(ResponseTemplate::new(200).set_body_raw(body, "application/json"), 1).await;
        assert!(matches!(refused, Err(ServiceError::Malformed(_))), "{body}: {refused:?}");
    }
}

#[tokio::test]
async fn a_status_that_is_not_foreseen_is_no_answer() {
    for status in [302, 400, 418, 422] {
        let refused = answered(ResponseTemplate::new(status), 1).await;
        assert!(matches!(refused, Err(ServiceError::Malformed(_))), "{status}: {refused:?}");
    }
}

#[tokio::test]
async fn the_error_keeps_githubs_words_for_the_log_and_the_token_for_nobody() {
    let echo = format!(r#"{{"message": "no luck with {TOKEN}"}}"#);
    for status in [400, 403, 404, 401, 422, 500, 503] {
        let error = answered(ResponseTemplate::new(status).set_body_string(&echo), if status == 503 { 3 } else { 1 })
            .await
            .unwrap_err();
        assert!(!everything(&error).contains(TOKEN), "{status}: {}", everything(&error));
        assert!(!error.to_string().contains("no luck"), "{error}");
        if status == 500 {
            assert!(everything(&error).contains("no luck with [token]"), "{}", everything(&error));
        }
    }
    let wrong_type = format!(r#"{{"id": "{TOKEN}"}}"#);
    let error = answered(ResponseTemplate::new(200).set_body_string(wrong_type), 1).await.unwrap_err();
    assert!(!everything(&error).contains(TOKEN), "{}", everything(&error));
    assert!(!format!("{:?}", client("http://127.0.0.1:9")).contains(TOKEN));
}
