//! How often things may be done: what an answer tells of it, who is turned away, and that a count is exact.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Answer, Person, Quotas, TestApp};

/// All quotas are 2, and nobody floods the service.
fn of_two() -> Quotas {
    let Quotas { address, user, sign_in, .. } = Quotas::generous();
    Quotas {
        posts: 2,
        comments: 2,
        likes: 2,
        reposts: 2,
        bookmarks: 2,
        messages: 2,
        reports: 2,
        ai_text: 2,
        ai_image: 2,
        address,
        user,
        sign_in,
    }
}

async fn post(person: &Person<'_>, text: &str) -> Answer {
    person.post("/api/posts", json!({"post": {"content": text}})).await
}

#[track_caller]
fn told(answer: &Answer, policy: &str, state: &str) {
    assert_eq!((answer.header("ratelimit-policy"), answer.header("ratelimit")), (policy, state), "{}", answer.text());
}

/// The answer of somebody who is turned away, from the limit of this name.
#[track_caller]
fn refused(answer: Answer, name: &str, window: u64) -> Answer {
    let answer = answer.expect(429);
    assert_eq!(answer.header("content-type"), "application/problem+json");
    assert_eq!((&answer["error"], &answer["status"]), (&json!("rate_limited"), &json!(429)));
    assert_eq!(answer["violated-policies"], json!([name]));
    assert!(answer["message"].as_str().unwrap().contains("try again in"), "{}", answer.text());
    let wait: u64 = answer.header("retry-after").parse().unwrap();
    assert!((1..=window).contains(&wait), "{wait}");
    told(&answer, &format!("\"{name}\";q=2;w={window}"), &format!("\"{name}\";r=0;t={wait}"));
    answer
}

#[tokio::test(flavor = "multi_thread")]
async fn every_limited_route_tells_where_one_stands_and_turns_away_who_is_done() {
    let app = TestApp::with_limits(of_two()).await;
    let (alice, bob) = (app.person("alice").await, app.person("bob").await);
    let mut items = Vec::new();
    for number in 0..2 {
        items.push(post(&alice, &format!("Post {number}")).await.expect(201).id());
    }
    // The window began with the clock of the test, at noon.
    refused(post(&alice, "A third").await, "posts", 3_600);
    let project = json!({"repo": {"owner": "bob", "name": "bus-whisperer"}});
    let thing = |item: &str| json!({"type": "post", "id": item});
    let comment = json!({"comment": {"content": "Fine", "commentable_type": "Post", "commentable_id": items[0]}});
    let report = |item: &str| json!({"type": "post", "id": item, "reason": "No"});
    let routes: [(&str, u64, &str, [Value; 3]); 6] = [
        ("/api/likes", 60, "likes", [thing(&items[0]), thing(&items[1]), thing(&items[0])]),
        ("/api/reposts", 60, "reposts", [thing(&items[0]), thing(&items[1]), thing(&items[0])]),
        ("/api/bookmarks", 60, "bookmarks", [thing(&items[0]), thing(&items[1]), thing(&items[0])]),
        ("/api/comments", 3_600, "comments", [comment.clone(), comment.clone(), comment]),
        ("/api/reports", 3_600, "reports", [report(&items[0]), report(&items[1]), report(&items[0])]),
        ("/api/ai/generate-project", 3_600, "ai-text", [project.clone(), project.clone(), project]),
    ];
    for (path, window, name, [first, second, third]) in routes {
        let policy = format!("\"{name}\";q=2;w={window}");
        for (body, left) in [(first, 1), (second, 0)] {
            let answer = bob.post(path, body).await;
            assert!((200..300).contains(&answer.status), "{path} {}", answer.text());
            told(&answer, &policy, &format!("\"{name}\";r={left};t={window}"));
        }
        refused(bob.post(path, third.clone()).await, name, window);
        // Somebody else has a quota of their own.
        let other = alice.post(path, third).await;
        assert_ne!(other.status, 429, "{path} {}", other.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_window_begins_with_the_hour_of_the_clock() {
    let app = TestApp::with_limits(of_two()).await;
    let alice = app.person("alice").await;
    app.clock.advance(chrono::TimeDelta::minutes(59));
    for left in [1, 0] {
        let answer = post(&alice, "Hello").await.expect(201);
        told(&answer, "\"posts\";q=2;w=3600", &format!("\"posts\";r={left};t=60"));
    }
    let refused = refused(post(&alice, "Hello").await, "posts", 3_600);
    assert_eq!(refused.header("retry-after"), "60");
    app.clock.advance(chrono::TimeDelta::seconds(60));
    told(&post(&alice, "Hello").await.expect(201), "\"posts\";q=2;w=3600", "\"posts\";r=1;t=3600");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_to_nothing_does_not_count() {
    let app = TestApp::with_limits(of_two()).await;
    let alice = app.person("alice").await;
    for _ in 0..5 {
        let answer = post(&alice, " ").await.expect(422);
        told(&answer, "\"posts\";q=2;w=3600", "\"posts\";r=2;t=3600");
        alice.post("/api/likes", json!({"type": "post", "id": uuid::Uuid::nil()})).await.expect(404);
    }
    for _ in 0..2 {
        post(&alice, "Hello").await.expect(201);
    }
    // Nobody is let in without a token, and nothing is told of limits that are not theirs.
    let nobody = post(&app.anonymous(), "Hello").await.expect(401);
    assert!(!nobody.header("ratelimit").contains("posts"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_could_not_be_written_is_given_back() {
    let app = TestApp::with_limits(of_two()).await;
    let (alice, dora) = (app.person("alice").await, app.person("dora").await);
    let quota = async |person: &Person<'_>| person.get("/api/ai/quota").await.expect(200)["text_generation"].clone();
    let full = json!({"used": 0, "remaining": 2, "limit": 2, "resets_at": "2026-02-02T13:00:00Z"});
    assert_eq!(quota(&alice).await, full);
    for (owner, name, status) in [("alice", "no-such-thing", 404), ("bob", "kanji-garden-2", 404)] {
        let answer = alice.post("/api/ai/generate-project", json!({"repo": {"owner": owner, "name": name}})).await;
        told(&answer.expect(status), "\"ai-text\";q=2;w=3600", "\"ai-text\";r=2;t=3600");
    }
    let lights = || json!({"repo": {"owner": "alice", "name": "harbor-lights"}});
    // She has no connection to GitHub.
    dora.post("/api/ai/generate-project", lights()).await.expect(401);
    assert_eq!(quota(&dora).await["used"], 0);
    alice.post("/api/ai/generate-project", json!({"repo": {}})).await.expect(400);
    assert_eq!(quota(&alice).await["used"], 0);
    for used in [1, 2] {
        alice.post("/api/ai/generate-project", lights()).await.expect(200);
        assert_eq!(quota(&alice).await["used"], used);
    }
    refused(alice.post("/api/ai/generate-project", lights()).await, "ai-text", 3_600);
    let spent = alice.get("/api/ai/quota").await.expect(200);
    assert_eq!((&spent["text_generation"]["used"], &spent["text_generation"]["remaining"]), (&json!(2), &json!(0)));
    assert_eq!(spent["image_generation"]["used"], 2, "a cover came with each");
    app.anonymous().get("/api/ai/quota").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_at_once_on_two_nodes_ten_get_through() {
    let first = TestApp::with_limits(Quotas { posts: 10, ..Quotas::generous() }).await;
    let second = first.another_node().await;
    let (here, there) = (first.person("alice").await, second.person("alice").await);
    let here = (0..50).map(|number| (&here, format!("Post {number}")));
    let there = (50..100).map(|number| (&there, format!("Post {number}")));
    let requests = here.zip(there).flat_map(|(a, b)| [a, b]);
    let answers =
        futures_util::future::join_all(requests.map(|(person, text)| async move { post(person, &text).await })).await;
    let made: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 201).collect();
    assert_eq!(made.len(), 10);
    assert_eq!(answers.iter().filter(|answer| answer.status == 429).count(), 90);
    let left: BTreeSet<&str> = made.iter().map(|answer| answer.header("ratelimit")).collect();
    let expected: Vec<String> = (0..10).map(|left| format!("\"posts\";r={left};t=3600")).collect();
    assert_eq!(left.len(), 10, "each has another place in the row");
    assert!(expected.iter().all(|state| left.contains(state.as_str())), "{left:?}");
    let mine = second.person("alice").await.get("/api/users/alice/posts?limit=50").await.expect(200);
    assert_eq!(mine.list().len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_retry_counts_once_and_is_answered_when_all_is_used_up() {
    let app = TestApp::with_limits(Quotas { posts: 1, ..Quotas::generous() }).await;
    let alice = app.person("alice").await;
    let send = || {
        let request = alice.request(Method::POST, "/api/posts").header("idempotency-key", "\"one\"");
        alice.send(request.body(json!({"post": {"content": "Once"}}).to_string()))
    };
    let first = send().await.expect(201);
    let again = send().await.expect(201);
    assert_eq!((again.header("idempotent-replayed"), &again.bytes), ("true", &first.bytes));
    post(&alice, "Twice").await.expect(429);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flood_is_stopped_and_costs_nobody_else() {
    let app = TestApp::with_limits(Quotas { address: 5, user: 4, ..Quotas::generous() }).await;
    let from = |address: &'static str| {
        let request = app.request(Method::GET, "/api/tools").header("x-forwarded-for", address);
        async move { request.send().await.unwrap() }
    };
    for left in (0..5).rev() {
        let answer = from("203.0.113.1").await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["ratelimit-policy"], "\"address\";q=5;w=60");
        let state = answer.headers()["ratelimit"].to_str().unwrap();
        assert!(state.starts_with(&format!("\"address\";r={left};t=")), "{state}");
    }
    let stopped = from("203.0.113.1").await;
    assert_eq!(stopped.status(), 429);
    assert!((1..=12).contains(&stopped.headers()["retry-after"].to_str().unwrap().parse::<u32>().unwrap()));
    let problem: Value = serde_json::from_slice(&stopped.bytes().await.unwrap()).unwrap();
    assert_eq!((&problem["error"], &problem["violated-policies"]), (&json!("rate_limited"), &json!(["address"])));
    assert!(problem["request_id"].is_string());
    assert_eq!(from("203.0.113.2").await.status(), 200, "somebody else");

    // Who is signed in has a bucket of their own, wherever they come from; probes and pictures are free.
    let alice = app.person("alice").await;
    for _ in 0..4 {
        let request = alice.request(Method::GET, "/api/me").header("x-forwarded-for", "203.0.113.1");
        let answer = alice.send(request).await.expect(200);
        assert_eq!(answer.header("ratelimit-policy"), "\"user\";q=4;w=60");
    }
    alice.get("/api/me").await.expect(429);
    for path in ["/health/live", "/health/ready", "/api/media/none.png"] {
        for _ in 0..6 {
            let answer = alice.get(path).await;
            assert_ne!(answer.status, 429, "{path}");
            assert_eq!(answer.header("ratelimit"), "", "{path}");
        }
    }
    // What is written and compressed anew for whoever asks is not.
    for path in ["/docs", "/api/openapi.json", "/assets/swagger-ui-bundle.js"] {
        alice.get(path).await.expect(429);
    }
    app.services.limits.sweep();
    alice.get("/api/me").await.expect(429);
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_has_a_limit_of_its_own_and_a_refusal_costs_nothing_elsewhere() {
    let app = TestApp::with_limits(Quotas { address: 10, sign_in: 2, ..Quotas::generous() }).await;
    let anonymous = app.anonymous();
    for _ in 0..2 {
        anonymous.get("/api/auth/github").await.expect(302);
    }
    for _ in 0..20 {
        let stopped = anonymous.get("/api/auth/github").await.expect(429);
        assert_eq!(stopped["violated-policies"], json!(["sign-in"]));
    }
    let left = anonymous.get("/api/tools").await.expect(200);
    assert!(left.header("ratelimit").starts_with("\"address\";r=7;"), "{}", left.header("ratelimit"));

    // Nor does what the exact limits refuse count as a request.
    let app = TestApp::with_limits(Quotas { posts: 1, user: 10, ..Quotas::generous() }).await;
    let alice = app.person("alice").await;
    let made = post(&alice, "Hello").await.expect(201);
    assert!(made.header("ratelimit").starts_with("\"posts\";r=0;"), "the tightest of the two");
    for _ in 0..20 {
        post(&alice, "Hello").await.expect(429);
    }
    let left = alice.get("/api/me").await.expect(200);
    assert!(left.header("ratelimit").starts_with("\"user\";r=8;"), "{}", left.header("ratelimit"));
}
