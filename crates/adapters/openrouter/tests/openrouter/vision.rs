//! The judge of pictures.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde_json::Value;
use vibeslop_domain::{
    content::{ImageFormat, MediaFile},
    ids::UserId,
};
use vibeslop_openrouter::VisionJudge;
use vibeslop_ports::{
    ServiceError, StoreError,
    ai::{CallLog, CallOutcome, ModelCall, UsageLine},
    content::CheckedImage,
    environment::Clock,
    moderation::{ImageJudge, Verdict},
};
use wiremock::ResponseTemplate;

use crate::service::{answer, endpoint, http, limits, service};

const MODEL: &str = "bytedance-seed/seed-1.6-flash";

fn png() -> CheckedImage {
    CheckedImage { file: MediaFile::new([1; 32], ImageFormat::Png), bytes: b"abc".to_vec() }
}

async fn judged(
    image: &CheckedImage,
    answers: impl IntoIterator<Item = ResponseTemplate>,
) -> Result<Verdict, ServiceError> {
    let server = service(answers).await;
    VisionJudge::new(http(), endpoint(&server.uri()), MODEL).with_limits(limits()).judge(image).await
}

#[tokio::test]
async fn the_picture_comes_first_and_the_question_after_it() {
    let server = service([answer(200, "verdict_safe.json")]).await;
    let judge = VisionJudge::new(http(), endpoint(&server.uri()), MODEL);
    assert_eq!(judge.judge(&png()).await.unwrap(), Verdict::Safe);
    let sent: Value = server.received_requests().await.unwrap()[0].body_json().unwrap();
    assert_eq!((sent["model"].as_str(), sent["max_tokens"].as_u64()), (Some(MODEL), Some(256)));
    assert_eq!(sent["temperature"].to_string(), "0.3");
    let content = sent["messages"][0]["content"].as_array().unwrap();
    assert_eq!(content.len(), 2);
    assert_eq!(content[0]["type"], "image_url");
    assert_eq!(content[0]["image_url"]["url"], "data:image/png;base64,YWJj");
    assert_eq!(content[1]["type"], "text");
    assert!(content[1]["text"].as_str().unwrap().contains("{\"safe\": true}"));
}

/// Books that a test can read, and a clock that stands still.
#[derive(Debug, Default)]
struct Ledger(Mutex<Vec<ModelCall>>);

#[async_trait]
impl CallLog for Ledger {
    async fn record(&self, call: &ModelCall) -> Result<(), StoreError> {
        self.0.lock().unwrap().push(call.clone());
        Err(StoreError::failed("nobody's picture is refused for it"))
    }

    async fn usage_since(&self, _: DateTime<Utc>, _: Option<UserId>) -> Result<Vec<UsageLine>, StoreError> {
        Ok(Vec::new())
    }
}

impl Clock for Ledger {
    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }
}

#[tokio::test]
async fn each_look_is_written_down() {
    let server = service([answer(200, "verdict_safe.json"), answer(402, "out_of_credit.json")]).await;
    let ledger = Arc::new(Ledger::default());
    let judge = VisionJudge::new(http(), endpoint(&server.uri()), MODEL).in_books(ledger.clone(), ledger.clone());
    assert_eq!(judge.judge(&png()).await.unwrap(), Verdict::Safe);
    assert!(judge.judge(&png()).await.is_err());
    let calls = ledger.0.lock().unwrap().clone();
    let told: Vec<_> = calls.iter().map(|call| (call.purpose, call.user, call.outcome)).collect();
    let verdict = |outcome| ("image_verdict", None, outcome);
    assert_eq!(told, [verdict(CallOutcome::Answered), verdict(CallOutcome::Refused)]);
    assert!(calls[0].usage.prompt_tokens > 0 && calls[1].usage.prompt_tokens == 0);
}

#[tokio::test]
async fn a_refusal_comes_with_its_reason() {
    let verdict = judged(&png(), [answer(200, "verdict_unsafe.json")]).await.unwrap();
    let reason = Some("The picture shows a weapon pointed at a person.".to_owned());
    assert_eq!(verdict, Verdict::Unsafe { reason });
}

#[tokio::test]
async fn a_service_that_refuses_to_look_has_said_enough() {
    let verdict = judged(&png(), [answer(403, "moderated.json")]).await.unwrap();
    assert_eq!(verdict, Verdict::Unsafe { reason: None });
    let verdict = judged(&png(), [answer(200, "filtered.json")]).await.unwrap();
    assert_eq!(verdict, Verdict::Unsafe { reason: None });
}

#[tokio::test]
async fn nothing_else_is_a_verdict() {
    for (status, name) in [
        (200, "verdict_prose.json"),
        (200, "verdict_odd.json"),
        (200, "empty.json"),
        (200, "gateway.html"),
        (401, "unauthorized.json"),
        (429, "limited.json"),
        (500, "internal.json"),
    ] {
        let outcome = judged(&png(), [answer(status, name)]).await;
        assert!(outcome.is_err(), "{name}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_picture_that_cannot_be_opened_is_not_asked_about() {
    let broken = CheckedImage { file: MediaFile::new([2; 32], ImageFormat::Gif), bytes: b"GIF89a".to_vec() };
    let outcome = judged(&broken, [answer(200, "verdict_safe.json")]).await;
    assert!(matches!(outcome, Err(ServiceError::Malformed(_))), "{outcome:?}");
}
