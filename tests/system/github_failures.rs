//! A GitHub that fails in each documented way, and in some others: what a person is told, and what never.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::sleep,
};
use vibeslop_testkit::app::{Answer, TestApp};

/// Stands in every answer of the failing service. Nobody may ever read it.
const INNER: &str = "inner-text-of-the-service";

/// What the service does with a connection after it has read a request.
#[derive(Clone)]
enum Act {
    Send(Vec<u8>),
    Pause(Duration),
}

/// A service that does what it is told for each path, and then hangs up.
struct Fake {
    url: String,
    asked: Arc<AtomicUsize>,
}

impl Fake {
    async fn start(script: impl Fn(&str) -> Vec<Act> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (script, asked) = (Arc::new(script), Arc::new(AtomicUsize::new(0)));
        let counter = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (script, counter) = (Arc::clone(&script), Arc::clone(&counter));
                tokio::spawn(async move {
                    let mut head = Vec::new();
                    let mut piece = [0; 4_096];
                    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                        match stream.read(&mut piece).await {
                            Ok(0) | Err(_) => return,
                            Ok(read) => head.extend_from_slice(&piece[..read]),
                        }
                    }
                    counter.fetch_add(1, Ordering::SeqCst);
                    let head = String::from_utf8_lossy(&head).into_owned();
                    for act in script(head.split(' ').nth(1).unwrap_or_default()) {
                        match act {
                            Act::Pause(pause) => sleep(pause).await,
                            Act::Send(bytes) => {
                                if stream.write_all(&bytes).await.is_err() {
                                    return;
                                }
                            }
                        }
                    }
                    let _ = stream.shutdown().await;
                });
            }
        });
        Self { url, asked }
    }

    /// A service that answers every request so.
    async fn always(acts: Vec<Act>) -> Self {
        Self::start(move |_| acts.clone()).await
    }
}

fn answer(status: u16, headers: &str, body: &[u8]) -> Vec<Act> {
    let head =
        format!("HTTP/1.1 {status} Status\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n", body.len());
    vec![Act::Send([head.as_bytes(), body].concat())]
}

fn failing(status: u16, headers: &str) -> Vec<Act> {
    answer(status, headers, format!(r#"{{"message": "{INNER}"}}"#).as_bytes())
}

fn repository() -> Vec<u8> {
    json!({"id": 7, "name": "planner", "full_name": "alice/planner", "description": null,
        "owner": {"login": "alice", "avatar_url": null}, "html_url": "https://github.example/alice/planner",
        "private": false, "stargazers_count": 1, "language": null, "pushed_at": null,
        "created_at": "2025-06-01T10:00:00Z", "updated_at": null, "homepage": "", "watchers_count": 1,
        "forks_count": 0, "size": 4, "default_branch": "main"})
    .to_string()
    .into_bytes()
}

/// A service that is well but for the README.
async fn with_readme(readme: Vec<Act>) -> Fake {
    Fake::start(move |path| match path {
        path if path.ends_with("/readme") => readme.clone(),
        path if path.ends_with("/languages") => answer(200, "", b"{}"),
        path if path.ends_with("/topics") => answer(200, "", br#"{"names": []}"#),
        _ => answer(200, "", &repository()),
    })
    .await
}

const LIST: &str = "/api/github/repos";
const ONE: &str = "/api/github/repos/alice/planner";

/// What Alice is told at an address, within the time that a person waits at most.
async fn told(fake: &Fake, path: &str) -> Answer {
    let app = TestApp::with_github(&fake.url).await;
    let alice = app.person("alice").await;
    let began = Instant::now();
    let answer = alice.get(path).await;
    assert!(began.elapsed() < Duration::from_secs(10), "{path} took {:?}", began.elapsed());
    let everything = format!("{:?} {}", answer.headers, answer.text());
    assert!(!everything.contains(INNER) && !everything.contains("sandbox-alice"), "{path}: {everything}");
    assert_eq!(answer.header("content-type").contains("problem"), answer.status >= 400, "{path}");
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_has_its_answer() {
    // The application's time, 2026-02-02 12:00 UTC, and ten minutes more.
    let used_up = "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1770034200\r\n";
    for (status, headers, list, one, wait) in [
        (403, "x-ratelimit-remaining: 4999\r\n", 502, 502, ""),
        (403, used_up, 503, 503, "600"),
        (429, used_up, 503, 503, "600"),
        (403, "retry-after: 30\r\n", 503, 503, "30"),
        (429, "", 503, 503, "60"),
        (404, "", 502, 404, ""),
        (409, "", 502, 404, ""),
        (422, "", 502, 502, ""),
        (451, "", 502, 502, ""),
        (500, "", 502, 502, ""),
        (502, "", 502, 502, ""),
    ] {
        let fake = Fake::always(failing(status, headers)).await;
        for (path, expected) in [(LIST, list), (ONE, one)] {
            let told = told(&fake, path).await.expect(expected);
            let code = if expected == 404 { "not_found" } else { "github_api_error" };
            assert_eq!(told["error"], code, "{status} {headers}");
            assert!(!told["message"].as_str().unwrap().is_empty());
            if !wait.is_empty() {
                assert_eq!(told.header("retry-after"), wait, "{status} {headers}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_fails_has_its_answer() {
    let begun = || Act::Send(b"HTTP/1.1 200 OK\r\ncontent-length: 9000\r\n\r\n[{\"id\": 1".to_vec());
    let long = Act::Pause(Duration::from_secs(20));
    for (name, acts, expected) in [
        ("cut before a word", vec![], 502),
        ("cut in the middle", vec![begun()], 502),
        ("slow headers", vec![long.clone()], 504),
        ("slow body", vec![begun(), long], 504),
        ("HTML", answer(200, "content-type: text/html\r\n", format!("<html>{INNER}</html>").as_bytes()), 502),
        ("JSON of another shape", answer(200, "", format!(r#"{{"x": "{INNER}"}}"#).as_bytes()), 502),
    ] {
        let fake = Fake::always(acts).await;
        for path in [LIST, ONE] {
            let told = told(&fake, path).await;
            assert_eq!((told.status, &told["error"]), (expected, &json!("github_api_error")), "{name}: {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_token_is_asked_with_once() {
    vibeslop_testkit::postgres_only!();
    let fake = Fake::always(failing(401, "")).await;
    let app = TestApp::with_github(&fake.url).await;
    let alice = app.person("alice").await;
    for _ in 0..3 {
        assert_eq!(alice.get(LIST).await.expect(401)["error"], "github_not_connected");
    }
    assert_eq!(fake.asked.load(Ordering::SeqCst), 1);
    assert_eq!(app.texts("SELECT broken_at::text FROM oauth_accounts WHERE broken_at IS NOT NULL").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_used_up_quota_is_not_asked_for_until_it_is_there_again() {
    let used_up = "x-ratelimit-remaining: 0\r\nx-ratelimit-reset: 1770034200\r\n";
    let fake = Fake::always(failing(403, used_up)).await;
    let app = TestApp::with_github(&fake.url).await;
    let alice = app.person("alice").await;
    for wait in ["600", "590"] {
        assert_eq!(alice.get(LIST).await.expect(503).header("retry-after"), wait);
        app.clock.advance(chrono::TimeDelta::seconds(10));
    }
    assert_eq!(fake.asked.load(Ordering::SeqCst), 1);
    app.clock.advance(chrono::TimeDelta::seconds(580));
    alice.get(LIST).await.expect(503);
    assert_eq!(fake.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn odd_readmes_do_no_harm() {
    let strange = with_readme(answer(200, "", b"# caf\xe9 \xff")).await;
    assert_eq!(told(&strange, ONE).await.expect(200)["data"]["readme"], "# caf\u{fffd} \u{fffd}");
    let none = with_readme(failing(404, "")).await;
    assert!(told(&none, ONE).await.expect(200)["data"]["readme"].is_null());
    let broken = with_readme(failing(500, "")).await;
    assert!(told(&broken, ONE).await.expect(200)["data"]["readme"].is_null());
    let huge = with_readme(answer(200, "", "ä".repeat(15_000_000).as_bytes())).await;
    let readme = told(&huge, ONE).await.expect(200)["data"]["readme"].as_str().unwrap().to_owned();
    assert_eq!((readme.len(), readme.chars().all(|c| c == 'ä')), (100_000, true));
}
