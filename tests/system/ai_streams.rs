//! Drafts made better, piece by piece.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use reqwest::{Method, Response};
use serde_json::json;
use tokio::{
    io::AsyncWriteExt,
    sync::mpsc,
    time::{sleep, timeout},
};
use vibeslop_testkit::app::{MODEL_KEY, Person, Quotas, TestApp};

use crate::provider::{Hangups, ITS_WORDS, Provider, deed, ending, error, piece, saying, stream_of};

const POST: &str = "/api/ai/improve-post";
const DRAFT: &str = r#"{"content": "shipped my first crate"}"#;

async fn opened(person: &Person<'_>) -> Response {
    // As a browser asks.
    let request = person.request(Method::POST, POST).header("accept-encoding", "gzip, br").header("accept", "*/*");
    let answer = request.body(DRAFT).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    answer
}

/// What came, and whether it ended as it should.
async fn read(mut answer: Response) -> (String, bool) {
    let mut read = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => read.extend_from_slice(&chunk),
            end => return (String::from_utf8(read).unwrap(), end.is_ok()),
        }
    }
}

/// A service that sends what the test hands it.
fn by_hand(provider: &Provider) -> mpsc::UnboundedSender<String> {
    let (sender, receiver) = mpsc::unbounded_channel::<String>();
    let receiver = Arc::new(tokio::sync::Mutex::new(receiver));
    provider.does(deed(move |_, mut stream| {
        let receiver = receiver.clone();
        async move {
            let _ = stream.write_all(stream_of("").as_bytes()).await;
            while let Some(said) = receiver.lock().await.recv().await {
                if stream.write_all(said.as_bytes()).await.is_err() {
                    return;
                }
            }
            let _ = stream.shutdown().await;
        }
    }));
    sender
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_comes_back_in_the_frames_that_clients_read() {
    let provider = Provider::start().await;
    let app = TestApp::with_models(provider.models(), None).await;
    let alice = app.person("alice").await;
    for path in [POST, "/api/ai/improve-gig"] {
        let request = alice.request(Method::POST, path).header("accept", "text/event-stream").body(DRAFT);
        let answer = alice.send(request).await.expect(200);
        assert_eq!(
            answer.text(),
            "data: {\"content\":\"Shipped \"}\n\ndata: {\"content\":\"it \"}\n\ndata: {\"content\":\"🚢\"}\n\ndata: [DONE]\n\n"
        );
        assert_eq!(answer.header("content-type"), "text/event-stream; charset=utf-8");
        assert_eq!(answer.header("cache-control"), "no-cache");
        assert_eq!(answer.header("x-accel-buffering"), "no");
        assert_eq!(answer.header("transfer-encoding"), "chunked");
        assert_eq!(answer.header("x-vibeslop-sandbox"), "");
    }
    let asked = &provider.requests()[0];
    assert!(asked.head.to_lowercase().contains(&format!("authorization: bearer {MODEL_KEY}")), "{}", asked.head);
    assert_eq!((&asked.body["stream"], &asked.body["model"]), (&json!(true), &json!("a/writer")));
    let told = asked.body["messages"][1]["content"].as_str().unwrap();
    assert!(told.contains("<<<DRAFT\n{\"text\":\"shipped my first crate\"}\nDRAFT>>>"), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_piece_is_there_as_soon_as_it_is_written() {
    let provider = Provider::start().await;
    let app = TestApp::with_models(provider.models(), None).await;
    let alice = app.person("alice").await;
    let hand = by_hand(&provider);
    let mut delays = Vec::new();
    let began = Instant::now();
    hand.send(piece("0")).unwrap();
    let mut answer = opened(&alice).await;
    assert_eq!(answer.chunk().await.unwrap().unwrap(), "data: {\"content\":\"0\"}\n\n");
    println!("the first piece, with all that stands before it: {:?}", began.elapsed());
    for number in 1..=9 {
        sleep(Duration::from_millis(20)).await;
        let sent = Instant::now();
        hand.send(piece(&number.to_string())).unwrap();
        let chunk = answer.chunk().await.unwrap().unwrap();
        delays.push(sent.elapsed());
        assert_eq!(chunk, format!("data: {{\"content\":\"{number}\"}}\n\n"));
    }
    delays.sort();
    println!("a piece on its way: {:?} in the middle, {:?} at most", delays[4], delays[8]);
    assert!(delays[4] < Duration::from_millis(50), "{delays:?}");
    hand.send(ending()).unwrap();
    drop(hand);
    assert_eq!(read(answer).await, ("data: [DONE]\n\n".to_owned(), true));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_piece_is_passed_on_at_once() {
    let provider = Provider::start().await;
    let app = TestApp::with_models(provider.models(), None).await;
    let alice = app.person("alice").await;
    let mut delays = Vec::new();
    for _ in 0..5 {
        let hand = by_hand(&provider);
        let before = provider.requests().len();
        let first = async {
            while provider.requests().len() == before {
                sleep(Duration::from_millis(1)).await;
            }
            sleep(Duration::from_millis(30)).await;
            hand.send(piece("Shipped")).unwrap();
            Instant::now()
        };
        let came = async {
            let mut answer = opened(&alice).await;
            answer.chunk().await.unwrap().unwrap();
            (Instant::now(), answer)
        };
        let (sent, (came, _answer)) = tokio::join!(first, came);
        delays.push(came.saturating_duration_since(sent));
    }
    delays.sort();
    println!("the first piece on its way: {:?} in the middle, {:?} at most", delays[2], delays[4]);
    assert!(delays[2] < Duration::from_millis(50), "{delays:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_character_that_is_cut_in_two_arrives_whole() {
    let provider = Provider::start().await;
    let app = TestApp::with_models(provider.models(), None).await;
    let alice = app.person("alice").await;
    let whole = format!("{}: OPENROUTER PROCESSING\n\n{}", stream_of(&piece("Fähre 🚢")), piece("日本")) + &ending();
    provider.does(deed(move |_, mut stream| {
        let whole = whole.clone();
        async move {
            for chunk in whole.as_bytes().chunks(3) {
                let _ = stream.write_all(chunk).await;
                sleep(Duration::from_millis(1)).await;
            }
            let _ = stream.shutdown().await;
        }
    }));
    let (text, whole) = read(opened(&alice).await).await;
    assert_eq!(text, "data: {\"content\":\"Fähre 🚢\"}\n\ndata: {\"content\":\"日本\"}\n\ndata: [DONE]\n\n");
    assert!(whole);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_in_the_middle_says_so_and_breaks_off() {
    let provider = Provider::start().await;
    let app = TestApp::with_models(provider.models(), None).await;
    let alice = app.person("alice").await;
    let finished = json!({"choices": [{"delta": {"content": ""}, "finish_reason": "error"}]});
    for (what, rest) in [
        ("cut", String::new()),
        ("an error frame", format!("data: {}\n\n", error(429))),
        ("finished with an error", format!("data: {finished}\n\ndata: [DONE]\n\n")),
        ("no JSON", format!("data: {ITS_WORDS}\n\n")),
    ] {
        provider.does(saying(stream_of(&(piece("Shipped") + &rest))));
        let (text, whole) = read(opened(&alice).await).await;
        let mut events = text.split_terminator("\n\n");
        assert_eq!(events.next(), Some("data: {\"content\":\"Shipped\"}"), "{what}");
        let failure = events.next().unwrap_or_else(|| panic!("{what}: no error event in {text:?}"));
        let failure: serde_json::Value = serde_json::from_str(failure.strip_prefix("data: ").unwrap()).unwrap();
        assert!(failure["error"].as_str().is_some_and(|message| !message.is_empty()), "{what}: {failure}");
        assert_eq!(events.next(), None, "{what}");
        assert!(!whole, "{what} ended as if the text were whole");
        assert!(!text.contains("[DONE]") && !text.contains("upstream"), "{what}: {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_goes_away_ends_the_work_of_the_service() {
    let provider = Provider::start().await;
    let app = TestApp::with_models(provider.models(), None).await;
    let alice = app.person("alice").await;
    let mut slow = provider.models();
    slow.limits.silence = Duration::from_secs(30);
    slow.limits.total = Duration::from_secs(30);
    let patient = TestApp::with_models(slow, None).await;
    let bob = patient.person("alice").await;
    drop(alice);
    for (what, said) in [("in the middle", stream_of(&piece("Shipped"))), ("before the first piece", String::new())] {
        let hangups = Hangups::default();
        provider.does(hangups.after(said.clone()));
        let before = provider.requests().len();
        let asking = async {
            let mut answer = opened(&bob).await;
            while answer.chunk().await.is_ok_and(|chunk| chunk.is_some()) {}
        };
        let _ = timeout(Duration::from_millis(700), asking).await;
        let left = Instant::now();
        assert_eq!(provider.requests().len(), before + 1, "{what}: the service was not asked");
        while hangups.last().is_none() {
            assert!(left.elapsed() < Duration::from_secs(5), "{what}: the service is still at work");
            sleep(Duration::from_millis(5)).await;
        }
        let took = hangups.last().unwrap().saturating_duration_since(left);
        println!("left {what}: the service's connection ended after {took:?}");
        assert!(took < Duration::from_secs(1), "{what}: {took:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_and_secrets_in_a_models_text_are_words_at_most() {
    let provider = Provider::start().await;
    let app = TestApp::with_models(provider.models(), None).await;
    let alice = app.person("alice").await;
    let pieces = ["Hi <scr", "ipt>alert(1)</scr", "ipt><img src=x onerror=y>there", "\ndata: [DONE]\n\nevent: x"];
    provider.does(saying(stream_of(&(pieces.map(piece).concat() + &ending()))));
    let (text, whole) = read(opened(&alice).await).await;
    assert!(whole);
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    assert!(lines.iter().all(|line| line.starts_with("data: ")), "{text}");
    assert_eq!(lines.iter().filter(|line| **line == "data: [DONE]").count(), 1);
    let content: String = lines
        .iter()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(&line["data: ".len()..]).ok())
        .map(|event| event["content"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(content, "Hi alert(1)there\ndata: [DONE]\n\nevent: x");
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_drafts_are_refused_before_anybody_is_asked() {
    let provider = Provider::start().await;
    let app = TestApp::with_models(provider.models(), Some(Quotas { ai_text: 2, ..Quotas::generous() })).await;
    let alice = app.person("alice").await;
    let long = |length: usize| json!({"content": "x".repeat(length)});
    for (path, body, status, code) in [
        (POST, json!({}), 400, "invalid_params"),
        (POST, json!({"content": null}), 400, "invalid_params"),
        (POST, json!({"content": 7}), 422, "validation_failed"),
        (POST, json!({"content": " "}), 422, "validation_failed"),
        (POST, long(5_001), 422, "validation_failed"),
        ("/api/ai/improve-gig", long(10_001), 422, "validation_failed"),
        ("/api/ai/generate-image", json!({}), 400, "invalid_params"),
        ("/api/ai/generate-image", json!({"project": {"title": 7}}), 422, "validation_failed"),
    ] {
        let answer = alice.post(path, body).await.expect(status);
        assert_eq!(answer["error"], code, "{path}");
    }
    let keyed = alice.request(Method::POST, POST).header("idempotency-key", "a").body(DRAFT);
    alice.send(keyed).await.expect(400);
    app.anonymous().post(POST, json!({"content": "x"})).await.expect(401);
    assert!(provider.requests().is_empty());
    alice.post("/api/ai/improve-gig", long(10_000)).await.expect(200);
}
