//! Gigs: offering, listing, changing, looking at them.

mod bids;
mod hiring;
mod model;
mod races;
mod reviews;

use reqwest::Method;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp, wrapped};

pub const UNKNOWN: &str = "0190f000-0000-7000-8000-00000000ffff";

/// How many gigs break a rule that holds at all times, whoever did what at the same moment.
pub const BROKEN: &str = "
    SELECT count(*)::text FROM gigs AS g WHERE
        (g.hired_bid_id IS NOT NULL AND g.status NOT IN ('in_progress', 'completed'))
        OR g.bids_count <> (SELECT count(*) FROM bids AS b WHERE b.gig_id = g.id AND b.status <> 'withdrawn')
        OR (g.hired_bid_id IS NOT NULL)::int
            <> (SELECT count(*) FROM bids AS b WHERE b.gig_id = g.id AND b.status = 'accepted')
        OR EXISTS (SELECT FROM bids AS b WHERE b.id = g.hired_bid_id AND (b.gig_id <> g.id OR b.status <> 'accepted'))
        OR (g.status <> 'open' AND EXISTS (SELECT FROM bids AS b WHERE b.gig_id = g.id AND b.status = 'pending'))
        OR (g.status <> 'completed' AND EXISTS (SELECT FROM gig_reviews AS r WHERE r.gig_id = g.id))";

/// A gig of these fields besides title and description.
pub async fn offer(owner: &Person<'_>, fields: Value) -> String {
    let mut gig = json!({"title": "Port a parser", "description": "Move it to **Rust**"});
    gig.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    owner.post("/api/gigs", wrapped("gig", gig)).await.expect(201).id()
}

pub fn a_bid() -> Value {
    let proposal = "I have done three of these before and would like to do a fourth.";
    json!({"bid": {"amount": 90_000, "delivery_days": 14, "proposal": proposal}})
}

pub async fn bid(bidder: &Person<'_>, gig: &str) -> String {
    bidder.post(&format!("/api/gigs/{gig}/bids"), a_bid()).await.expect(201).id()
}

/// What somebody was told about gigs, oldest first: kind, who did it, and what is shown of it.
pub async fn told(app: &TestApp, person: &str) -> Vec<String> {
    app.texts(&format!(
        "SELECT concat_ws(' ', n.type, actor.username, left(n.content_preview, 20))
         FROM notifications n JOIN users u ON u.id = n.user_id JOIN users actor ON actor.id = n.actor_id
         WHERE u.username = '{person}' AND n.gig_id IS NOT NULL ORDER BY n.inserted_at, n.id"
    ))
    .await
}

fn titles(answer: &vibeslop_testkit::app::Answer) -> Vec<&str> {
    answer.list().iter().map(|gig| gig["title"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gig_has_every_key_of_its_shape_and_what_was_not_said_is_null() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let body = json!({"gig": {
        "title": " Port a parser ", "description": "Move it", "budget_min": 50_000, "budget_max": 5_000_000_000_i64,
        "deadline": "2026-03-01", "stacks": ["Next.js", "node.js", "Rust"], "tools": ["Claude"],
        // Nobody's to send.
        "status": "completed", "hired_bid_id": UNKNOWN, "user_id": UNKNOWN, "bids_count": 7, "views_count": 7
    }});
    let made = ada.post("/api/gigs", body).await.expect(201);
    let id = made.id();
    assert!(made.header("location").ends_with(&format!("/api/gigs/{id}")));
    let user = json!({
        "id": ada.id().to_string(), "username": "ada", "display_name": "ada Example", "avatar_url": null, "bio": null,
        "developer_score": 0, "is_verified": false
    });
    let expected = json!({
        "id": id, "title": "Port a parser", "description": "Move it", "budget_min": 50_000,
        "budget_max": 5_000_000_000_i64, "currency": "USD", "deadline": "2026-03-01", "status": "open", "bids_count": 0,
        "views_count": 0, "user": user, "hired_bid": null, "skills": ["claude"], "stacks": ["nextjs", "nodejs", "rust"],
        "inserted_at": "2026-02-02T12:00:00Z", "updated_at": "2026-02-02T12:00:00Z"
    });
    assert_eq!(made["data"], expected);
    // By its owner, who does not count.
    let read = ada.get(&format!("/api/gigs/{id}")).await.expect(200);
    assert_eq!(read["data"], expected);
    assert!(read.header("etag").starts_with("\"1-"), "{}", read.header("etag"));
    assert_eq!(app.anonymous().get("/api/gigs").await.expect(200)["data"], json!([expected]));
    let bare = offer(&ada, json!({})).await;
    let bare = app.anonymous().get(&format!("/api/gigs/{bare}")).await.expect(200);
    for absent in ["budget_min", "budget_max", "deadline", "hired_bid"] {
        assert!(bare["data"].as_object().unwrap().contains_key(absent) && bare["data"][absent].is_null(), "{absent}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_gig_is_told_field_by_field() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    app.anonymous().post("/api/gigs", json!({"gig": {}})).await.expect(401);
    for body in [json!({}), json!({"gig": "x"}), json!({"title": "x", "description": "y"})] {
        ada.post("/api/gigs", body).await.expect(400);
    }
    for (field, value) in [
        ("title", json!("")),
        ("title", json!("x".repeat(201))),
        ("title", json!(7)),
        ("description", json!(null)),
        ("description", json!("x".repeat(10_001))),
        ("budget_min", json!(0)),
        ("budget_min", json!("5")),
        ("budget_max", json!(10_000_000_001_i64)),
        ("budget_max", json!(4)),
        ("currency", json!("XYZ")),
        ("deadline", json!("2026-02-01")),
        ("deadline", json!("soon")),
        ("tools", json!([7])),
        ("stacks", json!(["x".repeat(51)])),
    ] {
        let mut gig = json!({"title": "Port", "description": "It", "budget_min": 5});
        gig[field] = value.clone();
        let refused = ada.post("/api/gigs", wrapped("gig", gig)).await.expect(422);
        assert_eq!(refused["error"], "validation_failed");
        assert!(refused["errors"][field][0].is_string(), "{field} {value}: {}", refused.text());
        assert!(refused["message"].is_string());
    }
    assert!(app.anonymous().get("/api/gigs?status=all").await.expect(200).list().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_are_filtered_ordered_and_walked_by_cursor() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let offer = async |title: &str, fields: Value| {
        app.clock.advance(chrono::TimeDelta::minutes(1));
        let mut all = json!({"title": title});
        all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        offer(&ada, all).await
    };
    offer("cheap", json!({"budget_max": 1_000, "stacks": ["Rust"]})).await;
    let dear = offer("dear", json!({"budget_min": 5_000, "budget_max": 9_000, "tools": ["Claude"]})).await;
    offer("any", json!({})).await;
    let gone = offer("gone", json!({})).await;
    ada.post_nothing(&format!("/api/gigs/{gone}/cancel")).await.expect(200);
    bid(&bob, &dear).await;
    let list = async |query: &str| {
        let answer = app.anonymous().get(&format!("/api/gigs?{query}")).await.expect(200);
        titles(&answer).join(" ")
    };
    for (query, expected) in [
        ("", "any dear cheap"),
        ("status=open&sort_by=newest", "any dear cheap"),
        ("status=nonsense&sort_by=nonsense&limit=abc&offset=-4", "any dear cheap"),
        ("status=cancelled", "gone"),
        ("status=all", "gone any dear cheap"),
        ("sort_by=budget_high", "dear cheap any"),
        ("sort_by=budget_low", "cheap dear any"),
        ("sort_by=bids", "dear any cheap"),
        ("search=HEA", "cheap"),
        ("search=parser", ""),
        ("search=%25", ""),
        ("search=%00", ""),
        ("stacks[]=rust&stacks[]=go", "cheap"),
        ("tools%5B%5D=claude", "dear"),
        ("tools[]=claude&stacks[]=rust", ""),
        ("min_budget=2000", "any dear"),
        ("max_budget=2000", "any cheap"),
        ("min_budget=99999999999999999999", "any"),
        ("limit=1&offset=1", "dear"),
    ] {
        assert_eq!(list(query).await, expected, "{query}");
    }
    for order in ["newest", "budget_high", "budget_low", "bids"] {
        let whole = list(&format!("sort_by={order}")).await;
        let (mut walked, mut path) = (Vec::new(), format!("/api/gigs?sort_by={order}&limit=1"));
        loop {
            let page = app.anonymous().get(&path).await.expect(200);
            walked.extend(titles(&page).into_iter().map(str::to_owned));
            assert_eq!(page["has_more"], !page["next_cursor"].is_null());
            let Some(cursor) = page["next_cursor"].as_str() else { break };
            path = format!("/api/gigs?sort_by={order}&limit=1&cursor={cursor}");
            assert!(page.header("link").contains("rel=\"next\""));
        }
        assert_eq!(walked.join(" "), whole, "{order}");
    }
    assert_eq!(app.anonymous().get("/api/gigs?cursor=x").await.expect(400)["error"], "invalid_cursor");
    assert_eq!(app.anonymous().get("/api/gigs?offset=10001").await.expect(422)["error"], "offset_too_large");
    let mine = ada.get("/api/my/gigs").await.expect(200);
    assert_eq!(titles(&mine), ["gone", "any", "dear", "cheap"]);
    app.anonymous().get("/api/my/gigs").await.expect(401);
    assert!(bob.get("/api/my/gigs").await.expect(200).list().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_gig_is_changed_by_its_owner_and_what_is_left_out_stays() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = offer(&ada, json!({"budget_min": 500, "deadline": "2026-02-02", "stacks": ["Rust"]})).await;
    let path = format!("/api/gigs/{id}");
    app.clock.advance(chrono::TimeDelta::days(1));
    let ada = Person::clone(&ada);
    let changed =
        json!({"gig": {"title": "Port two", "status": "completed", "deadline": "2026-02-02", "user_id": UNKNOWN}});
    let answer = ada.put(&path, changed.clone()).await.expect(200);
    let data = &answer["data"];
    assert_eq!(
        (&data["title"], &data["status"], &data["budget_min"]),
        (&json!("Port two"), &json!("open"), &json!(500))
    );
    assert_eq!((&data["deadline"], &data["stacks"]), (&json!("2026-02-02"), &json!(["rust"])), "a past one may stay");
    let cleared = json!({"gig": {"budget_min": null, "deadline": null, "stacks": [], "tools": ["Claude"]}});
    let answer = ada.put(&path, cleared).await.expect(200);
    let data = &answer["data"];
    assert!(data["budget_min"].is_null() && data["deadline"].is_null());
    assert_eq!(
        (&data["stacks"], &data["skills"], &data["title"]),
        (&json!([]), &json!(["claude"]), &json!("Port two"))
    );
    let past = ada.put(&path, json!({"gig": {"deadline": "2026-02-01"}})).await.expect(422);
    assert!(past["errors"]["deadline"][0].is_string());
    ada.put(&path, json!({"title": "x"})).await.expect(400);
    bob.put(&path, json!({"gig": {"title": ""}})).await.expect(403);
    app.anonymous().put(&path, changed.clone()).await.expect(401);
    ada.put(&format!("/api/gigs/{UNKNOWN}"), changed.clone()).await.expect(404);
    ada.put("/api/gigs/7", changed.clone()).await.expect(404);
    ada.post_nothing(&format!("{path}/cancel")).await.expect(200);
    assert_eq!(ada.put(&path, changed).await.expect(422)["error"], "gig_not_open");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_is_for_the_state_that_was_read() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = offer(&ada, json!({})).await;
    let path = format!("/api/gigs/{id}");
    let tag = ada.get(&path).await.expect(200).header("etag").to_owned();
    let put = async |tag: &str, title: &str| {
        let body = json!({"gig": {"title": title}}).to_string();
        ada.send(ada.request(Method::PUT, &path).header("If-Match", tag).body(body)).await
    };
    // A bid is nothing that an edit would lose.
    bid(&bob, &id).await;
    put(&tag, "First").await.expect(200);
    assert_eq!(put(&tag, "Second").await.expect(412)["error"], "precondition_failed");
    let fresh = ada.get(&path).await.expect(200);
    assert_eq!(fresh["data"]["title"], "First");
    put(fresh.header("etag"), "Third").await.expect(200);
    let tag = ada.get(&path).await.expect(200).header("etag").to_owned();
    let same = ada.send(ada.request(Method::GET, &path).header("If-None-Match", tag)).await;
    assert_eq!(same.status, 304);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_counts_once_a_day_and_never_the_owners() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = offer(&ada, json!({})).await;
    let path = format!("/api/gigs/{id}");
    // Counting is behind the answer.
    let views = async |expected: i64| {
        for _ in 0..200 {
            if app.texts("SELECT views_count::text FROM gigs").await == [expected.to_string()] {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("{expected} views: {:?}", app.texts("SELECT views_count::text FROM gigs").await);
    };
    ada.get(&path).await.expect(200);
    bob.get(&path).await.expect(200);
    bob.get(&path).await.expect(200);
    views(1).await;
    let nobody = app.anonymous();
    for agent in ["one", "two", "two"] {
        nobody.send(nobody.request(Method::GET, &path).header("user-agent", agent)).await.expect(200);
    }
    views(3).await;
    app.clock.advance(chrono::TimeDelta::days(1));
    bob.get(&path).await.expect(200);
    views(4).await;
    assert_eq!(nobody.get("/api/gigs").await.expect(200)["data"][0]["views_count"], 4);
    for unknown in [UNKNOWN, "7"] {
        assert_eq!(nobody.get(&format!("/api/gigs/{unknown}")).await.expect(404)["error"], "not_found");
    }
}
