//! Comments.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp, wrapped};

const UNKNOWN: &str = "0190f000-0000-7000-8000-00000000ffff";

/// A post of this text.
async fn post(person: &Person<'_>, text: &str) -> String {
    person.post("/api/posts", json!({"post": {"content": text}})).await.expect(201).id()
}

fn on(post: &str, text: &str, parent: Option<&str>) -> Value {
    let fields = json!({"commentable_type": "Post", "commentable_id": post, "content": text, "parent_id": parent});
    wrapped("comment", fields)
}

/// Says something about a post. The clock goes on, so that comments have an order.
async fn say(app: &TestApp, person: &Person<'_>, post: &str, text: &str, parent: Option<&str>) -> String {
    app.clock.advance(TimeDelta::seconds(1));
    person.post("/api/comments", on(post, text, parent)).await.expect(201).id()
}

fn of(post: &str) -> String {
    format!("/api/comments?type=post&id={post}")
}

/// The texts of a thread and of all below it, as `top(reply(…) reply)`.
fn told(comment: &Value) -> String {
    let replies: Vec<String> = comment["replies"].as_array().unwrap().iter().map(told).collect();
    let text = comment["content"].as_str().unwrap();
    if replies.is_empty() { text.to_owned() } else { format!("{text}({})", replies.join(" ")) }
}

async fn threads(person: &Person<'_>, path: &str) -> Vec<String> {
    person.get(path).await.expect(200).list().iter().map(told).collect()
}

async fn comments_of(app: &TestApp, post: &str) -> Value {
    app.anonymous().get(&format!("/api/posts/{post}")).await.expect(200)["data"]["comments"].clone()
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
async fn a_comment_has_every_key_of_its_shape() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = post(&ada, "Shipped").await;
    let made = bob.post("/api/comments", on(&id, " Nice ", None)).await.expect(201);
    let shape = |answer: &Value| {
        let mut shape = answer.clone();
        for key in ["/id", "/author/id"] {
            *shape.pointer_mut(key).unwrap() = json!("an id");
        }
        shape
    };
    insta::assert_json_snapshot!(shape(&made["data"]));
    let reply = ada.post("/api/comments", on(&id, "Thanks", Some(&made.id()))).await.expect(201);
    assert_eq!((&reply["data"]["reply_to"], &reply["data"]["replyTo"]), (&json!(made.id()), &json!(made.id())));
    ada.post("/api/likes", json!({"type": "comment", "id": made.id()})).await.expect(200);
    let read = ada.get(&of(&id)).await.expect(200);
    let thread = &read.list()[0];
    assert_eq!((&thread["likes"], &thread["isLiked"]), (&json!(1), &json!(true)));
    assert_eq!((&thread["reply_count"], &thread["replyCount"]), (&json!(1), &json!(1)));
    assert_eq!(thread["replies"][0], reply["data"]);
    assert_eq!((thread.get("reply_to"), thread.get("replyTo")), (None, None));
    let public = app.anonymous().get(&of(&id)).await.expect(200);
    assert_eq!((&public.list()[0]["likes"], &public.list()[0]["isLiked"]), (&json!(1), &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn threads_come_newest_first_and_replies_nest_at_any_depth() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = post(&ada, "Shipped").await;
    let first = say(&app, &bob, &id, "first", None).await;
    let second = say(&app, &ada, &id, "second", None).await;
    let a = say(&app, &ada, &id, "a", Some(&first)).await;
    let b = say(&app, &bob, &id, "b", Some(&a)).await;
    say(&app, &ada, &id, "c", Some(&b)).await;
    say(&app, &bob, &id, "d", Some(&first)).await;
    say(&app, &bob, &id, "e", Some(&second)).await;
    for path in [of(&id), format!("/api/comments?type=POST&id={id}"), format!("/api/comments?type=Post&id={id}")] {
        assert_eq!(threads(&app.anonymous(), &path).await, ["second(e)", "first(a(b(c)) d)"], "{path}");
    }
    assert_eq!(comments_of(&app, &id).await, 7);
    for path in [of(UNKNOWN), format!("/api/comments?type=project&id={id}")] {
        let none = app.anonymous().get(&path).await.expect(200);
        assert_eq!(none.json(), &json!({"data": [], "next_cursor": null, "has_more": false}), "{path}");
    }
    let bad = ["", "?type=post", "?id=x", "?type=post&id=7", "?type=comment&id=", "?type=&id="];
    for query in bad.into_iter().map(str::to_owned).chain([format!("?type=comment&id={id}"), format!("?id={id}")]) {
        let answer = ada.get(&format!("/api/comments{query}")).await.expect(400);
        assert_eq!(answer["error"], "bad_request", "{query}");
        assert!(answer["message"].is_string(), "{query}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_shows_every_thread_once_and_costs_three_statements_a_page() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = post(&ada, "Shipped").await;
    for number in 0..7 {
        let top = say(&app, &ada, &id, &number.to_string(), None).await;
        let reply = say(&app, &bob, &id, "r", Some(&top)).await;
        say(&app, &ada, &id, "s", Some(&reply)).await;
    }
    bob.get(&of(&id)).await.expect(200);
    let (all, statements) = app.counting(bob.get(&of(&id))).await;
    assert_eq!(all.expect(200).list().len(), 7);
    assert!(statements <= 3, "{statements} statements");
    let (one, as_many) = app.counting(bob.get(&format!("{}&limit=1", of(&id)))).await;
    assert_eq!((one.expect(200).list().len(), as_many), (1, statements), "the number does not matter");

    let (mut path, mut seen) = (format!("{}&limit=3", of(&id)), Vec::new());
    loop {
        let page = bob.get(&path).await.expect(200);
        seen.extend(page.list().iter().map(told));
        assert_eq!(page["has_more"].as_bool().unwrap(), page["next_cursor"].is_string());
        let link = page.header("link");
        let Some(next) = link.strip_prefix('<').and_then(|link| link.strip_suffix(">; rel=\"next\"")) else { break };
        path = next.to_owned();
        if seen.len() == 3 {
            say(&app, &ada, &id, "meanwhile", None).await;
        }
    }
    assert_eq!(seen, ["6(r(s))", "5(r(s))", "4(r(s))", "3(r(s))", "2(r(s))", "1(r(s))", "0(r(s))"]);
    assert_eq!(threads(&bob, &format!("{}&limit=2&offset=6", of(&id))).await, ["1(r(s))", "0(r(s))"]);
    assert_eq!(bob.get(&format!("{}&cursor=x", of(&id))).await.expect(400)["error"], "invalid_cursor");
    assert_eq!(bob.get(&format!("{}&offset=10001", of(&id))).await.expect(422)["error"], "offset_too_large");
    bob.get(&format!("{}&limit=abc&offset=-1", of(&id))).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_comment_may_not_be() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let (id, other) = (post(&ada, "One").await, post(&ada, "Two").await);
    let elsewhere = say(&app, &ada, &other, "There", None).await;
    let draft = json!({"project": {"title": "Secret", "description": "x", "status": "draft"}});
    let draft = ada.post("/api/projects", draft).await.expect(201).id();
    let with = |field: &str, value: Value| {
        let mut body = on(&id, "Hi", None);
        body["comment"][field] = value;
        body
    };
    let table = [
        ("content", json!(" \u{200B}")),
        ("content", Value::Null),
        ("content", json!("x".repeat(2_001))),
        ("content", json!("a\u{0}b")),
        ("content", json!(7)),
        ("commentable_type", json!("Comment")),
        ("commentable_type", Value::Null),
        ("commentable_id", json!("7")),
        ("commentable_id", Value::Null),
        ("parent_id", json!("7")),
        ("parent_id", json!(UNKNOWN)),
        ("parent_id", json!(elsewhere)),
    ];
    for (field, value) in table {
        let answer = bob.post("/api/comments", with(field, value.clone())).await.expect(422);
        assert!(answer["errors"][field][0].is_string(), "{field}: {value}: {}", answer.text());
        assert!(!answer.text().contains("%{count}"));
    }
    bob.post("/api/comments", json!({"content": "Hi"})).await.expect(400);
    bob.post("/api/comments", with("commentable_id", json!(UNKNOWN))).await.expect(404);
    let hidden = json!({"comment": {"commentable_type": "project", "commentable_id": draft, "content": "Hi"}});
    bob.post("/api/comments", hidden.clone()).await.expect(404);
    ada.post("/api/comments", hidden).await.expect(201);
    app.anonymous().post("/api/comments", on(&id, "Hi", None)).await.expect(401);
    assert_eq!(comments_of(&app, &id).await, 0);
    let family = "👩‍👩‍👧‍👦".repeat(2_000);
    let long = bob.post("/api/comments", on(&id, &family, None)).await.expect(201);
    assert_eq!(long["data"]["content"], family);
    let lower = json!({"comment": {"commentable_type": "post", "commentable_id": id, "content": "lower"}});
    bob.post("/api/comments", lower).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_author_deletes_a_comment_and_all_below_goes_with_it() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = post(&ada, "Shipped").await;
    let top = say(&app, &bob, &id, "top @ada", None).await;
    let reply = say(&app, &ada, &id, "reply", Some(&top)).await;
    let leaf = say(&app, &bob, &id, "leaf", Some(&reply)).await;
    say(&app, &ada, &id, "other", None).await;
    ada.post("/api/likes", json!({"type": "comment", "id": leaf})).await.expect(200);
    ada.post("/api/reports", json!({"type": "comment", "id": top})).await.expect(200);
    let path = format!("/api/comments/{top}");
    assert_eq!(ada.delete(&path).await.expect(403)["error"], "forbidden", "the item's owner neither");
    app.anonymous().delete(&path).await.expect(401);
    assert!(bob.delete(&path).await.expect(204).bytes.is_empty());
    bob.delete(&path).await.expect(404);
    bob.delete("/api/comments/7").await.expect(404);
    assert_eq!(threads(&bob, &of(&id)).await, ["other"]);
    assert_eq!(comments_of(&app, &id).await, 1);
    for table in ["likes", "reports", "notifications"] {
        let left = app.texts(&format!("SELECT id::text FROM {table}")).await;
        assert_eq!(left, Vec::<String>::new(), "{table}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn owner_answered_and_mentioned_hear_of_a_comment_each_once() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let id = post(&ada, "Shipped").await;
    let top = say(&app, &bob, &id, "one", None).await;
    say(&app, &cleo, &id, "two", Some(&top)).await;
    say(&app, &cleo, &id, "three @ada", Some(&top)).await;
    say(&app, &ada, &id, "four", Some(&top)).await;
    say(&app, &ada, &id, "five @nobody @ada", None).await;
    assert_eq!(heard(&app, "ada").await, ["comment:one", "comment:two", "mention:three @ada"]);
    assert_eq!(heard(&app, "bob").await, ["comment:two", "comment:three @ada", "comment:four"]);
    assert_eq!(heard(&app, "cleo").await, Vec::<String>::new());
    assert_eq!(bob.get("/api/me/counts").await.expect(200)["notifications"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_is_refused_and_hides_whole_branches() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let id = post(&ada, "Shipped").await;
    let top = say(&app, &bob, &id, "bob", None).await;
    say(&app, &cleo, &id, "cleo", Some(&top)).await;
    say(&app, &ada, &id, "ada", None).await;
    assert_eq!(threads(&cleo, &of(&id)).await, ["ada", "bob(cleo)"]);
    let mutes = cleo.request(Method::PUT, "/api/users/bob/mute");
    assert!(cleo.send(mutes).await.status < 300);
    assert_eq!(threads(&cleo, &of(&id)).await, ["ada"], "her own answer goes with what it answers");
    assert_eq!(threads(&bob, &of(&id)).await, ["ada", "bob(cleo)"], "who is muted does not notice");
    let blocks = bob.request(Method::PUT, "/api/users/ada/block");
    assert!(bob.send(blocks).await.status < 300);
    assert_eq!(threads(&ada, &of(&id)).await, ["ada"]);
    assert_eq!(threads(&bob, &of(&id)).await, Vec::<String>::new(), "the post is hers");
    assert_eq!(threads(&app.anonymous(), &of(&id)).await, ["ada", "bob(cleo)"]);
    assert_eq!(comments_of(&app, &id).await, 3, "the counter is everybody's");
    assert_eq!(bob.post("/api/comments", on(&id, "Hi", None)).await.expect(403)["error"], "blocked");
    assert_eq!(ada.post("/api/comments", on(&id, "Hi", Some(&top))).await.expect(403)["error"], "blocked");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_suspended_writes_nothing_and_their_comments_are_gone_until_they_are_back() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = post(&ada, "Shipped").await;
    let comment = say(&app, &bob, &id, "bob", None).await;
    app.execute("UPDATE users SET suspended_at = now() WHERE username = 'bob'").await;
    let own = format!("/api/comments/{comment}");
    for answer in [
        bob.post("/api/comments", on(&id, "Hi", None)).await,
        bob.post("/api/posts", json!({"post": {"content": "Hi"}})).await,
        bob.put(&own, json!({"comment": {"content": "Hi"}})).await,
        bob.delete(&own).await,
        bob.post("/api/likes", json!({"type": "post", "id": id})).await,
    ] {
        assert_eq!(answer.expect(403)["error"], "suspended");
    }
    assert_eq!(threads(&ada, &of(&id)).await, Vec::<String>::new());
    bob.post_nothing("/api/auth/logout").await.expect(200);
    app.execute("UPDATE users SET suspended_at = NULL WHERE username = 'bob'").await;
    assert_eq!(threads(&ada, &of(&id)).await, ["bob"]);
}
