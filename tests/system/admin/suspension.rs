use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use vibeslop_testkit::app::TestApp;

/// Where a sign-in as `login` ends up.
async fn signs_in(app: &TestApp, login: &str) -> String {
    let start = app.request(Method::GET, "/api/auth/github").send().await.unwrap();
    let cookie = start.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let page = start.headers()["location"].to_str().unwrap().to_owned();
    let picked = app.request(Method::GET, &format!("{page}&login={login}")).send().await.unwrap();
    let callback = picked.headers()["location"].to_str().unwrap().to_owned();
    let back = app.request(Method::GET, &callback).header("cookie", cookie).send().await.unwrap();
    back.headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_suspended_neither_writes_nor_signs_in_until_they_are_restored() {
    let app = TestApp::start().await;
    let there = app.another_node().await;
    assert!(signs_in(&app, "alice").await.contains("token="));
    let (alice, grace) = (app.person("alice").await, app.person("grace").await);
    let post = alice.post("/api/posts", json!({"post": {"content": "Buy now"}})).await.expect(201).id();
    let suspend = format!("/api/admin/users/{}/suspend", alice.id());
    app.clock.advance(TimeDelta::seconds(1));
    let suspended = grace.post(&suspend, json!({"reason": "Spam"})).await.expect(200);
    assert_eq!(suspended["data"]["suspension_reason"], "Spam");
    assert!(suspended["data"]["suspended_at"].is_string() && suspended["data"]["suspended_until"].is_null());

    // At once, on every node.
    for node in [&app, &there] {
        let alice = node.bearer(alice.token());
        for answer in [alice.get("/api/me").await, alice.post("/api/posts", json!({"post": {"content": "More"}})).await]
        {
            assert_eq!(answer.expect(403)["error"], "suspended");
        }
        node.anonymous().get(&format!("/api/posts/{post}")).await.expect(404);
    }
    let refused = signs_in(&app, "alice").await;
    assert!(refused.contains("error=suspended"), "{refused}");

    let restore = format!("/api/admin/users/{}/restore", alice.id());
    for _ in 0..2 {
        assert!(grace.post_nothing(&restore).await.expect(200)["data"]["suspended_at"].is_null());
    }
    app.anonymous().get(&format!("/api/posts/{post}")).await.expect(200);
    // The tokens from before have ended for good.
    alice.get("/api/me").await.expect(401);
    app.clock.advance(TimeDelta::seconds(1));
    app.person("alice").await.get("/api/me").await.expect(200);
    assert!(signs_in(&app, "alice").await.contains("token="));
    let deeds = grace.get("/api/admin/audit").await.expect(200);
    let actions: Vec<&str> = deeds.list().iter().map(|deed| deed["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["user.restore", "user.suspend"], "what changes nothing is not written down");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspension_is_judged() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.person("ada").await, app.person("grace").await);
    let suspend = |id: String| format!("/api/admin/users/{id}/suspend");
    for (body, field) in [
        (json!({}), "reason"),
        (json!({"reason": " "}), "reason"),
        (json!({"reason": 7}), "reason"),
        (json!({"reason": "Spam", "until": "soon"}), "until"),
        (json!({"reason": "Spam", "until": "2020-01-01T00:00:00Z"}), "until"),
    ] {
        let refused = grace.post(&suspend(ada.id().to_string()), body.clone()).await.expect(422);
        assert!(refused["errors"][field][0].is_string(), "{body}: {}", refused.text());
    }
    let spam = json!({"reason": "Spam"});
    let own = grace.post(&suspend(grace.id().to_string()), spam.clone()).await.expect(422);
    assert_eq!(own["error"], "cannot_remove_self");
    grace.post(&suspend("0190f000-0000-7000-8000-00000000ffff".to_owned()), spam).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_from_before_signs_nobody_in() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (alice, grace) = (app.person("alice").await, app.person("grace").await);
    app.execute(&format!(
        "INSERT INTO login_codes (code_hash, user_id, expires_at)
         VALUES (sha256('code'), '{}', now() + interval '1 year')",
        alice.id()
    ))
    .await;
    grace.post(&format!("/api/admin/users/{}/suspend", alice.id()), json!({"reason": "Spam"})).await.expect(200);
    app.anonymous().post("/api/auth/token", json!({"code": "code"})).await.expect(400);
}
