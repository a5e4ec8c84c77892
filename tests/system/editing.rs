//! Changing what was said.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp};

const PNG: &str = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn text(wrapper: &str, text: &str) -> Value {
    json!({wrapper: {"content": text}})
}

async fn post(person: &Person<'_>, fields: Value) -> String {
    person.post("/api/posts", json!({"post": fields})).await.expect(201).id()
}

/// What somebody has been told, as `type:preview`.
async fn heard(app: &TestApp, username: &str) -> Vec<String> {
    let sql = format!(
        "SELECT n.type || ':' || coalesce(n.content_preview, '') FROM notifications n
         JOIN users u ON u.id = n.user_id WHERE u.username = '{username}' ORDER BY n.inserted_at, 1"
    );
    app.texts(&sql).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_edited_and_keeps_what_it_said() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = post(&ada, json!({"content": "One @bob"})).await;
    let (path, history) = (format!("/api/posts/{id}"), format!("/api/posts/{id}/history"));
    let never = app.anonymous().get(&history).await.expect(200);
    assert_eq!(never.json(), &json!({"data": [], "next_cursor": null, "has_more": false}));
    app.clock.advance(TimeDelta::minutes(1));
    let edited = ada.put(&path, text("post", " Two @bob @cleo ")).await.expect(200);
    assert_eq!(edited["data"]["content"], "Two @bob @cleo");
    assert_eq!(edited["data"]["created_at"], "2026-02-02T12:00:00Z");
    assert_eq!(edited["data"]["edited_at"], "2026-02-02T12:01:00Z");
    assert_eq!(edited["data"]["liked"], false);
    app.clock.advance(TimeDelta::minutes(1));
    ada.put(&path, text("post", "Two @bob @cleo")).await.expect(200);
    app.clock.advance(TimeDelta::minutes(1));
    ada.put(&path, text("post", "Three")).await.expect(200);
    let read = bob.get(&history).await.expect(200);
    let expected = json!([
        {"content": "Two @bob @cleo", "replaced_at": "2026-02-02T12:03:00Z"},
        {"content": "One @bob", "replaced_at": "2026-02-02T12:01:00Z"},
    ]);
    assert_eq!(read["data"], expected, "an edit that changes nothing is none");
    let first = bob.get(&format!("{history}?limit=1")).await.expect(200);
    let next = format!("{history}?cursor={}", first["next_cursor"].as_str().unwrap());
    assert_eq!(bob.get(&next).await.expect(200)["data"], json!([expected[1]]));
    assert_eq!(app.anonymous().get(&path).await.expect(200)["data"]["edited_at"], "2026-02-02T12:03:00Z");
    ada.delete(&path).await.expect(204);
    for gone in [&history, "/api/posts/7/history"] {
        app.anonymous().get(gone).await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_mentioned_only_now_hears_of_it_once() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for name in ["bob", "cleo"] {
        app.person(name).await;
    }
    let id = post(&ada, json!({"content": "Hi @bob"})).await;
    let comment = json!({"comment": {"commentable_type": "Post", "commentable_id": id, "content": "Oh @bob"}});
    let comment = ada.post("/api/comments", comment).await.expect(201).id();
    for (wrapper, path) in [("post", format!("/api/posts/{id}")), ("comment", format!("/api/comments/{comment}"))] {
        for said in ["@bob @cleo", "@bob", "@cleo again"] {
            app.clock.advance(TimeDelta::minutes(1));
            ada.put(&path, text(wrapper, said)).await.expect(200);
        }
    }
    assert_eq!(heard(&app, "bob").await, ["mention:Hi @bob", "mention:Oh @bob"]);
    assert_eq!(heard(&app, "cleo").await, ["mention:@bob @cleo", "mention:@bob @cleo"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_edited_where_it_stands() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = post(&ada, json!({"content": "Shipped"})).await;
    let draft = |text: &str, parent: Option<&str>| json!({"comment": {"commentable_type": "Post", "commentable_id": id, "content": text, "parent_id": parent}});
    let top = bob.post("/api/comments", draft("Nice", None)).await.expect(201).id();
    app.clock.advance(TimeDelta::minutes(1));
    ada.post("/api/comments", draft("Thanks", Some(&top))).await.expect(201);
    let path = format!("/api/comments/{top}");
    app.clock.advance(TimeDelta::minutes(1));
    let edited = bob.put(&path, text("comment", "Very nice")).await.expect(200);
    let data = &edited["data"];
    assert_eq!((&data["content"], &data["edited_at"]), (&json!("Very nice"), &json!("2026-02-02T12:02:00Z")));
    assert_eq!(
        (&data["created_at"], &data["replies"][0]["content"]),
        (&json!("2026-02-02T12:00:00Z"), &json!("Thanks"))
    );
    let read = bob.get(&format!("/api/comments?type=post&id={id}")).await.expect(200);
    assert_eq!(read["data"], json!([data]));
    assert_eq!(ada.put(&path, text("comment", "Mine")).await.expect(403)["error"], "forbidden");
    for bad in [text("comment", " "), json!({"comment": {}}), text("comment", &"x".repeat(2_001))] {
        assert!(bob.put(&path, bad).await.expect(422)["errors"]["content"].is_array());
    }
    bob.put(&path, json!({"content": "x"})).await.expect(400);
    bob.put("/api/comments/7", text("comment", "x")).await.expect(404);
    app.anonymous().put(&path, text("comment", "x")).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_edit_may_not_do() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = post(&ada, json!({"content": "One"})).await;
    let path = format!("/api/posts/{id}");
    assert_eq!(bob.put(&path, text("post", "Mine")).await.expect(403)["error"], "forbidden");
    app.anonymous().put(&path, text("post", "x")).await.expect(401);
    bob.put("/api/posts/7", text("post", "x")).await.expect(404);
    for bad in
        [json!({"post": {}}), text("post", " "), text("post", &"x".repeat(5_001)), json!({"post": {"content": 7}})]
    {
        assert!(ada.put(&path, bad).await.expect(422)["errors"]["content"].is_array());
    }
    ada.put(&path, json!({})).await.expect(400);
    // Nothing but the text: the rest of a post stays as it was published.
    let shown = post(&ada, json!({"content": "Look", "media": [PNG], "quoted_post_id": id})).await;
    let path = format!("/api/posts/{shown}");
    let before = ada.get(&path).await.expect(200);
    let edit = json!({"post": {"content": "", "media": [], "quoted_post_id": null, "likes": 9}});
    let after = ada.put(&path, edit).await.expect(200);
    assert_eq!(after["data"]["content"], "");
    for key in ["media", "quoted_post", "likes", "created_at", "author", "project"] {
        assert_eq!(after["data"][key], before["data"][key], "{key}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whose_post_or_project_is_quoted_hears_of_it_until_the_quote_is_gone() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let first = post(&ada, json!({"content": "First"})).await;
    let project = json!({"project": {"title": "Tidepool", "description": "x"}});
    let project = ada.post("/api/projects", project).await.expect(201).id();
    let quote = post(&bob, json!({"content": "So true", "quoted_post_id": first})).await;
    app.clock.advance(TimeDelta::seconds(1));
    post(&bob, json!({"quoted_project_id": project})).await;
    app.clock.advance(TimeDelta::seconds(1));
    post(&bob, json!({"content": "By @ada", "quoted_post_id": first})).await;
    post(&ada, json!({"content": "Mine", "quoted_post_id": first})).await;
    assert_eq!(heard(&app, "ada").await, ["quote:So true", "quote:", "mention:By @ada"]);
    bob.delete(&format!("/api/posts/{quote}")).await.expect(204);
    assert_eq!(heard(&app, "ada").await, ["quote:", "mention:By @ada"]);
}
