//! The for-you and the following feed.

use std::collections::HashSet;

use chrono::TimeDelta;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp};

async fn posts(person: &Person<'_>, count: usize) {
    for n in 0..count {
        person.post("/api/posts", json!({"post": {"content": format!("{} {n}", person.username())}})).await.expect(201);
    }
}

/// Ten authors with a post and a project each, posts with pictures, quotes and links among them.
async fn mixed(app: &TestApp) {
    for n in 0..10 {
        let person = app.person(&format!("author{n}")).await;
        let fields =
            json!({"title": format!("Project {n}"), "description": "x", "stack": ["Rust"], "tools": ["Claude"]});
        let project = person.post("/api/projects", json!({"project": fields})).await.expect(201).id();
        let fields = match n % 3 {
            0 => json!({"content": "linked", "linked_project_id": project}),
            1 => json!({"content": "quoting", "quoted_project_id": project}),
            _ => json!({"content": "plain"}),
        };
        person.post("/api/posts", json!({"post": fields})).await.expect(201);
        app.clock.advance(TimeDelta::minutes(1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_twenty_mixed_items_costs_four_statements() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    mixed(&app).await;
    for feed in ["for-you", "following"] {
        ada.get(&format!("/api/posts?feed={feed}")).await.expect(200);
    }
    let (page, statements) = app.counting(ada.get("/api/posts?feed=for-you&limit=20")).await;
    let page = page.expect(200);
    assert_eq!(page.list().len(), 20);
    let kinds: HashSet<_> = page.list().iter().map(|item| item["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, HashSet::from(["update", "project"]));
    assert!(statements <= 4, "{statements} statements");
    let (small, as_many) = app.counting(ada.get("/api/posts?feed=for-you&limit=5")).await;
    assert_eq!(small.expect(200).list().len(), 5);
    assert_eq!(as_many, statements, "the number of items does not matter");
    let (_, following) = app.counting(ada.get("/api/posts?feed=following&limit=20")).await;
    assert!(following <= 4, "{following} statements");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_shows_every_item_once_and_three_of_an_author_a_page() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    posts(&ada, 12).await;
    posts(&bob, 5).await;
    let (mut seen, mut cursor, mut pages) = (Vec::new(), None::<String>, 0);
    loop {
        let query = cursor.as_ref().map_or_else(String::new, |cursor| format!("&cursor={cursor}"));
        let page = app.anonymous().get(&format!("/api/posts?limit=6{query}")).await.expect(200);
        for author in ["ada", "bob"] {
            let of_author = page.list().iter().filter(|item| item["author"]["username"] == author).count();
            assert!(of_author <= 3, "{of_author} of {author}");
        }
        seen.extend(page.list().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        assert_eq!(page["has_more"].as_bool().unwrap(), page["next_cursor"].is_string());
        pages += 1;
        match page["next_cursor"].as_str() {
            Some(next) => cursor = Some(next.to_owned()),
            None => break,
        }
        if pages == 1 {
            app.clock.advance(TimeDelta::seconds(1));
            posts(&bob, 1).await;
        }
    }
    assert_eq!(seen.len(), 17, "what was posted meanwhile is not in this walk");
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), 17);
    assert!(pages >= 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_following_feed_is_empty_for_the_signed_out() {
    let app = TestApp::start().await;
    posts(&app.person("ada").await, 1).await;
    let page = app.anonymous().get("/api/posts?feed=following").await.expect(200);
    assert_eq!(page.json(), &json!({"data": [], "next_cursor": Value::Null, "has_more": false}));
}
