//! Whatever is shown to others is judged first, wherever it comes in.

use std::sync::{
    Arc,
    atomic::{AtomicU8, AtomicUsize, Ordering},
};

use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use vibeslop_ports::{
    ServiceError,
    content::CheckedImage,
    moderation::{ImageJudge, Verdict},
};
use vibeslop_testkit::app::TestApp;

/// A PNG of one pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const SAFE: u8 = 0;
const UNSAFE: u8 = 1;
const AWAY: u8 = 2;

/// Says what the test wants, and counts how often it is asked.
#[derive(Default)]
struct Judge {
    mood: AtomicU8,
    asked: AtomicUsize,
}

#[async_trait]
impl ImageJudge for Judge {
    fn name(&self) -> String {
        "the test's judge".to_owned()
    }

    async fn judge(&self, _: &CheckedImage) -> Result<Verdict, ServiceError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        match self.mood.load(Ordering::SeqCst) {
            SAFE => Ok(Verdict::Safe),
            UNSAFE => Ok(Verdict::Unsafe { reason: Some("Blood".to_owned()) }),
            _ => Err(ServiceError::Malformed("neither this nor that".into())),
        }
    }
}

impl Judge {
    fn is(&self, mood: u8) {
        self.mood.store(mood, Ordering::SeqCst);
    }

    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn site() -> (TestApp, Arc<Judge>) {
    let judge = Arc::new(Judge::default());
    let app = TestApp::changed(|ports| ports.image_judge = judge.clone()).await;
    (app, judge)
}

/// The same picture in every place that takes one.
fn places(project: &str) -> Vec<(Method, String, Value)> {
    let picture = format!("data:image/png;base64,{PNG}");
    let user = |field: &str| json!({"user": {field: picture}});
    vec![
        (Method::POST, "/api/posts".to_owned(), json!({"post": {"media": [picture]}})),
        (
            Method::POST,
            "/api/projects".to_owned(),
            json!({"project": {"title": "T one", "description": "x", "images": [picture]}}),
        ),
        (Method::PUT, format!("/api/projects/{project}"), json!({"project": {"images": [picture]}})),
        (Method::PUT, "/api/me".to_owned(), user("avatar_url")),
        (Method::PUT, "/api/me".to_owned(), user("banner_url")),
        (
            Method::PUT,
            "/api/me/onboard".to_owned(),
            json!({"user": {"username": "ada", "display_name": "Ada", "avatar_url": picture}}),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_may_not_be_shown_comes_in_nowhere_and_is_judged_once() {
    let (app, judge) = site().await;
    let ada = app.person("ada").await;
    let project = ada.post("/api/projects", json!({"project": {"title": "Planner", "description": "x"}})).await;
    let project = project.expect(201).id();
    judge.is(UNSAFE);
    for (method, path, body) in places(&project) {
        let refused = ada.send(ada.request(method, &path).body(body.to_string())).await.expect(422);
        assert_eq!(
            (&refused["error"], &refused["message"]),
            (&json!("content_policy_violation"), &json!("Blood")),
            "{path}"
        );
    }
    assert_eq!(judge.asked(), 1, "the verdict is remembered");
    let there = app.another_node().await;
    judge.is(SAFE);
    let body = json!({"post": {"media": [format!("data:image/png;base64,{PNG}")]}});
    there.bearer(ada.token()).post("/api/posts", body.clone()).await.expect(422);
    // Until it is too old.
    app.clock.advance(TimeDelta::days(31));
    let ada = app.person("ada").await;
    ada.post("/api/posts", body).await.expect(201);
    assert_eq!(judge.asked(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_verdict_nothing_comes_in() {
    let (app, judge) = site().await;
    let ada = app.person("ada").await;
    let project = ada.post("/api/projects", json!({"project": {"title": "Planner", "description": "x"}})).await;
    let project = project.expect(201).id();
    judge.is(AWAY);
    let places = places(&project);
    for (method, path, body) in places.clone() {
        let refused = ada.send(ada.request(method, &path).body(body.to_string())).await.expect(503);
        assert_eq!(refused["error"], "moderation_unavailable", "{path}");
        assert!(!refused.header("retry-after").is_empty() && !refused.text().contains("neither"), "{path}");
    }
    assert_eq!(judge.asked(), places.len(), "no verdict is nothing to remember");
    judge.is(SAFE);
    for (method, path, body) in places {
        let answer = ada.send(ada.request(method, &path).body(body.to_string())).await;
        assert!(answer.status < 300, "{path}: {}", answer.text());
    }
    assert_eq!(judge.asked(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_made_here_is_not_judged_for_an_hour() {
    let (app, judge) = site().await;
    let ada = app.person("ada").await;
    judge.is(UNSAFE);
    app.services.images.made_here(ada.id(), STANDARD.decode(PNG).unwrap()).await.unwrap();
    let body = json!({"project": {"title": "Planner", "description": "x", "images": [format!("data:image/png;base64,{PNG}")]}});
    ada.post("/api/projects", body.clone()).await.expect(201);
    assert_eq!(judge.asked(), 0);
    app.clock.advance(TimeDelta::hours(1));
    ada.post("/api/projects", body).await.expect(422);
    assert_eq!(judge.asked(), 1);
}
