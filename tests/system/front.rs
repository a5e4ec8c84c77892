//! First pages for those who are not signed in: kept for a moment, and never older than what this node wrote.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp};

const FOR_YOU: &str = "/api/posts?limit=10";
const TRENDING: &str = "/api/projects?sort_by=trending&limit=3";

async fn says(person: &Person<'_>, text: &str) -> String {
    person.post("/api/posts", json!({"post": {"content": text}})).await.expect(201).id()
}

fn texts(page: &[Value]) -> Vec<&str> {
    page.iter().filter_map(|item| item["content"].as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_page_is_read_once_and_kept_until_this_node_writes_something() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, nobody) = (app.person("ada").await, app.anonymous());
    let first = says(&ada, "the first").await;
    let made = nobody.get(FOR_YOU).await.expect(200);
    let (kept, statements) = app.counting(nobody.get(FOR_YOU)).await;
    let kept = kept.expect(200);
    assert_eq!(statements, 0);
    assert_eq!((kept.list(), texts(kept.list())), (made.list(), vec!["the first"]));

    says(&ada, "the second").await;
    let fresh = nobody.get(FOR_YOU).await.expect(200);
    assert_eq!(texts(fresh.list()), ["the second", "the first"], "one's own node shows it at once");
    ada.delete(&format!("/api/posts/{first}")).await.expect(204);
    let fresh = nobody.get(FOR_YOU).await.expect(200);
    assert_eq!(texts(fresh.list()), ["the second"], "what is gone is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_trends_is_kept_as_well_and_made_anew_with_the_ranking() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, nobody) = (app.person("ada").await, app.anonymous());
    let fields = json!({"title": "Tidepool", "description": "x", "stack": ["Rust"]});
    ada.post("/api/projects", json!({"project": fields})).await.expect(201);
    nobody.get(TRENDING).await.expect(200);
    let (page, statements) = app.counting(nobody.get(TRENDING)).await;
    assert_eq!((page.expect(200).list().len(), statements), (1, 0));
    app.clock.advance(TimeDelta::minutes(3));
    let (page, statements) = app.counting(nobody.get(TRENDING)).await;
    assert_eq!(page.expect(200).list().len(), 1);
    assert!(statements > 0, "the ranking is another");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_signed_in_and_all_pages_behind_the_first_are_read_anew() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, nobody) = (app.person("ada").await, app.anonymous());
    for number in 0..5 {
        says(&app.person(&format!("person{number}")).await, "a post").await;
    }
    let path = "/api/posts?limit=2";
    let first = nobody.get(path).await.expect(200);
    let next = format!("{path}&cursor={}", first["next_cursor"].as_str().unwrap());
    for (reader, path) in [(&ada, path), (&nobody, next.as_str())] {
        reader.get(path).await.expect(200);
        let (page, statements) = app.counting(reader.get(path)).await;
        assert_eq!(page.expect(200).list().len(), 2);
        assert!(statements > 1, "{path}: {statements}");
    }
}
