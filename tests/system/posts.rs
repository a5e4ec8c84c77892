//! Posts.

use serde_json::{Value, json};
use vibeslop_testkit::app::{TestApp, wrapped};

fn post(fields: Value) -> Value {
    wrapped("post", fields)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_has_every_key_of_its_shape() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = ada.post("/api/posts", post(json!({"content": "  Shipped  "}))).await.expect(201);
    let data = &made["data"];
    assert_eq!((&data["type"], &data["content"]), (&json!("update"), &json!("Shipped")));
    for key in ["likes", "comments", "reposts", "impressions"] {
        assert_eq!(data[key], 0, "{key}");
    }
    assert_eq!(data["media"], json!([]));
    for key in ["project", "quoted_post", "quoted_project", "edited_at"] {
        assert_eq!(data.get(key), Some(&Value::Null), "{key}");
    }
    for key in ["liked", "bookmarked", "reposted"] {
        assert_eq!(data[key], false, "{key}");
    }
    let author = &data["author"];
    assert_eq!((&author["username"], &author["initials"]), (&json!("ada"), &json!("AE")));
    let read = app.anonymous().get(&format!("/api/posts/{}", made.id())).await.expect(200);
    assert_eq!(read["data"].get("liked"), None, "flags are for the signed in");
    assert_eq!(read["data"]["created_at"], data["created_at"]);
    assert_eq!(data["created_at"], "2026-02-02T12:00:00Z");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_post_may_not_be() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let project = json!({"project": {"title": "Bobs", "description": "x"}});
    let bobs = bob.post("/api/projects", project).await.expect(201).id();
    let unknown = "0190f000-0000-7000-8000-00000000ffff";
    let table = [
        ("content", json!({"content": "x".repeat(5_001)})),
        ("content", json!({"content": " "})),
        ("content", json!({})),
        ("quoted_post_id", json!({"quoted_post_id": unknown})),
        ("quoted_project_id", json!({"quoted_project_id": unknown})),
        ("linked_project_id", json!({"content": "x", "linked_project_id": bobs})),
        ("media", json!({"media": ["https://elsewhere.example/x.png"]})),
        ("media", json!({"media": vec!["data:image/png;base64,AAAA"; 5]})),
        ("media", json!({"media": ["data:image/svg+xml;base64,PHN2Zy8+"]})),
    ];
    for (field, fields) in table {
        let answer = ada.post("/api/posts", post(fields.clone())).await.expect(422);
        assert!(answer["errors"][field][0].is_string(), "{field} in {} for {fields}", answer.text());
    }
    let quoting = post(json!({"quoted_project_id": bobs}));
    let quoted = ada.post("/api/posts", quoting).await.expect(201);
    assert_eq!(quoted["data"]["quoted_project"]["title"], "Bobs");
    assert_eq!(quoted["data"]["content"], "");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_author_deletes_a_post_and_quotes_survive_it() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let first = ada.post("/api/posts", post(json!({"content": "First"}))).await.expect(201).id();
    let second = bob.post("/api/posts", post(json!({"content": "So true", "quoted_post_id": first}))).await.expect(201);
    assert_eq!(second["data"]["quoted_post"]["author"]["username"], "ada");
    let path = format!("/api/posts/{first}");
    assert_eq!(bob.delete(&path).await.expect(403)["error"], "forbidden");
    let gone = ada.delete(&path).await.expect(204);
    assert!(gone.bytes.is_empty());
    ada.get(&path).await.expect(404);
    ada.delete(&path).await.expect(404);
    let left = bob.get(&format!("/api/posts/{}", second.id())).await.expect(200);
    assert_eq!(left["data"]["quoted_post"], Value::Null);
}
