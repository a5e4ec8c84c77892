//! What models cost: quotas, and the books.

use futures_util::future::join_all;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, Quotas, TestApp};

use crate::provider::{Provider, deed, error, json_of, piece, saying, stream_of, well};

const GIG: &str = "/api/ai/improve-gig";
const PROJECT: &str = "/api/ai/generate-project";
const IMAGE: &str = "/api/ai/generate-image";

fn draft() -> Value {
    json!({"content": "need a landing page"})
}

fn lights() -> Value {
    json!({"repo": {"owner": "alice", "name": "harbor-lights"}})
}

async fn quota(person: &Person<'_>, kind: &str) -> Value {
    person.get("/api/ai/quota").await.expect(200)[kind].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_drafts_at_once_on_two_nodes_ten_are_made_better() {
    let provider = Provider::start().await;
    let quotas = Quotas { ai_text: 10, ..Quotas::generous() };
    let first = TestApp::with_models(provider.models(), Some(quotas)).await;
    let second = first.another_node().await;
    let (here, there) = (first.person("alice").await, second.person("alice").await);
    let asked = (0..100).map(|number| if number % 2 == 0 { &here } else { &there });
    let answers = join_all(asked.map(|person| person.post(GIG, draft()))).await;
    let with = |status| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((with(200), with(429)), (10, 90));
    assert_eq!(provider.requests().len(), 10, "a refused draft reached the service");
    let refused = answers.iter().find(|answer| answer.status == 429).unwrap();
    assert_eq!(refused["error"], "rate_limited");
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0));
    for person in [&here, &there] {
        let left = json!({"used": 10, "remaining": 0, "limit": 10, "resets_at": "2026-02-02T13:00:00Z"});
        assert_eq!(quota(person, "text_generation").await, left);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_gives_back_and_what_was_shown_does_not() {
    let provider = Provider::start().await;
    let app =
        TestApp::with_models(provider.models(), Some(Quotas { ai_text: 3, ai_image: 2, ..Quotas::generous() })).await;
    let alice = app.person("alice").await;
    provider.does(saying(json_of(502, &error(502))));
    let failed = (0..20).map(|_| alice.post(GIG, draft()));
    // Each of them holds a use while it waits: who asks meanwhile may be refused.
    for answer in join_all(failed).await {
        assert!(matches!(answer.status, 502 | 429), "{}", answer.text());
    }
    alice.post(IMAGE, json!({"project": {"title": "Tidepool"}})).await.expect(502);
    assert_eq!(quota(&alice, "text_generation").await["used"], 0);
    assert_eq!(quota(&alice, "image_generation").await["used"], 0);
    // A text that breaks off has been shown.
    provider.does(saying(stream_of(&piece("We need"))));
    let _ = alice.post(GIG, draft()).await.expect(200);
    assert_eq!(quota(&alice, "text_generation").await["used"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cover_comes_with_a_project_while_pictures_are_left() {
    let provider = Provider::start().await;
    let app =
        TestApp::with_models(provider.models(), Some(Quotas { ai_text: 9, ai_image: 1, ..Quotas::generous() })).await;
    let alice = app.person("alice").await;
    // The painter fails: no cover, and no use of it.
    let (fails, paints) = (saying(json_of(500, &error(500))), well());
    provider.does(std::sync::Arc::new(move |request, stream| {
        if request.wants_picture() { fails(request, stream) } else { paints(request, stream) }
    }));
    let without = alice.post(PROJECT, lights()).await.expect(200);
    assert_eq!(without["data"].get("cover_image"), None);
    assert_eq!(quota(&alice, "image_generation").await["used"], 0);

    provider.does(well());
    let with = alice.post(PROJECT, lights()).await.expect(200);
    let cover = with["data"]["cover_image"].as_str().unwrap().to_owned();
    assert!(cover.starts_with("data:image/png;base64,"), "{cover}");
    assert_eq!(quota(&alice, "image_generation").await["used"], 1);
    let none_left = alice.post(PROJECT, lights()).await.expect(200);
    assert_eq!(none_left["data"].get("cover_image"), None);
    assert_eq!(alice.post(IMAGE, json!({"project": {}})).await.expect(429)["error"], "rate_limited");
    assert_eq!(quota(&alice, "text_generation").await["used"], 3);

    // What was painted can be published.
    let project = json!({"project": {"title": "Tidepool", "description": "Plan dives.", "images": [cover]}});
    alice.post("/api/projects", project).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_call_is_in_the_books_with_its_person_and_its_price() {
    vibeslop_testkit::postgres_only!();
    let provider = Provider::start().await;
    let app = TestApp::with_models(provider.models(), None).await;
    let (alice, bob) = (app.person("alice").await, app.person("bob").await);
    alice.post(PROJECT, lights()).await.expect(200);
    bob.post(GIG, draft()).await.expect(200);
    provider.does(deed(|_, _| async {}));
    bob.post(GIG, draft()).await.expect(502);
    let rows = app
        .texts(
            "SELECT concat_ws(' ', username, purpose, model, prompt_tokens, completion_tokens, cost_usd, outcome) \
             FROM ai_usage JOIN users ON users.id = user_id ORDER BY ai_usage.id",
        )
        .await;
    // The text and the colours are asked for side by side.
    let mut written: Vec<&str> = rows.iter().map(String::as_str).collect();
    written.sort_unstable();
    assert_eq!(
        written,
        [
            "alice brand_colors sandbox 92 8 0 answered",
            "alice cover_image a/model 100 20 0.002 answered",
            "alice project_text a/model 100 20 0.002 answered",
            "bob improve_gig a/model 100 20 0.002 answered",
            "bob improve_gig a/writer 0 0 unavailable",
        ]
    );
    let lines = app.services.books.usage_since(app.now(), None).await.unwrap();
    assert_eq!(lines.iter().map(|line| line.calls).sum::<u64>(), 5);
    let of_bob = app.services.books.usage_since(app.now(), Some(bob.id())).await.unwrap();
    assert_eq!((of_bob.len(), of_bob[0].calls + of_bob[1].calls), (2, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sandbox_does_all_of_it() {
    let app = TestApp::start().await;
    let alice = app.person("alice").await;
    let better = alice.post("/api/ai/improve-post", json!({"content": "shipped my crate"})).await.expect(200);
    assert_eq!(better.header("x-vibeslop-sandbox"), "ai");
    assert_eq!(
        better.text(),
        "data: {\"content\":\"Shipped \"}\n\ndata: {\"content\":\"my \"}\n\ndata: {\"content\":\"crate.\"}\n\ndata: [DONE]\n\n"
    );
    let brief = alice.post(GIG, json!({"content": "need a site\n- fast"})).await.expect(200).text();
    assert!(brief.contains("## ") && brief.contains("Overview"), "{brief}");
    let about = || json!({"project": {"title": "Harbor", "stack": ["Rust"]}, "repo": {"owner": "alice", "name": "harbor-lights"}});
    let image = alice.post(IMAGE, about()).await.expect(200);
    let again = alice.post(IMAGE, about()).await.expect(200);
    assert_eq!(image["data"]["image"], again["data"]["image"], "equal requests get equal pictures");
    let other = alice.post(IMAGE, json!({"project": {"title": "Other"}})).await.expect(200);
    assert_ne!(image["data"]["image"], other["data"]["image"]);
    let cover = alice.post(PROJECT, lights()).await.expect(200)["data"]["cover_image"].clone();
    let project = json!({"project": {"title": "Lights", "description": "Ferries.", "images": [cover]}});
    alice.post("/api/projects", project).await.expect(201);
}
