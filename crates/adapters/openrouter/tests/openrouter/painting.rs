//! Pictures.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use vibeslop_domain::content::ImageFormat;
use vibeslop_openrouter::{OpenRouterPainter, OpenRouterVision};
use vibeslop_ports::{
    ServiceError,
    ai::{AspectRatio, LookRequest, PaintRequest, Painted, Painter, Picture, VisionModel},
};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::path};

use crate::service::{KEY, answer, endpoint, http, limits, service};

const MODEL: &str = "google/gemini-3-pro-image-preview";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\nrest";

fn painter(base: &str) -> OpenRouterPainter {
    OpenRouterPainter::new(http(), endpoint(base), MODEL).with_limits(limits())
}

fn request() -> PaintRequest {
    PaintRequest {
        purpose: "cover_image",
        prompt: "Paint the secret prompt.".to_owned(),
        references: Vec::new(),
        aspect_ratio: AspectRatio::Wide,
    }
}

fn saying(message: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({
        "model": MODEL, "choices": [{"message": message, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 30, "completion_tokens": 1_290, "cost": 0.134},
    }))
}

fn picture() -> String {
    format!("data:image/png;base64,{}", STANDARD.encode(PNG))
}

async fn painted(answer: ResponseTemplate) -> Result<Painted, ServiceError> {
    let server = service([answer]).await;
    painter(&server.uri()).paint(&request()).await
}

async fn sent(server: &MockServer) -> Value {
    serde_json::from_slice(&server.received_requests().await.unwrap()[0].body).unwrap()
}

#[tokio::test]
async fn a_request_is_what_the_documentation_asks_for() {
    let server = service([saying(&json!({"content": picture()}))]).await;
    painter(&server.uri()).paint(&request()).await.unwrap();
    let expected = json!({
        "model": MODEL,
        "messages": [{"role": "user", "content": "Paint the secret prompt."}],
        "modalities": ["image", "text"],
        "image_config": {"aspect_ratio": "16:9"},
    });
    assert_eq!(sent(&server).await, expected);

    let server = service([saying(&json!({"content": picture()}))]).await;
    let logo = Picture { format: ImageFormat::Webp, bytes: b"logo".to_vec() };
    painter(&server.uri()).paint(&PaintRequest { references: vec![logo], ..request() }).await.unwrap();
    let expected = json!([
        {"type": "text", "text": "Paint the secret prompt."},
        {"type": "image_url", "image_url": {"url": "data:image/webp;base64,bG9nbw=="}},
    ]);
    assert_eq!(sent(&server).await["messages"][0]["content"], expected);
}

#[tokio::test]
async fn a_picture_comes_with_its_model_and_its_price() {
    let images = json!([{"type": "image_url", "image_url": {"url": picture()}}]);
    let painted = painted(saying(&json!({"content": "Here you are", "images": images}))).await.unwrap();
    assert_eq!((painted.bytes.as_slice(), painted.model.as_str()), (PNG, MODEL));
    assert_eq!((painted.usage.completion_tokens, painted.usage.cost_usd), (1_290, Some(0.134)));
}

#[tokio::test]
async fn an_answer_without_a_picture_is_a_failure_and_so_is_a_fault() {
    for (answer, expected) in [
        (saying(&json!({"content": "I cannot paint that."})), "malformed"),
        (answer(200, "moderated.json"), "moderated"),
        (answer(200, "gateway.html"), "malformed"),
        (answer(403, "moderated.json"), "moderated"),
        (answer(402, "out_of_credit.json"), "out of credit"),
        (answer(502, "gateway.html"), "unavailable"),
    ] {
        assert_eq!(crate::faults::kind(&painted(answer).await), expected);
    }
}

#[tokio::test]
async fn a_picture_at_the_services_own_address_is_fetched_without_the_key() {
    let server = MockServer::start().await;
    let there = format!("{}/files/a.png", server.uri());
    Mock::given(path("/api/v1/chat/completions")).respond_with(saying(&json!({"content": there}))).mount(&server).await;
    let moved = ResponseTemplate::new(302).insert_header("location", "/files/b.png");
    Mock::given(path("/files/a.png")).respond_with(moved).mount(&server).await;
    let file = ResponseTemplate::new(200).set_body_raw(PNG, "image/png");
    Mock::given(path("/files/b.png")).respond_with(file).mount(&server).await;
    assert_eq!(painter(&server.uri()).paint(&request()).await.unwrap().bytes, PNG);
    for request in &server.received_requests().await.unwrap()[1..] {
        assert!(!request.headers.values().any(|value| value.to_str().is_ok_and(|value| value.contains(KEY))));
    }
}

#[tokio::test]
async fn what_is_at_an_address_has_to_be_a_picture_of_a_size() {
    for (file, what) in [
        (ResponseTemplate::new(200).set_body_raw("<html>", "text/html"), "a page"),
        (ResponseTemplate::new(404).set_body_raw(PNG, "image/png"), "nothing"),
        (ResponseTemplate::new(200).set_body_raw(vec![0; 16 * 1024 * 1024 + 1], "image/png"), "too much"),
        (ResponseTemplate::new(302).insert_header("location", "/files/a.png"), "a circle"),
        (ResponseTemplate::new(302), "a redirect to nowhere"),
    ] {
        let server = MockServer::start().await;
        let there = json!({"content": format!("{}/files/a.png", server.uri())});
        Mock::given(path("/api/v1/chat/completions")).respond_with(saying(&there)).mount(&server).await;
        Mock::given(path("/files/a.png")).respond_with(file).mount(&server).await;
        let outcome = painter(&server.uri()).paint(&request()).await;
        assert!(matches!(outcome, Err(ServiceError::Malformed(_))), "{what}: {outcome:?}");
    }
}

#[tokio::test]
async fn what_only_this_machine_can_reach_is_not_asked() {
    let neighbour = service([ResponseTemplate::new(200).set_body_raw(PNG, "image/png")]).await;
    let port = neighbour.address().port();
    for there in [
        neighbour.uri(),
        format!("http://localhost:{port}/a.png"),
        format!("http://[::1]:{port}/a.png"),
        "http://127.0.0.1/a.png".to_owned(),
        "http://localhost/a.png".to_owned(),
        "http://169.254.169.254/latest/meta-data".to_owned(),
        "http://[::ffff:10.0.0.1]/a.png".to_owned(),
        "http://user:password@93.184.216.34/a.png".to_owned(),
        "https://93.184.216.34:8443/a.png".to_owned(),
        "httpx://example.org/a.png".to_owned(),
    ] {
        let outcome = painted(saying(&json!({"content": there}))).await;
        assert!(matches!(outcome, Err(ServiceError::Malformed(_))), "{there}: {outcome:?}");
    }
    // Nor by a detour.
    let server = MockServer::start().await;
    let detour = json!({"content": format!("{}/detour", server.uri())});
    Mock::given(path("/api/v1/chat/completions")).respond_with(saying(&detour)).mount(&server).await;
    let moved = ResponseTemplate::new(302).insert_header("location", neighbour.uri().as_str());
    Mock::given(path("/detour")).respond_with(moved).mount(&server).await;
    let outcome = painter(&server.uri()).paint(&request()).await;
    assert!(matches!(outcome, Err(ServiceError::Malformed(_))), "{outcome:?}");
    assert!(neighbour.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_question_about_pictures_shows_them_first() {
    let server = service([saying(&json!({"content": "[\"#0A7AFF\"]"}))]).await;
    let vision = OpenRouterVision::new(http(), endpoint(&server.uri()), "an/eye").with_limits(limits());
    let logo = Picture { format: ImageFormat::Jpeg, bytes: b"logo".to_vec() };
    let request = LookRequest {
        purpose: "brand_colors",
        question: "Which colors?".to_owned(),
        pictures: vec![logo],
        max_tokens: Some(256),
        temperature: 0.5,
    };
    assert_eq!(vision.look(&request).await.unwrap().text, "[\"#0A7AFF\"]");
    let expected = json!({
        "model": "an/eye",
        "messages": [{"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": "data:image/jpeg;base64,bG9nbw=="}},
            {"type": "text", "text": "Which colors?"},
        ]}],
        "temperature": 0.5,
        "max_tokens": 256,
    });
    assert_eq!(sent(&server).await, expected);
}
