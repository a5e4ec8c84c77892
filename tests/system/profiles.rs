//! People: what they change of themselves, how others find and see them, and what hangs on their profiles.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp, wrapped};

fn user(fields: Value) -> Value {
    wrapped("user", fields)
}

/// A picture of one pixel.
fn pixel() -> String {
    let png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    assert!(STANDARD.decode(png).is_ok());
    format!("data:image/png;base64,{png}")
}

async fn posts(person: &Person<'_>, text: &str) -> String {
    person.post("/api/posts", wrapped("post", json!({"content": text}))).await.expect(201).id()
}

async fn publishes(person: &Person<'_>, title: &str, status: &str) -> String {
    let project = json!({"title": title, "description": "x".repeat(400), "status": status});
    person.post("/api/projects", wrapped("project", project)).await.expect(201).id()
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_makes_themselves_an_administrator_or_verified() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let before = ada.get("/api/me").await.expect(200).json().clone();
    let stolen = user(json!({
        "email": "root@example.com", "email_verified": true, "is_verified": true, "is_admin": true,
        "has_onboarded": true, "developer_score": 9000, "developer_score_updated_at": "2026-01-01T00:00:00Z",
        "github_username": "torvalds", "github_access_token": "x", "followers_count": 1000, "suspended_at": null,
    }));
    assert_eq!(ada.put("/api/me", stolen).await.expect(200).json(), &before);
    assert_eq!(ada.get("/api/me").await.expect(200).json(), &before);
    let seen = app.anonymous().get("/api/users/ada").await.expect(200);
    let data = &seen["data"];
    assert_eq!(
        (&data["developer_score"], &data["is_verified"], &data["is_admin"]),
        (&json!(0), &json!(false), &json!(false))
    );
    assert_eq!(data["stats"]["followers_count"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_changes_in_what_was_sent() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let whole = user(json!({
        "display_name": "Ada Lovelace", "username": "Ada_L", "bio": " Notes ", "location": "London",
        "website_url": "https://ada.example", "twitter_handle": "@ada", "message_privacy": "followers",
    }));
    let me = ada.put("/api/me", whole).await.expect(200);
    for (field, value) in [
        ("display_name", "Ada Lovelace"),
        ("username", "ada_l"),
        ("bio", "Notes"),
        ("location", "London"),
        ("website_url", "https://ada.example"),
        ("twitter_handle", "ada"),
        ("message_privacy", "followers"),
    ] {
        assert_eq!(me[field], value);
    }
    let cleared = ada.put("/api/me", user(json!({"bio": null, "location": " "}))).await.expect(200);
    assert_eq!(
        (&cleared["bio"], &cleared["location"], &cleared["username"]),
        (&Value::Null, &Value::Null, &json!("ada_l"))
    );
    let taken = bob.put("/api/me", user(json!({"username": "ADA_L"}))).await.expect(422);
    assert_eq!(
        (&taken["error"], &taken["errors"]),
        (&json!("update_failed"), &json!({"username": ["has already been taken"]}))
    );
    assert_eq!(taken["message"], "Username has already been taken");
    app.anonymous().get("/api/users/ada").await.expect(404);
    ada.put("/api/me", json!({"name": "Ada"})).await.expect(400);
    app.anonymous().put("/api/me", user(json!({}))).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_account_may_not_be() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let family = "👩‍👩‍👧‍👦";
    for (field, value) in [
        ("display_name", json!(" \u{200B} ")),
        ("display_name", json!(null)),
        ("display_name", json!("x".repeat(101))),
        ("display_name", json!("a\u{0}b")),
        ("username", json!("a")),
        ("username", json!("ada-l")),
        ("username", json!("admin")),
        ("username", json!("x".repeat(31))),
        ("username", json!(["ada"])),
        ("bio", json!(family.repeat(501))),
        ("location", json!("x".repeat(101))),
        ("website_url", json!("javascript:alert(1)")),
        ("website_url", json!(format!("https://a.example/{}", "x".repeat(255)))),
        ("twitter_handle", json!("x".repeat(16))),
        ("message_privacy", json!("nobody")),
        ("message_privacy", json!(null)),
        ("avatar_url", json!("https://elsewhere.example/me.png")),
        ("avatar_url", json!("data:image/svg+xml;base64,PHN2Zy8+")),
        ("avatar_url", json!("data:image/png;base64,PHN2Zy8+")),
        ("banner_url", json!("https://avatars.githubusercontent.com/u/1")),
    ] {
        let mut fields = json!({});
        fields[field] = value;
        let answer = ada.put("/api/me", user(fields.clone())).await.expect(422);
        assert!(answer["errors"][field][0].is_string(), "{} for {fields}", answer.text());
    }
    // Counted as a person sees them.
    let me = ada.put("/api/me", user(json!({"bio": family.repeat(500)}))).await.expect(200);
    assert_eq!(me["bio"], family.repeat(500));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_kept_apart_and_sent_back_unchanged_is_the_same() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let sent = user(json!({"avatar_url": pixel(), "banner_url": pixel()}));
    let me = ada.put("/api/me", sent).await.expect(200);
    let address = me["avatar_url"].as_str().unwrap().to_owned();
    assert!(address.starts_with(&format!("{}/api/media/", app.url)), "{address}");
    assert_eq!(me["banner_url"], address);
    let picture = app.anonymous().get(&address).await.expect(200);
    assert_eq!(picture.header("content-type"), "image/png");
    let again = ada.put("/api/me", user(json!({"avatar_url": address, "banner_url": ""}))).await.expect(200);
    assert_eq!((&again["avatar_url"], &again["banner_url"]), (&json!(address), &Value::Null));
    let github = "https://avatars.githubusercontent.com/u/583231?v=4";
    let linked = ada.put("/api/me", user(json!({"avatar_url": github}))).await.expect(200);
    assert_eq!(linked["avatar_url"], github);
    // Others see it beside what she makes.
    posts(&ada, "Hi").await;
    let timeline = app.anonymous().get("/api/users/ada/timeline").await.expect(200);
    assert_eq!(timeline["data"][0]["author"]["avatar_url"], github);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_new_chooses_their_names() {
    let app = TestApp::start().await;
    let (ada, _bob) = (app.person("ada").await, app.person("bob").await);
    assert_eq!(ada.get("/api/me").await.expect(200)["has_onboarded"], false);
    let nameless = ada.put("/api/me/onboard", user(json!({"username": "ada"}))).await.expect(422);
    assert_eq!(
        (&nameless["error"], &nameless["errors"]),
        (&json!("onboarding_failed"), &json!({"display_name": ["can't be blank"]}))
    );
    let taken = ada.put("/api/me/onboard", user(json!({"username": "bob", "display_name": "Ada"}))).await.expect(422);
    assert_eq!(taken["errors"]["username"][0], "has already been taken");
    let names =
        user(json!({"username": "ada", "display_name": "Ada", "bio": null, "avatar_url": null, "location": "no"}));
    for _ in 0..2 {
        let me = ada.put("/api/me/onboard", names.clone()).await.expect(200);
        assert_eq!((&me["has_onboarded"], &me["location"]), (&json!(true), &Value::Null));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn preferences_are_the_catalogs_and_show_on_the_profile() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let ids = async |path: &str| -> Vec<Value> {
        app.anonymous().get(path).await.expect(200).list().iter().map(|entry| entry["id"].clone()).collect()
    };
    let (tools, stacks) = (ids("/api/tools").await, ids("/api/stacks").await);
    let unknown = json!("0190f000-0000-7000-8000-00000000ffff");
    let chosen = json!({"ai_tool_ids": [tools[2], tools[0], unknown], "tech_stack_ids": [stacks[1]]});
    let set = ada.put("/api/me/preferences", wrapped("preferences", chosen)).await.expect(200);
    let named =
        |list: &Value| -> Vec<Value> { list.as_array().unwrap().iter().map(|entry| entry["id"].clone()).collect() };
    assert_eq!(named(&set["favorite_ai_tools"]), [tools[0].clone(), tools[2].clone()]);
    assert_eq!(set["preferred_tech_stacks"][0]["id"], stacks[1]);
    // A list that is left out stays.
    let set = ada.put("/api/me/preferences", wrapped("preferences", json!({"ai_tool_ids": []}))).await.expect(200);
    assert_eq!(
        (set["favorite_ai_tools"].clone(), set["preferred_tech_stacks"][0]["id"].clone()),
        (json!([]), stacks[1].clone())
    );
    let profile = app.anonymous().get("/api/users/ada").await.expect(200);
    assert_eq!(profile["data"]["preferred_tech_stacks"], set["preferred_tech_stacks"]);
    ada.put("/api/me/preferences", wrapped("preferences", json!({"ai_tool_ids": ["claude"]}))).await.expect(400);
    let many: Vec<Value> = (0..51).map(|n| json!(format!("0190f000-0000-7000-8000-{n:012}"))).collect();
    ada.put("/api/me/preferences", wrapped("preferences", json!({"ai_tool_ids": many}))).await.expect(422);
    app.anonymous().put("/api/me/preferences", json!({})).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn unread_notifications_are_counted() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    assert_eq!(ada.get("/api/me/counts").await.expect(200).json(), &json!({"notifications": 0, "messages": 0}));
    posts(&bob, "Look, @ada").await;
    let counts = ada.get("/api/me/counts").await.expect(200);
    assert_eq!(counts.json(), &json!({"notifications": 1, "messages": 0}));
    let request = ada.request(reqwest::Method::GET, "/api/me/counts").header("if-none-match", counts.header("etag"));
    ada.send(request).await.expect(304);
    app.anonymous().get("/api/me/counts").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_found_by_any_part_of_their_names() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for name in ["adam", "bob", "a_b"] {
        app.person(name).await;
    }
    let found = async |query: &str| -> Vec<Value> {
        let answer = ada.get(&format!("/api/users/search?{query}")).await.expect(200);
        answer.list().iter().map(|person| person["username"].clone()).collect()
    };
    assert_eq!(found("q=ADA").await, ["adam"], "never oneself");
    assert_eq!(found("q=%40bo").await, ["bob"]);
    assert_eq!(found("q=_").await, ["a_b"]);
    assert_eq!(found("q=b").await, ["bob", "a_b"]);
    assert_eq!(found("q=b&limit=1").await, ["bob"]);
    assert!(found("q=%25").await.is_empty() && found("q=").await.is_empty());
    ada.get("/api/users/search").await.expect(400);
    app.anonymous().get("/api/users/search?q=ada").await.expect(401);
    for (name, available) in [("ada", true), ("Bob", false), ("carol", true), ("me", false), ("a b", false)] {
        let answer = ada.get(&format!("/api/users/check-username/{name}")).await.expect(200);
        assert_eq!(answer.json(), &json!({"available": available}), "{name}");
    }
    app.anonymous().get("/api/users/check-username/ada").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_counts_what_is_there_at_once_and_in_few_statements() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let stats = async || app.anonymous().get("/api/users/ADA").await.expect(200)["data"]["stats"].clone();
    let counted = |posts: u8, projects: u8| json!({"followers_count": 0, "following_count": 0, "posts_count": posts, "projects_count": projects});
    assert_eq!(stats().await, counted(0, 0));
    let post = posts(&ada, "Hi").await;
    publishes(&ada, "Planner", "published").await;
    publishes(&ada, "Secret", "draft").await;
    // Kept for nobody in particular, but never longer than until somebody writes.
    assert_eq!(stats().await, counted(1, 1));
    ada.delete(&format!("/api/posts/{post}")).await.expect(204);
    assert_eq!(stats().await, counted(0, 1));
    let (seen, cost) = app.counting(bob.get("/api/users/ada")).await;
    assert_eq!(seen.expect(200)["data"]["is_following"], false);
    assert!(cost <= 3, "{cost} statements");
    let (_, cost) = app.counting(stats()).await;
    assert_eq!(cost, 0, "it was asked for just now");
    app.anonymous().get("/api/users/nobody").await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_go_on_by_cursor_and_by_offset_in_few_statements() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let mut written = Vec::new();
    for number in 0..25 {
        app.clock.advance(chrono::TimeDelta::seconds(1));
        written.push(if number % 5 == 0 {
            publishes(&ada, "Planner", "published").await
        } else {
            posts(&ada, "Hi").await
        });
    }
    let ids = |answer: &vibeslop_testkit::app::Answer| -> Vec<String> {
        answer.list().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    let expected: Vec<String> =
        written.iter().enumerate().rev().filter(|(number, _)| number % 5 != 0).map(|(_, id)| id.clone()).collect();
    let (first, cost) = app.counting(bob.get("/api/users/ada/timeline?limit=12")).await;
    assert!(cost <= 4, "{cost} statements");
    assert_eq!(ids(&first), expected[..12]);
    assert_eq!((&first["has_more"], &first["data"][0]["liked"]), (&json!(true), &json!(false)));
    let next = first.header("link").split(['<', '>']).nth(1).unwrap().to_owned();
    let second = bob.get(&next).await.expect(200);
    assert_eq!(ids(&second), expected[12..]);
    assert_eq!((&second["has_more"], &second["next_cursor"], second.header("link")), (&json!(false), &Value::Null, ""));
    let skipped = bob.get("/api/users/ada/posts?offset=18&limit=50").await.expect(200);
    assert_eq!(ids(&skipped), expected[18..]);
    let (projects, cost) = app.counting(bob.get("/api/users/ada/projects")).await;
    assert!(cost <= 4, "{cost} statements");
    assert_eq!(projects.list().len(), 5);
    assert_eq!(projects["data"][0]["content"].as_str().unwrap().chars().count(), 303);
    for list in ["timeline", "posts", "projects", "likes", "reposts"] {
        let path = format!("/api/users/ada/{list}");
        bob.get(&format!("{path}?limit=abc&offset=-1")).await.expect(200);
        assert_eq!(bob.get(&format!("{path}?cursor=abc")).await.expect(400)["error"], "invalid_cursor");
        assert_eq!(bob.get(&format!("{path}?offset=10001")).await.expect(422)["error"], "offset_too_large");
        bob.get(&format!("/api/users/nobody/{list}")).await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn drafts_are_listed_for_their_owner() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let draft = publishes(&ada, "Secret", "draft").await;
    let published = publishes(&ada, "Planner", "published").await;
    let listed = async |person: &Person<'_>, query: &str| -> Vec<String> {
        let answer = person.get(&format!("/api/users/ada/projects{query}")).await.expect(200);
        answer.list().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(listed(&ada, "?status=draft").await, [draft]);
    assert!(
        listed(&bob, "?status=draft").await.is_empty() && listed(&app.anonymous(), "?status=draft").await.is_empty()
    );
    for query in ["", "?status=published", "?status=nonsense"] {
        assert_eq!(listed(&ada, query).await, std::slice::from_ref(&published), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reposts_and_likes_hang_on_the_profile_of_who_did_them() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let post = posts(&ada, "Hi").await;
    let project = publishes(&ada, "Planner", "published").await;
    for (path, kind, id) in [
        ("/api/reposts", "post", &post),
        ("/api/reposts", "project", &project),
        ("/api/likes", "project", &project),
        ("/api/likes", "post", &post),
    ] {
        app.clock.advance(chrono::TimeDelta::seconds(1));
        bob.post(path, json!({"type": kind, "id": id})).await.expect(200);
    }
    app.clock.advance(chrono::TimeDelta::seconds(1));
    let own = posts(&bob, "Look at this").await;
    let (timeline, cost) = app.counting(bob.get("/api/users/bob/timeline")).await;
    assert!(cost <= 4, "{cost} statements");
    let shown: Vec<(Value, Value, Value)> = timeline
        .list()
        .iter()
        .map(|item| (item["type"].clone(), item["is_repost"].clone(), item["original_id"].clone()))
        .collect();
    let repeated = |kind: &str, id: &String| (json!(kind), json!(true), json!(id));
    assert_eq!(
        shown,
        [(json!("update"), Value::Null, Value::Null), repeated("project", &project), repeated("update", &post)]
    );
    assert_eq!(timeline["data"][0]["id"], own);
    let repost = &timeline["data"][1];
    assert_eq!((&repost["reposted_by"]["username"], &repost["author"]["username"]), (&json!("bob"), &json!("ada")));
    assert_eq!((&repost["liked"], &repost["reposted"], &repost["reposts"]), (&json!(true), &json!(true), &json!(1)));
    assert_ne!(repost["id"], repost["original_id"]);
    assert_eq!(repost["content"].as_str().unwrap().len(), 400, "whole, as in a feed");
    // For nobody in particular there are no flags.
    let public = app.anonymous().get("/api/users/bob/reposts").await.expect(200);
    assert_eq!((public.list().len(), public["data"][0].get("liked")), (2, None));
    assert_eq!(public["data"][0]["original_id"], project);
    let (likes, cost) = app.counting(ada.get("/api/users/bob/likes?limit=1")).await;
    assert!(cost <= 4, "{cost} statements");
    assert_eq!((&likes["data"][0]["id"], &likes["data"][0]["is_repost"]), (&json!(post), &Value::Null));
    // Taken back, it is gone; deleted, it leaves no gap.
    bob.post("/api/likes", json!({"type": "post", "id": post})).await.expect(200);
    let likes = ada.get("/api/users/bob/likes?limit=1").await.expect(200);
    assert_eq!((&likes["data"][0]["id"], &likes["has_more"]), (&json!(project), &json!(false)));
    ada.delete(&format!("/api/posts/{post}")).await.expect(204);
    assert_eq!(bob.get("/api/users/bob/timeline?limit=2").await.expect(200)["has_more"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_hides_the_profile_from_the_blocked_and_the_lists_from_both() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    for person in [&ada, &bob] {
        posts(person, "Hi").await;
        publishes(person, "Planner", "published").await;
    }
    ada.put("/api/users/bob/block", json!({})).await.expect(200);
    bob.get("/api/users/ada").await.expect(404);
    ada.get("/api/users/bob").await.expect(200);
    app.anonymous().get("/api/users/ada").await.expect(200);
    for (person, other) in [(&ada, "bob"), (&bob, "ada")] {
        for list in ["timeline", "posts", "projects", "likes", "reposts"] {
            let answer = person.get(&format!("/api/users/{other}/{list}")).await.expect(200);
            assert!(answer.list().is_empty(), "{list}");
        }
        assert!(person.get(&format!("/api/users/search?q={other}")).await.expect(200).list().is_empty());
    }
    ada.delete("/api/users/bob/block").await.expect(200);
    bob.get("/api/users/ada").await.expect(200);
    assert_eq!(bob.get("/api/users/ada/timeline").await.expect(200).list().len(), 1);
}
