//! What a healthy service answers.

use serde_json::{Value, json};
use vibeslop_openrouter::{Limits, OpenRouter};
use vibeslop_ports::{
    ServiceError,
    ai::{LanguageModel, Usage},
};
use wiremock::ResponseTemplate;

use crate::service::{KEY, MODEL, answer, asked, endpoint, http, openrouter, payload, request, service};

#[tokio::test]
async fn a_request_is_what_the_documentation_asks_for() {
    let server = service([answer(200, "completion.json")]).await;
    openrouter(&server.uri()).complete(&request()).await.unwrap();
    let requests = server.received_requests().await.unwrap();
    let [sent] = requests.as_slice() else { panic!("{} requests", requests.len()) };
    assert_eq!((sent.method.as_str(), sent.url.path()), ("POST", "/api/v1/chat/completions"));
    let header = |name: &str| sent.headers[name].to_str().unwrap();
    assert_eq!(header("authorization"), format!("Bearer {KEY}"));
    assert_eq!(header("http-referer"), "https://vibeslop.example");
    assert_eq!(header("x-title"), "Vibeslop");
    assert_eq!(header("content-type"), "application/json");
    let body: Value = serde_json::from_slice(&sent.body).unwrap();
    let expected = json!({
        "model": MODEL,
        "messages": [
            {"role": "system", "content": "Write."},
            {"role": "user", "content": "About the secret prompt."},
        ],
        "temperature": 0.7,
        "max_tokens": 2_000,
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_completion_comes_with_its_model_and_its_price() {
    let (completion, _) = asked([answer(200, "completion.json")]).await;
    let completion = completion.unwrap();
    assert_eq!(completion.text, r#"{"title":"Tidepool","description":"Plan dives with friends."}"#);
    assert_eq!(completion.model, MODEL);
    let usage = Usage { prompt_tokens: 812, completion_tokens: 344, cost_usd: Some(0.000_334) };
    assert_eq!(completion.usage, usage);
}

#[tokio::test]
async fn a_server_that_tells_less_is_understood() {
    let (completion, _) = asked([answer(200, "minimal.json")]).await;
    let completion = completion.unwrap();
    assert_eq!((completion.text.as_str(), completion.model.as_str()), ("Hello", MODEL));
    assert_eq!(completion.usage, Usage::default());
}

#[tokio::test]
async fn blanks_that_keep_a_connection_alive_are_passed_over() {
    let body = format!("\n\n   \n{}", payload("completion.json"));
    let (completion, _) = asked([ResponseTemplate::new(200).set_body_raw(body, "application/json")]).await;
    assert!(completion.is_ok(), "{completion:?}");
}

#[tokio::test]
async fn a_text_cut_at_the_limit_of_tokens_is_still_a_text() {
    let (completion, _) = asked([answer(200, "length.json")]).await;
    assert_eq!(completion.unwrap().text, "{\"title\":\"Tide");
}

#[tokio::test]
async fn answers_without_text_make_no_sense() {
    for name in ["empty.json", "null_content.json", "no_choices.json", "gateway.html"] {
        let (outcome, requests) = asked([answer(200, name)]).await;
        assert!(matches!(outcome, Err(ServiceError::Malformed(_))), "{name}: {outcome:?}");
        assert_eq!(requests, 1, "{name}");
    }
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_not_read() {
    let large = format!("{{\"choices\":[{{\"message\":{{\"content\":\"{}\"}}}}]}}", "x".repeat(2_000));
    let server = service([ResponseTemplate::new(200).set_body_raw(large, "application/json")]).await;
    let limits = Limits { answer: 1_000, ..Limits::default() };
    let small = OpenRouter::new(http(), endpoint(&server.uri()), MODEL).with_limits(limits);
    let outcome = small.complete(&request()).await;
    assert!(matches!(outcome, Err(ServiceError::Malformed(_))), "{outcome:?}");
}
