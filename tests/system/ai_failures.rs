//! Each documented failure of a model's service, as the person sees it who asked.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use vibeslop_testkit::app::{MODEL_KEY, Person, Quotas, TestApp};

use crate::provider::{
    Deed, ITS_WORDS, Provider, answer, completion, error, json_of, saying, saying_and_waiting, stream_of,
};

const MODERATED: &str = "content_policy_violation";

/// What the service does, the status that comes of it, and the code where it is not that of the endpoint.
fn failures() -> Vec<(&'static str, Deed, u16, Option<&'static str>)> {
    let status = |code: u16| saying(json_of(code, &error(code)));
    let with =
        |code, headers: &[(&str, &str)]| saying(answer(code, "application/json", headers, &error(code).to_string()));
    let moderated = json!({"error": {"code": 403, "message": ITS_WORDS,
        "metadata": {"reasons": ["violence"], "flagged_input": ITS_WORDS}}});
    let html = format!("<html><body>{ITS_WORDS}</body></html>");
    let cut = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5000\r\n\r\n{\"choices\": [";
    vec![
        ("400", status(400), 502, None),
        ("401", status(401), 503, None),
        ("402", status(402), 503, None),
        ("403", status(403), 502, None),
        ("403 moderated", saying(json_of(403, &moderated)), 422, Some(MODERATED)),
        ("404", status(404), 502, None),
        ("408", status(408), 504, None),
        ("413", status(413), 502, None),
        ("422", status(422), 502, None),
        ("429", with(429, &[("retry-after", "77")]), 503, None),
        ("500", status(500), 502, None),
        ("502", status(502), 502, None),
        ("503", status(503), 502, None),
        ("524", saying(answer(524, "text/html", &[], &html)), 504, None),
        ("529", with(529, &[("retry-after", "77")]), 503, None),
        ("502 as HTML", saying(answer(502, "text/html", &[], &html)), 502, None),
        ("HTML", saying(answer(200, "text/html", &[], &html)), 502, None),
        ("an error inside", saying(json_of(200, &error(429))), 503, None),
        ("an error inside a stream", inside_a_stream(), 503, None),
        ("nothing in it", saying(json_of(200, &completion(&json!("")))), 502, None),
        ("no JSON", saying(answer(200, "application/json", &[], ITS_WORDS)), 502, None),
        ("a redirect", saying(answer(302, "text/html", &[("location", "http://127.0.0.1:1/")], &html)), 502, None),
        ("a cut connection", saying(""), 502, None),
        ("an answer cut in the middle", saying(cut), 502, None),
        ("slow headers", saying_and_waiting(""), 504, None),
        ("a slow body", saying_and_waiting(cut), 504, None),
    ]
}

/// Out of credit, told in the way that was asked for.
fn inside_a_stream() -> Deed {
    let (streamed, plain) =
        (saying(stream_of(&format!("data: {}\n\n", error(402)))), saying(json_of(200, &error(402))));
    Arc::new(
        move |request, stream| if request.wants_stream() { streamed(request, stream) } else { plain(request, stream) },
    )
}

const ENDPOINTS: [(&str, &str); 4] = [
    ("/api/ai/improve-post", "improvement_failed"),
    ("/api/ai/improve-gig", "improvement_failed"),
    ("/api/ai/generate-image", "image_generation_failed"),
    ("/api/ai/generate-project", "generation_failed"),
];

fn body_for(path: &str) -> Value {
    match path {
        "/api/ai/generate-image" => json!({"project": {"title": "Tidepool", "stack": ["Rust"]}}),
        "/api/ai/generate-project" => json!({"repo": {"owner": "alice", "name": "harbor-lights"}}),
        _ => json!({"content": "shipped my first crate"}),
    }
}

async fn used(person: &Person<'_>) -> (i64, i64) {
    let quota = person.get("/api/ai/quota").await.expect(200);
    let of = |kind: &str| quota[kind]["used"].as_i64().unwrap();
    (of("text_generation"), of("image_generation"))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_has_its_answer_shows_nothing_of_the_service_and_counts_for_nothing() {
    let provider = Provider::start().await;
    let app = TestApp::with_models(provider.models(), Some(Quotas::generous())).await;
    let alice = app.person("alice").await;
    for (what, deed, status, code) in failures() {
        provider.does(deed);
        let asked = ENDPOINTS.map(async |(path, own_code)| {
            let began = Instant::now();
            let answer = alice.post(path, body_for(path)).await;
            (path, own_code, answer, began.elapsed())
        });
        for (path, own_code, answer, took) in futures_util::future::join_all(asked).await {
            let said = answer.text();
            assert_eq!(answer.status, status, "{what} at {path}: {said}");
            assert_eq!(answer["error"], code.unwrap_or(own_code), "{what} at {path}");
            assert_eq!(answer.header("content-type"), "application/problem+json", "{what} at {path}");
            assert!(answer["message"].as_str().is_some_and(|message| message.len() > 10), "{what} at {path}: {said}");
            for leak in [ITS_WORDS, "flagged", "upstream", "violence", MODEL_KEY, "127.0.0.1", "a/writer", "a/painter"]
            {
                assert!(!said.contains(leak), "{what} at {path} shows {leak:?}: {said}");
            }
            assert!(took < Duration::from_secs(10), "{what} at {path} took {took:?}");
            let waits = answer.header("retry-after");
            match (what, status) {
                ("429" | "529", _) => assert_eq!(waits, "77", "{what} at {path}"),
                (_, 503) => assert!(waits.parse::<u32>().is_ok(), "{what} at {path}: {waits:?}"),
                _ => assert_eq!(waits, "", "{what} at {path}"),
            }
        }
        assert_eq!(used(&alice).await, (0, 0), "{what} was counted");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_wait_that_the_service_asks_for_is_waited() {
    let provider = Provider::start().await;
    let app = TestApp::with_models(provider.models(), None).await;
    let alice = app.person("alice").await;
    let busy = answer(429, "application/json", &[("retry-after", "0")], &error(429).to_string());
    let turns = Arc::new(AtomicUsize::new(0));
    let (busy, well) = (saying(busy), crate::provider::well());
    provider.does(Arc::new(move |request, stream| match turns.fetch_add(1, Ordering::SeqCst) {
        0 => busy(request, stream),
        _ => well(request, stream),
    }));
    alice.post("/api/ai/improve-post", body_for("")).await.expect(200);
    assert_eq!(provider.requests().len(), 2);
}
