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
    vibeslop_testkit::postgres_only!();
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

/// Walks to the end, and calls `meanwhile` with the number of each page.
async fn walked(person: &Person<'_>, feed: &str, limit: usize, mut meanwhile: impl AsyncFnMut(usize)) -> Vec<String> {
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    for number in 0..200 {
        let page = person.get(&format!("/api/posts?feed={feed}&limit={limit}{cursor}")).await.expect(200);
        assert!(page.list().len() <= limit);
        for item in page.list() {
            seen.push(item["id"].as_str().unwrap().to_owned());
        }
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return seen,
        }
        meanwhile(number).await;
    }
    panic!("it does not end");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_is_not_moved_by_what_others_do_meanwhile() {
    vibeslop_testkit::postgres_only!();
    for (limit, seed) in [(7, 1_u64), (10, 2), (13, 3)] {
        let app = TestApp::start().await;
        let viewer = app.person("viewer").await;
        let preferences = "INSERT INTO user_tech_stacks (user_id, tech_stack_id)
            SELECT u.id, t.id FROM users u, tech_stacks t WHERE u.username = 'viewer' AND t.slug = 'rust'";
        app.execute(preferences).await;
        for name in ["ada", "bob", "carol", "dave", "erin"] {
            let person = app.person(name).await;
            posts(&person, 12).await;
            let fields = json!({"title": format!("Of {name}"), "description": "x", "stack": ["Rust"]});
            person.post("/api/projects", json!({"project": fields})).await.expect(201);
        }
        // Of all ages, some liked.
        app.execute(&format!(
            "UPDATE posts SET inserted_at = inserted_at - (abs(hashtext(id::text || '{seed}')) % 20) * interval '18 hours';
             UPDATE feed_entries e SET at = p.inserted_at FROM posts p WHERE p.id = e.id;
             INSERT INTO likes (user_id, post_id) SELECT u.id, p.id FROM users u, posts p
             WHERE abs(hashtext(u.id::text || p.id::text)) % 3 = 0"
        ))
        .await;
        let ids = "SELECT id::text FROM posts UNION ALL SELECT id::text FROM projects";
        let there: HashSet<String> = app.texts(ids).await.into_iter().collect();
        let author = app.person("ada").await;
        let seen = walked(&viewer, "for-you", limit, async |number| {
            // Other readers make new snapshots meanwhile.
            app.clock.advance(TimeDelta::seconds(100));
            posts(&author, 1).await;
            app.execute(&format!(
                "INSERT INTO likes (user_id, post_id) SELECT u.id, p.id FROM users u, posts p
                 WHERE abs(hashtext(u.id::text || p.id::text || '{number}')) % 4 = 0 ON CONFLICT DO NOTHING;
                 DELETE FROM likes WHERE abs(hashtext(id::text || '{number}')) % 5 = 0;
                 DELETE FROM posts WHERE abs(hashtext(id::text || '{seed}{number}')) % 40 = 0"
            ))
            .await;
            app.anonymous().get("/api/posts").await.expect(200);
        })
        .await;
        let once: HashSet<String> = seen.iter().cloned().collect();
        assert_eq!(once.len(), seen.len(), "something came twice");
        let left: HashSet<String> = app.texts(ids).await.into_iter().collect();
        let missed: Vec<_> = there.intersection(&left).filter(|id| !once.contains(*id)).collect();
        assert!(missed.is_empty(), "{} of {} missed", missed.len(), there.len());
        assert!(once.is_subset(&there), "what is newer than the walk came into it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_goes_on_when_its_snapshot_is_gone_and_repeats_nothing() {
    let app = TestApp::start().await;
    let viewer = app.person("viewer").await;
    for name in ["ada", "bob", "carol"] {
        let (person, liker) = (app.person(name).await, app.person("liker").await);
        posts(&person, 9).await;
        let timeline = app.anonymous().get(&format!("/api/users/{name}/timeline")).await.expect(200);
        for post in timeline.list().iter().step_by(2) {
            liker.post("/api/likes", json!({"type": "post", "id": post["id"]})).await.expect(200);
        }
    }
    let seen = walked(&viewer, "for-you", 6, async |number| {
        if number == 1 {
            app.clock.advance(TimeDelta::hours(5));
            app.services.feed.refresh().await.unwrap();
        }
    })
    .await;
    assert_eq!(seen.iter().collect::<HashSet<_>>().len(), seen.len());
    assert!(seen.len() >= 20, "{}", seen.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_followed_people_are_walked_without_gap_or_repeat() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let viewer = app.person("viewer").await;
    app.execute(
        "INSERT INTO users (id, email, username, display_name)
            SELECT md5(n::text)::uuid, 'f' || n || '@example.com', 'f_' || n, 'F' FROM generate_series(1, 10000) n;
         INSERT INTO follows (follower_id, following_id)
            SELECT v.id, u.id FROM users v, users u WHERE v.username = 'viewer' AND u.username LIKE 'f\\_%';
         INSERT INTO posts (user_id, content, inserted_at)
            SELECT md5((1 + n * 37 % 10000)::text)::uuid, 'x', timestamptz '2026-01-20' + (n / 3) * interval '1 minute'
            FROM generate_series(1, 700) n;
         ANALYZE",
    )
    .await;
    let there: HashSet<String> = app.texts("SELECT id::text FROM posts").await.into_iter().collect();
    let poster = app.person("f_7").await;
    let seen = walked(&viewer, "following", 50, async |number| {
        posts(&poster, 1).await;
        app.execute(&format!("DELETE FROM posts WHERE abs(hashtext(id::text || '{number}')) % 60 = 0")).await;
    })
    .await;
    let once: HashSet<String> = seen.iter().cloned().collect();
    assert_eq!(once.len(), seen.len());
    let left: HashSet<String> = app.texts("SELECT id::text FROM posts").await.into_iter().collect();
    assert!(there.intersection(&left).all(|id| once.contains(id)));
    let (page, statements) = app.counting(viewer.get("/api/posts?feed=following&limit=20")).await;
    assert_eq!(page.expect(200).list().len(), 20);
    assert!(statements <= 4, "{statements} statements");
}
