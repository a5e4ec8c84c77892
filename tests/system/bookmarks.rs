//! The list of bookmarks.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp, wrapped};

async fn keep(app: &TestApp, person: &Person<'_>, kind: &str, id: &str) {
    app.clock.advance(TimeDelta::seconds(1));
    person.post("/api/bookmarks", json!({"type": kind, "id": id})).await.expect(200);
}

/// Ada's posts (and one project), bookmarked by Bob one after the other. The newest bookmark is first.
async fn bookmarked(app: &TestApp, posts: usize) -> Vec<String> {
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let mut ids = Vec::new();
    for number in 0..posts {
        let post = wrapped("post", json!({"content": format!("Number {number}")}));
        ids.push(ada.post("/api/posts", post).await.expect(201).id());
    }
    let project = json!({"title": "Tidepool", "description": "x".repeat(400)});
    let project = ada.post("/api/projects", wrapped("project", project)).await.expect(201).id();
    for id in &ids {
        keep(app, &bob, "post", id).await;
    }
    keep(app, &bob, "project", &project).await;
    ids.push(project);
    ids.reverse();
    ids
}

fn ids(list: &[Value]) -> Vec<&str> {
    list.iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn bookmarks_are_whole_items_with_what_the_viewer_did() {
    let app = TestApp::start().await;
    let kept = bookmarked(&app, 1).await;
    let bob = app.person("bob").await;
    bob.post("/api/likes", json!({"type": "post", "id": kept[1]})).await.expect(200);
    let list = bob.get("/api/bookmarks").await.expect(200);
    assert_eq!(ids(list.list()), kept);
    let (project, post) = (&list["data"][0], &list["data"][1]);
    assert_eq!((&project["type"], &post["type"]), (&json!("project"), &json!("update")));
    assert_eq!(project["content"].as_str().unwrap().len(), 400, "not cut");
    assert_eq!((&post["liked"], &post["bookmarked"], &post["reposted"]), (&json!(true), &json!(true), &json!(false)));
    assert_eq!((&list["next_cursor"], &list["has_more"]), (&Value::Null, &json!(false)));
    assert!(app.person("ada").await.get("/api/bookmarks").await.expect(200).list().is_empty());
    app.anonymous().get("/api/bookmarks").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_and_what_is_gone_shortens_none() {
    let app = TestApp::start().await;
    let kept = bookmarked(&app, 5).await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    ada.delete(&format!("/api/posts/{}", kept[2])).await.expect(204);
    let left: Vec<&str> = kept.iter().map(String::as_str).filter(|id| *id != kept[2]).collect();
    let (mut path, mut seen) = ("/api/bookmarks?limit=2".to_owned(), Vec::new());
    loop {
        let page = bob.get(&path).await.expect(200);
        seen.extend(ids(page.list()).into_iter().map(str::to_owned));
        let Some(cursor) = page["next_cursor"].as_str() else {
            assert_eq!(page.header("link"), "");
            break;
        };
        assert_eq!((page.list().len(), &page["has_more"]), (2, &json!(true)));
        let next = format!("{}/api/bookmarks?limit=2&cursor={cursor}", app.url);
        assert_eq!(page.header("link"), format!("<{next}>; rel=\"next\""));
        path = next;
    }
    assert_eq!(seen, left);
    assert_eq!(ids(bob.get("/api/bookmarks?limit=2&offset=1").await.expect(200).list()), left[1..3]);
    assert_eq!(ids(bob.get("/api/bookmarks?limit=abc&offset=-4").await.expect(200).list()), left);
    assert_eq!(bob.get("/api/bookmarks?offset=10001").await.expect(422)["error"], "offset_too_large");
    assert_eq!(bob.get("/api/bookmarks?cursor=nonsense").await.expect(400)["error"], "invalid_cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_costs_four_statements_whatever_it_holds() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let bob = app.person("bob").await;
    let (_, empty) = app.counting(bob.get("/api/bookmarks?limit=50")).await;
    assert!(empty <= 4, "{empty}");
    bookmarked(&app, 1).await;
    let (few, cost) = app.counting(bob.get("/api/bookmarks?limit=50")).await;
    bookmarked(&app, 20).await;
    let (many, same) = app.counting(bob.get("/api/bookmarks?limit=50")).await;
    assert!(few.expect(200).list().len() < many.expect(200).list().len());
    assert_eq!((cost, same), (4, 4));
}
