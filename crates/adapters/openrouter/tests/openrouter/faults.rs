//! What a service answers that cannot or will not.

use std::{
    error::Error,
    time::{Duration, Instant},
};

use vibeslop_ports::ServiceError;
use wiremock::ResponseTemplate;

use crate::service::{KEY, answer, asked, endpoint, openrouter};

/// The name of what came of it.
pub fn kind<T>(outcome: &Result<T, ServiceError>) -> &'static str {
    match outcome {
        Ok(_) => "ok",
        Err(ServiceError::Unauthorized) => "unauthorized",
        Err(ServiceError::Forbidden) => "forbidden",
        Err(ServiceError::NotFound) => "not found",
        Err(ServiceError::Limited { .. }) => "limited",
        Err(ServiceError::Resting { .. }) => "resting",
        Err(ServiceError::OutOfCredit) => "out of credit",
        Err(ServiceError::Moderated) => "moderated",
        Err(ServiceError::TimedOut) => "timed out",
        Err(ServiceError::Unavailable(_)) => "unavailable",
        Err(ServiceError::Malformed(_)) => "malformed",
    }
}

#[tokio::test]
async fn every_documented_fault_has_a_name() {
    for (status, name, expected, requests) in [
        (400, "bad_request.json", "malformed", 1),
        (401, "unauthorized.json", "unauthorized", 1),
        (402, "out_of_credit.json", "out of credit", 1),
        (403, "moderated.json", "moderated", 1),
        (403, "forbidden.json", "forbidden", 1),
        (404, "not_found.json", "not found", 1),
        (408, "timeout.json", "timed out", 1),
        (413, "too_large.json", "malformed", 1),
        (422, "unprocessable.json", "malformed", 1),
        (429, "limited.json", "limited", 1),
        (500, "internal.json", "unavailable", 2),
        (502, "provider_down.json", "unavailable", 2),
        (503, "no_provider.json", "unavailable", 2),
        (521, "gateway.html", "unavailable", 1),
        (524, "gateway.html", "timed out", 1),
        (529, "limited.json", "limited", 1),
        (302, "gateway.html", "malformed", 1),
        (418, "gateway.html", "malformed", 1),
    ] {
        let (outcome, asked) = asked([answer(status, name)]).await;
        assert_eq!((kind(&outcome), asked), (expected, requests), "{status} {name}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_fault_inside_an_answer_that_says_all_is_well_has_the_same_name() {
    for (name, expected) in [
        ("bad_request.json", "malformed"),
        ("unauthorized.json", "unauthorized"),
        ("out_of_credit.json", "out of credit"),
        ("moderated.json", "moderated"),
        ("forbidden.json", "forbidden"),
        ("timeout.json", "timed out"),
        ("limited.json", "limited"),
        ("provider_down.json", "unavailable"),
        ("code_as_text.json", "malformed"),
        ("choice_error.json", "limited"),
        ("finished_with_error.json", "malformed"),
        ("filtered.json", "moderated"),
    ] {
        let (outcome, _) = asked([answer(200, name)]).await;
        assert_eq!(kind(&outcome), expected, "{name}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_call_is_repeated_once_after_a_fault_of_the_service() {
    for (status, name) in [(500, "internal.json"), (502, "gateway.html"), (503, "no_provider.json")] {
        let (outcome, requests) = asked([answer(status, name), answer(200, "completion.json")]).await;
        assert_eq!((kind(&outcome), requests), ("ok", 2), "{status}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_short_wait_that_the_service_asks_for_is_waited_once() {
    let busy = || answer(429, "limited.json").insert_header("retry-after", "1");
    let began = Instant::now();
    let (outcome, requests) = asked([busy(), answer(200, "completion.json")]).await;
    assert_eq!((kind(&outcome), requests), ("ok", 2), "{outcome:?}");
    assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());

    let (outcome, requests) = asked([busy()]).await;
    assert_eq!(requests, 2);
    assert!(
        matches!(outcome, Err(ServiceError::Limited { retry_after: Some(wait) }) if wait.as_secs() == 1),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn a_long_wait_is_told_and_not_waited() {
    let (outcome, requests) = asked([answer(429, "limited.json").insert_header("retry-after", "6")]).await;
    assert_eq!(requests, 1);
    assert!(
        matches!(outcome, Err(ServiceError::Limited { retry_after: Some(wait) }) if wait.as_secs() == 6),
        "{outcome:?}"
    );
}

#[tokio::test]
async fn no_error_shows_the_key_or_the_services_words() {
    let leak = format!("{{\"error\":{{\"code\":400,\"message\":\"your key {KEY} is odd\"}}}}");
    let (outcome, _) = asked([ResponseTemplate::new(400).set_body_raw(leak, "application/json")]).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.to_string(), "the service answered something unexpected");
    assert!(!format!("{error:?}").contains(KEY), "{error:?}");
    // For the log there is the cause.
    assert_eq!(error.source().unwrap().to_string(), "status 400");
    assert!(!format!("{:?}{:?}", endpoint("http://127.0.0.1"), openrouter("http://127.0.0.1")).contains(KEY));

    let (outcome, _) = asked([answer(422, "moderated.json")]).await;
    let shown = format!("{outcome:?}");
    assert!(!shown.contains("flagged words") && !shown.contains("secret prompt"), "{shown}");
}
