#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{path::Path, time::Duration};

use vibeslop_openrouter::{Endpoint, Limits, OpenRouter};
use vibeslop_ports::{
    ServiceError,
    ai::{ChatRequest, Completion, LanguageModel},
};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

pub const KEY: &str = "sk-or-v1-very-secret";
pub const MODEL: &str = "x-ai/grok-4.1-fast";

pub fn endpoint(base: &str) -> Endpoint {
    Endpoint {
        base_url: format!("{base}/api/v1").parse().unwrap(),
        api_key: KEY.into(),
        referer: "https://vibeslop.example".to_owned(),
    }
}

/// The usual limits but for the pause, so that a test does not wait.
pub fn limits() -> Limits {
    Limits { pause: Duration::from_millis(10), ..Limits::default() }
}

/// Limits of somebody who does not wait long for a word.
pub fn impatient() -> Limits {
    Limits { silence: Duration::from_millis(600), ..limits() }
}

pub fn http() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

pub fn openrouter(base: &str) -> OpenRouter {
    OpenRouter::new(http(), endpoint(base), MODEL).with_limits(limits())
}

pub fn request() -> ChatRequest {
    ChatRequest {
        purpose: "project_text",
        system: "Write.".to_owned(),
        user: "About the secret prompt.".to_owned(),
        max_tokens: Some(2_000),
        temperature: 0.7,
    }
}

/// The text of a payload in `tests/payloads`.
pub fn payload(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/payloads").join(name);
    std::fs::read_to_string(path).unwrap()
}

pub fn answer(status: u16, name: &str) -> ResponseTemplate {
    ResponseTemplate::new(status).set_body_raw(payload(name), "application/json")
}

/// Answers in order, the last one for ever.
pub struct InTurn(Vec<ResponseTemplate>, std::sync::atomic::AtomicUsize);

impl Respond for InTurn {
    fn respond(&self, _: &Request) -> ResponseTemplate {
        let turn = self.1.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.0.get(turn).or(self.0.last()).unwrap().clone()
    }
}

/// A service that gives these answers in order.
pub async fn service(answers: impl IntoIterator<Item = ResponseTemplate>) -> MockServer {
    let server = MockServer::start().await;
    let in_turn = InTurn(answers.into_iter().collect(), std::sync::atomic::AtomicUsize::new(0));
    Mock::given(any()).respond_with(in_turn).mount(&server).await;
    server
}

/// What comes of a request to a service that gives these answers, and how often it was asked.
pub async fn asked(answers: impl IntoIterator<Item = ResponseTemplate>) -> (Result<Completion, ServiceError>, usize) {
    let server = service(answers).await;
    let outcome = openrouter(&server.uri()).complete(&request()).await;
    (outcome, server.received_requests().await.unwrap().len())
}
