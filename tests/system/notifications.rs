//! What people are told of: how it looks, in which words, and what reading it costs.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Answer, Person, TestApp};

const UNKNOWN: &str = "0190f000-0000-7000-8000-00000000ffff";

async fn post(person: &Person<'_>, text: &str) -> String {
    person.post("/api/posts", json!({"post": {"content": text}})).await.expect(201).id()
}

async fn act(person: &Person<'_>, path: &str, kind: &str, id: &str) {
    person.post(path, json!({"type": kind, "id": id})).await.expect(200);
}

async fn told(person: &Person<'_>, query: &str) -> Answer {
    person.get(&format!("/api/notifications{query}")).await.expect(200)
}

/// The kinds of a page, in order.
fn kinds(page: &Answer) -> Vec<&str> {
    page.list().iter().map(|entry| entry["type"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_that_people_cause_looks_as_promised() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let text = "x".repeat(120);
    let item = post(&ada, &text).await;
    let project = json!({"project": {"title": "Tiny Query Planner", "description": "Plans."}});
    let made = ada.post("/api/projects", project).await.expect(201).id();
    let later = async || app.clock.advance(TimeDelta::seconds(1));
    act(&bob, "/api/likes", "post", &item).await;
    later().await;
    act(&bob, "/api/reposts", "project", &made).await;
    later().await;
    let comment = json!({"comment": {"commentable_type": "Project", "commentable_id": made, "content": "Great work"}});
    bob.post("/api/comments", comment).await.expect(201);
    later().await;
    bob.post_nothing("/api/users/ada/follow").await.expect(200);
    later().await;
    let mention = post(&bob, "Look, @ada").await;
    later().await;
    let quote = json!({"post": {"content": "So true", "quoted_post_id": item}});
    let quote = bob.post("/api/posts", quote).await.expect(201).id();

    let page = told(&ada, "?limit=50").await;
    assert_eq!(kinds(&page), ["mention", "mention", "follow", "comment", "repost", "like"]);
    assert_eq!(
        (&page["unread_count"], &page["next_cursor"], &page["has_more"]),
        (&json!(6), &json!(null), &json!(false))
    );
    let actor = json!({"id": bob.id().0, "username": "bob", "display_name": "bob Example", "avatar_url": null,
        "initials": "BE", "is_verified": false});
    let shape = |kind: &str, target: Value, content: Value, seconds: u8| {
        let at = format!("2026-02-02T12:00:0{seconds}Z");
        json!({"type": kind, "actor": actor, "target": target, "content": content, "created_at": at, "read": false})
    };
    let preview = "x".repeat(100);
    let on_post = |id: &str, preview: &str| json!({"type": "Post", "id": id, "title": null, "preview": preview});
    let on_project = json!({"type": "Project", "id": made, "title": "Tiny Query Planner", "preview": null});
    let expected = [
        shape("mention", on_post(&quote, "So true"), json!("So true"), 5),
        shape("mention", on_post(&mention, "Look, @ada"), json!("Look, @ada"), 4),
        shape("follow", json!(null), json!(null), 3),
        shape("comment", on_project.clone(), json!("Great work"), 2),
        shape("repost", on_project, json!(null), 1),
        shape("like", on_post(&item, &preview), json!(null), 0),
    ];
    for (entry, mut expected) in page.list().iter().zip(expected) {
        expected["id"] = entry["id"].clone();
        assert_eq!(*entry, expected, "and nothing else");
    }
    assert_eq!(told(&bob, "").await.list().len(), 0, "nobody is told of what they did themselves");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quote_is_one_to_those_who_ask_for_all_kinds() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let item = post(&ada, "Mine").await;
    let quote = json!({"post": {"content": "So true", "quoted_post_id": item}});
    let quote = bob.post("/api/posts", quote).await.expect(201).id();
    for query in ["?types=extended", "?grouped=true", "?grouped=true&types=plain"] {
        let page = told(&ada, query).await;
        let entry = &page.list()[0];
        assert_eq!((&entry["type"], &entry["target"]["id"]), (&json!("quote"), &json!(item)), "{query}");
        assert_eq!(entry["action_target"], json!({"type": "Post", "id": quote}));
        assert_eq!((&entry["actor_count"], &entry["is_grouped"]), (&json!(1), &json!(false)));
        assert_eq!(entry["actors"], json!([entry["actor"]]));
        let id = entry["id"].as_str().unwrap();
        let read = ada.post_nothing(&format!("/api/notifications/{id}/read{query}")).await.expect(200);
        assert_eq!(read["data"]["type"], "quote");
    }
    for query in ["", "?types=all", "?grouped=false"] {
        let page = told(&ada, query).await;
        let entry = &page.list()[0];
        assert_eq!((&entry["type"], &entry["target"]["id"]), (&json!("mention"), &json!(quote)), "{query}");
        assert!(entry.get("actors").is_none() && entry.get("action_target").is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_of_gigs_leads_to_them() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    app.execute(
        "INSERT INTO gigs (user_id, title, description) SELECT id, 'Port a parser', 'Ours is old' FROM users
            WHERE username = 'ada';
         INSERT INTO notifications (user_id, actor_id, type, gig_id, content_preview, inserted_at)
            SELECT a.id, b.id, kind.name, g.id, 'I have done three of these', now() + kind.place * interval '1 second'
            FROM users a, users b, gigs g, unnest(ARRAY['bid_received', 'bid_accepted', 'bid_rejected',
                'gig_completed', 'review_received']) WITH ORDINALITY AS kind (name, place)
            WHERE a.username = 'ada' AND b.username = 'bob'",
    )
    .await;
    for query in ["", "?types=extended", "?grouped=true"] {
        let page = told(&ada, query).await;
        let expected = ["review_received", "gig_completed", "bid_rejected", "bid_accepted", "bid_received"];
        assert_eq!(kinds(&page), expected, "{query}");
        for entry in page.list() {
            let target = &entry["target"];
            assert_eq!((&target["type"], &target["title"]), (&json!("Gig"), &json!("Port a parser")));
            assert!(target["id"].is_string() && target["preview"].is_null());
            assert_eq!(entry["content"], "I have done three of these");
        }
    }
    drop(bob);
}

#[tokio::test(flavor = "multi_thread")]
async fn deeds_of_one_day_are_one_entry_to_those_who_ask() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let (item, other) = (post(&ada, "Shipped").await, post(&ada, "Broken").await);
    for number in 0..5 {
        app.clock.advance(TimeDelta::seconds(1));
        let fan = app.person(&format!("fan_{number}")).await;
        act(&fan, "/api/likes", "post", &item).await;
        act(&fan, "/api/reposts", "post", &item).await;
        fan.post_nothing("/api/users/ada/follow").await.expect(200);
    }
    act(&app.person("fan_0").await, "/api/likes", "post", &other).await;
    app.clock.advance(TimeDelta::days(1));
    act(&app.person("late").await, "/api/likes", "post", &item).await;
    let page = told(&ada, "?grouped=true").await;
    let of = |entry: &Value| (entry["type"].as_str().unwrap().to_owned(), entry["actor_count"].as_i64().unwrap());
    let entries: Vec<_> = page.list().iter().map(of).collect();
    assert_eq!(entries[0], ("like".to_owned(), 1), "the next day's");
    let mut others = entries[1..].to_vec();
    others.sort();
    assert_eq!(others, [("follow", 5), ("like", 1), ("like", 5), ("repost", 5)].map(|(kind, n)| (kind.to_owned(), n)));
    let many = page.list().iter().find(|entry| entry["type"] == "repost").unwrap();
    let names: Vec<_> = many["actors"].as_array().unwrap().iter().map(|actor| actor["username"].clone()).collect();
    assert_eq!(names, ["fan_4", "fan_3", "fan_2"]);
    assert_eq!(
        (&many["actor"]["username"], &many["is_grouped"], &many["read"]),
        (&json!("fan_4"), &json!(true), &json!(false))
    );
    assert_eq!((&page["unread_count"], told(&ada, "?limit=50").await.list().len()), (&json!(17), 17));

    let mut seen = Vec::new();
    let mut path = "/api/notifications?grouped=true&limit=2".to_owned();
    loop {
        let page = ada.get(&path).await.expect(200);
        seen.extend(page.list().iter().map(of));
        let link = page.header("link");
        let Some((next, _)) = link.strip_prefix('<').and_then(|link| link.split_once('>')) else { break };
        path = next.to_owned();
    }
    assert_eq!(seen, entries, "the same in pages of two");
    ada.post_nothing("/api/notifications/read-all").await.expect(200);
    assert!(told(&ada, "?grouped=true").await.list().iter().all(|entry| entry["read"] == true));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_is_read_and_then_all() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let item = post(&ada, "Shipped").await;
    act(&bob, "/api/likes", "post", &item).await;
    app.clock.advance(TimeDelta::seconds(1));
    bob.post_nothing("/api/users/ada/follow").await.expect(200);
    let page = told(&ada, "").await;
    let id = page.list()[0]["id"].as_str().unwrap();
    for _ in 0..2 {
        let read = ada.post_nothing(&format!("/api/notifications/{id}/read")).await.expect(200);
        let mut expected = page.list()[0].clone();
        expected["read"] = json!(true);
        assert_eq!(*read.json(), json!({"data": expected}));
    }
    let counts = async || ada.get("/api/me/counts").await.expect(200)["notifications"].clone();
    assert_eq!((told(&ada, "").await["unread_count"].clone(), counts().await), (json!(1), json!(1)));
    for (person, id) in [(&bob, id), (&ada, UNKNOWN), (&ada, "17")] {
        let answer = person.post_nothing(&format!("/api/notifications/{id}/read")).await;
        assert_eq!(answer.expect(404)["error"], "not_found");
    }
    let all = async || ada.post_nothing("/api/notifications/read-all").await.expect(200).json().clone();
    assert_eq!(all().await, json!({"success": true, "updated_count": 1}));
    assert_eq!(all().await, json!({"success": true, "updated_count": 0}));
    // What is told later than the moment of the call stays unread.
    let later = post(&ada, "More").await;
    app.clock.advance(TimeDelta::seconds(10));
    act(&bob, "/api/likes", "post", &later).await;
    app.clock.advance(TimeDelta::seconds(-5));
    assert_eq!(all().await["updated_count"], 0);
    assert_eq!(counts().await, 1);
    for path in ["/api/notifications/read-all", &format!("/api/notifications/{id}/read")] {
        app.anonymous().post_nothing(path).await.expect(401);
    }
    app.anonymous().get("/api/notifications").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_gone_or_hidden_is_not_led_to() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    // Bob mentions ada under a post of cleo's.
    let item = post(&cleo, "By cleo").await;
    let comment = json!({"comment": {"commentable_type": "Post", "commentable_id": item, "content": "See, @ada"}});
    bob.post("/api/comments", comment).await.expect(201);
    let target = async || told(&ada, "").await.list().first().map(|entry| entry["target"]["id"].clone());
    assert_eq!(target().await, Some(json!(item)));
    ada.put("/api/users/cleo/block", json!({})).await.expect(200);
    assert_eq!(target().await, Some(json!(null)), "nothing of whom ada does not see");
    ada.delete("/api/users/cleo/block").await.expect(200);
    ada.put("/api/users/bob/mute", json!({})).await.expect(200);
    let page = told(&ada, "").await;
    assert_eq!((page.list().len(), &page["unread_count"]), (0, &json!(0)));
    ada.delete("/api/users/bob/mute").await.expect(200);
    cleo.delete(&format!("/api/posts/{item}")).await.expect(204);
    assert_eq!(target().await, None, "what is gone takes along what was told of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_costs_three_statements_whatever_it_holds() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let item = post(&ada, "Shipped").await;
    for number in 0..40 {
        let fan = app.person(&format!("fan_{number}")).await;
        act(&fan, "/api/likes", "post", &item).await;
        fan.post_nothing("/api/users/ada/follow").await.expect(200);
        if number == 0 || number == 39 {
            for query in ["?limit=100", "?limit=100&types=extended", "?limit=100&grouped=true"] {
                let (page, statements) = app.counting(told(&ada, query)).await;
                assert!(!page.list().is_empty());
                assert_eq!(statements, 3, "who asks, the page, and how much is unread: {query}");
            }
        }
    }
    let tag = told(&ada, "").await.header("etag").to_owned();
    let again = async |token: &Person<'_>| {
        token.send(token.request(Method::GET, "/api/notifications").header("if-none-match", &tag)).await
    };
    let same = again(&app.person("ada").await).await;
    assert_eq!((same.status, same.bytes.len(), same.header("cache-control")), (304, 0, "private, no-cache"));
    act(&app.person("fan_7").await, "/api/reposts", "post", &item).await;
    assert_eq!(again(&ada).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_follow_each_other_and_nonsense_is_no_failure() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for number in 0..7 {
        app.person(&format!("fan_{number}")).await.post_nothing("/api/users/ada/follow").await.expect(200);
    }
    let whole: Vec<Value> = told(&ada, "").await.list().clone();
    assert_eq!(whole.len(), 7, "all in one second of the clock");
    let mut seen = Vec::new();
    let mut query = "?limit=3".to_owned();
    loop {
        let page = told(&ada, &query).await;
        seen.extend(page.list().clone());
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        query = format!("?limit=3&cursor={cursor}");
    }
    assert_eq!(seen, whole);
    assert_eq!(*told(&ada, "?offset=5&limit=50").await.list(), whole[5..]);
    assert_eq!(told(&ada, "?limit=abc&offset=-1").await.list().len(), 7);
    assert_eq!(ada.get("/api/notifications?cursor=x").await.expect(400)["error"], "invalid_cursor");
    assert_eq!(ada.get("/api/notifications?offset=10001").await.expect(422)["error"], "offset_too_large");
}
