//! Conversations and messages: what they look like, who may write to whom, and what reading them costs.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use vibeslop_testkit::app::{Answer, Person, TestApp};

const UNKNOWN: &str = "0190f000-0000-7000-8000-00000000ffff";

async fn open(person: &Person<'_>, username: &str) -> Answer {
    person.post("/api/conversations", json!({"username": username})).await
}

async fn say(person: &Person<'_>, conversation: &str, text: &str) -> Answer {
    person.post(&format!("/api/conversations/{conversation}/messages"), json!({"content": text})).await
}

async fn read(person: &Person<'_>, conversation: &str) -> Answer {
    person.post_nothing(&format!("/api/conversations/{conversation}/read")).await
}

async fn thread(person: &Person<'_>, conversation: &str) -> Answer {
    person.get(&format!("/api/conversations/{conversation}")).await
}

async fn unread(person: &Person<'_>) -> Value {
    person.get("/api/me/counts").await.expect(200)["messages"].clone()
}

async fn lets_write(person: &Person<'_>, privacy: &str) {
    person.put("/api/me", json!({"user": {"message_privacy": privacy}})).await.expect(200);
}

/// What was said, in the order shown.
fn said(thread: &Answer) -> Vec<&str> {
    let messages = thread["data"]["messages"].as_array().unwrap();
    messages.iter().map(|message| message["content"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conversation_looks_as_promised_to_both() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let opened = open(&ada, " BOB ").await.expect(200);
    let id = opened.id();
    let person = |person: &Person<'_>| {
        let name = person.username();
        json!({"id": person.id().0, "username": name, "display_name": format!("{name} Example"), "avatar_url": null,
            "initials": format!("{}E", &name[..1].to_uppercase()), "is_verified": false})
    };
    assert_eq!(*opened.json(), json!({"data": {"id": id, "participant": person(&bob)}}));
    let (mine, theirs) = (ada.get("/api/conversations").await, bob.get("/api/conversations").await);
    let entry = json!({"id": id, "participant": person(&bob), "last_message": null, "unread_count": 0});
    assert_eq!(*mine.expect(200).json(), json!({"data": [entry], "next_cursor": null, "has_more": false}));
    assert_eq!(theirs.expect(200).list().len(), 0, "nothing was said yet");

    let sent = say(&ada, &id, " Hello ").await.expect(200);
    let mut message =
        json!({"id": sent.id(), "content": "Hello", "timestamp": "2026-02-02T12:00:00Z", "is_from_me": true});
    assert_eq!(*sent.json(), json!({"data": message}));
    let shown = thread(&ada, &id).await.expect(200);
    let page = json!({"data": {"id": id, "participant": person(&bob), "messages": [message]},
        "next_cursor": null, "has_more": false});
    assert_eq!(*shown.json(), page);
    let shown = thread(&bob, &id).await.expect(200);
    message["is_from_me"] = json!(false);
    assert_eq!(shown["data"], json!({"id": id, "participant": person(&ada), "messages": [message]}));
    let list = bob.get("/api/conversations").await.expect(200);
    let last = json!({"content": "Hello", "timestamp": "2026-02-02T12:00:00Z", "is_from_me": false});
    let entry = json!({"id": id, "participant": person(&ada), "last_message": last, "unread_count": 1});
    assert_eq!(list["data"], json!([entry]));
    assert_eq!(open(&bob, "ada").await.expect(200).id(), id, "from the other side too");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_waits_until_it_is_read() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = ada.writes_to(&bob, "One").await;
    say(&ada, &id, "Two").await.expect(200);
    say(&bob, &id, "Three").await.expect(200);
    assert_eq!((unread(&ada).await, unread(&bob).await), (json!(1), json!(2)));
    thread(&bob, &id).await.expect(200);
    assert_eq!(unread(&bob).await, 2, "looking is not reading");
    assert_eq!(*read(&bob, &id).await.expect(200).json(), json!({"success": true, "marked_read_count": 2}));
    assert_eq!((unread(&ada).await, unread(&bob).await), (json!(1), json!(0)));
    let (again, statements) = app.counting(read(&bob, &id)).await;
    assert_eq!(*again.expect(200).json(), json!({"success": true, "marked_read_count": 0}));
    assert_eq!(statements, 2, "who asks, and whether there is anything: nothing is written");
    assert_eq!(bob.get("/api/conversations").await.expect(200).list()[0]["unread_count"], 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_latest_fifty_are_shown_and_cursors_lead_back_to_the_first() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = ada.writes_to(&bob, "0").await;
    // All in one second of the clock: they stay in the order in which they were said.
    for number in 1..60 {
        say(if number % 2 == 0 { &ada } else { &bob }, &id, &number.to_string()).await.expect(200);
    }
    let numbers = |range: std::ops::Range<u32>| range.map(|number| number.to_string()).collect::<Vec<_>>();
    let latest = thread(&ada, &id).await.expect(200);
    assert_eq!(said(&latest), numbers(10..60));
    assert_eq!(latest["has_more"], true);
    let path = format!("/api/conversations/{id}");
    let cursor = latest["next_cursor"].as_str().unwrap().to_owned();
    for parameter in ["before", "cursor"] {
        let first = ada.get(&format!("{path}?{parameter}={cursor}")).await.expect(200);
        assert_eq!(
            (said(&first), &first["has_more"]),
            (numbers(0..10).iter().map(String::as_str).collect(), &json!(false))
        );
    }
    let skipped = ada.get(&format!("{path}?limit=20&offset=5")).await.expect(200);
    assert_eq!(said(&skipped), numbers(35..55), "an offset counts back from the newest");
    let mut next = skipped.header("link").to_owned();
    let mut seen = 20;
    while let Some(url) = next.strip_prefix('<').and_then(|link| link.split_once(">; rel=\"next\"")) {
        let page = ada.get(url.0).await.expect(200);
        seen += said(&page).len();
        next = page.header("link").to_owned();
    }
    assert_eq!(seen, 55, "the header leads through all that was said before");
    for query in ["limit=abc&offset=-4", "limit=-1", "limit=100000", "offset=99999999999999999999999"] {
        let status = ada.get(&format!("{path}?{query}")).await.status;
        assert_eq!(status, if query.starts_with("offset") { 422 } else { 200 }, "{query}");
    }
    assert_eq!(ada.get(&format!("{path}?before=nonsense")).await.expect(400)["error"], "invalid_cursor");
}

#[tokio::test(flavor = "multi_thread")]
async fn conversations_come_by_what_was_said_last_and_in_pages() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let mut ids = Vec::new();
    for number in 0..5 {
        app.clock.advance(TimeDelta::seconds(1));
        let other = app.person(&format!("person_{number}")).await;
        ids.push(other.writes_to(&ada, "Hello").await);
    }
    app.clock.advance(TimeDelta::seconds(1));
    say(&ada, &ids[1], "Back to you").await.expect(200);
    let expected = [1, 4, 3, 2, 0].map(|place: usize| ids[place].clone());
    let mut seen = Vec::new();
    let mut path = "/api/conversations?limit=2".to_owned();
    loop {
        let page = ada.get(&path).await.expect(200);
        seen.extend(page.list().iter().map(|entry| entry["id"].as_str().unwrap().to_owned()));
        let Some(cursor) = page["next_cursor"].as_str() else { break };
        assert!(page.header("link").contains(cursor));
        path = format!("/api/conversations?limit=2&cursor={cursor}");
    }
    assert_eq!(seen, expected);
    let skipped = ada.get("/api/conversations?offset=3").await.expect(200);
    assert_eq!(skipped.list().iter().map(|entry| entry["id"].as_str().unwrap()).collect::<Vec<_>>(), expected[3..]);
    assert_eq!(ada.get("/api/conversations?cursor=x").await.expect(400)["error"], "invalid_cursor");
    assert_eq!(ada.get("/api/conversations?offset=10001").await.expect(422)["error"], "offset_too_large");
    assert_eq!(ada.get("/api/conversations?limit=abc&offset=-1").await.expect(200).list().len(), 5);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_makes_no_sense_is_refused_with_a_reason() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let id = ada.writes_to(&bob, "Hello").await;
    for body in [json!({}), json!({"username": null}), json!({"username": 7}), json!({"username": " "}), json!([])] {
        ada.post("/api/conversations", body).await.expect(400);
    }
    assert_eq!(open(&ada, "Ada").await.expect(400)["error"], "cannot_message_self");
    for nobody in ["nobody", "no name", "a\0b"] {
        assert_eq!(open(&ada, nobody).await.expect(404)["error"], "not_found");
    }
    ada.post(&format!("/api/conversations/{id}/messages"), json!({})).await.expect(400);
    let long = "é".repeat(10_001);
    for content in [json!(""), json!(" \u{200b}"), json!(null), json!(7), json!(long), json!("a\0b")] {
        let refused = ada.post(&format!("/api/conversations/{id}/messages"), json!({"content": content})).await;
        let refused = refused.expect(422);
        assert_eq!(refused["error"], "validation_failed");
        assert!(refused["errors"]["content"][0].is_string() && refused["message"].is_string());
    }
    say(&ada, &id, &"é".repeat(10_000)).await.expect(200);
    for (person, id) in [(&cleo, id.as_str()), (&ada, UNKNOWN), (&ada, "17")] {
        for answer in [thread(person, id).await, say(person, id, "Hello").await, read(person, id).await] {
            assert_eq!(answer.expect(404)["error"], "not_found");
        }
    }
    assert_eq!(unread(&bob).await, 2);
    for path in ["/api/conversations".to_owned(), format!("/api/conversations/{id}")] {
        app.anonymous().get(&path).await.expect(401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_let_in_as_the_other_says() {
    for (privacy, tie, expected) in [
        ("everyone", None, 200),
        ("followers", None, 403),
        ("followers", Some(("ada", "bob")), 200),
        ("followers", Some(("bob", "ada")), 403),
        ("following", None, 403),
        ("following", Some(("ada", "bob")), 403),
        ("following", Some(("bob", "ada")), 200),
    ] {
        let app = TestApp::start().await;
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        lets_write(&bob, privacy).await;
        if let Some((follower, followed)) = tie {
            let path = format!("/api/users/{followed}/follow");
            app.person(follower).await.post_nothing(&path).await.expect(200);
        }
        let answer = open(&ada, "bob").await;
        assert_eq!(answer.status, expected, "{privacy} {tie:?}");
        if expected == 403 {
            assert_eq!(answer["error"], "messaging_restricted");
            assert!(answer["message"].is_string());
        } else {
            say(&ada, &answer.id(), "Hello").await.expect(200);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_ends_a_conversation_for_both_and_hides_it() {
    for (blocker, blocked) in [("ada", "bob"), ("bob", "ada")] {
        let app = TestApp::start().await;
        let (ada, bob) = (app.person("ada").await, app.person("bob").await);
        let id = ada.writes_to(&bob, "Hello").await;
        say(&bob, &id, "Hello yourself").await.expect(200);
        let path = format!("/api/users/{blocked}/block");
        app.person(blocker).await.put(&path, json!({})).await.expect(200);
        for (person, other) in [(&ada, "bob"), (&bob, "ada")] {
            assert_eq!(say(person, &id, "Still there?").await.expect(403)["error"], "blocked");
            assert_eq!(open(person, other).await.expect(403)["error"], "blocked");
            assert_eq!(person.get("/api/conversations").await.expect(200).list().len(), 0);
            assert_eq!(unread(person).await, 0);
            assert_eq!(said(&thread(person, &id).await.expect(200)), ["Hello", "Hello yourself"], "one's own letters");
        }
        app.person(blocker).await.delete(&path).await.expect(200);
        say(&ada, &id, "Peace").await.expect(200);
        assert_eq!(unread(&bob).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_suspended_is_nobody_and_comes_back_with_all_that_was_said() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = bob.writes_to(&ada, "Hello").await;
    app.execute("UPDATE users SET suspended_at = now() WHERE username = 'bob'").await;
    for answer in [thread(&ada, &id).await, say(&ada, &id, "Hello").await, read(&ada, &id).await] {
        answer.expect(404);
    }
    open(&ada, "bob").await.expect(404);
    assert_eq!(unread(&ada).await, 0);
    assert_eq!(say(&bob, &id, "Let me out").await.expect(403)["error"], "suspended");
    app.execute("UPDATE users SET suspended_at = NULL WHERE username = 'bob'").await;
    assert_eq!(said(&thread(&ada, &id).await.expect(200)), ["Hello"]);
    assert_eq!(unread(&ada).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_goes_takes_its_messages_along() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let id = bob.writes_to(&ada, "Hello").await;
    cleo.writes_to(&ada, "Hello").await;
    app.execute("DELETE FROM users WHERE username = 'bob'").await;
    thread(&ada, &id).await.expect(404);
    assert_eq!(ada.get("/api/conversations").await.expect(200).list().len(), 1);
    assert_eq!(unread(&ada).await, 1);
    assert_eq!(app.texts("SELECT content FROM messages").await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tight_loop_costs_two_lookups_a_turn() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = bob.writes_to(&ada, "Hello").await;
    let path = format!("/api/conversations/{id}");
    let (first, statements) = app.counting(ada.get(&path)).await;
    assert_eq!(first.expect(200).header("cache-control"), "private, no-cache");
    assert_eq!(statements, 2, "who asks, and the thread");
    let tag = ada.get(&path).await.header("etag").to_owned();
    let again = async |person: &Person<'_>, path: &str, tag: &str| {
        let request = person.request(Method::GET, path).header("if-none-match", tag);
        app.counting(person.send(request)).await
    };
    let (same, statements) = again(&ada, &path, &tag).await;
    assert_eq!((same.status, same.bytes.len(), statements), (304, 0, 2), "who asks, and whether anything was said");
    assert_eq!(same.header("etag"), tag);
    // A new token is another request and the same answer.
    assert_eq!(again(&app.person("ada").await, &path, &tag).await.0.status, 304);
    // Marking as read changes nothing in the thread, so the loop goes on at this price.
    read(&ada, &id).await.expect(200);
    assert_eq!(again(&ada, &path, &tag).await.0.status, 304);
    assert_eq!(again(&bob, &path, &tag).await.0.status, 200, "nobody else's answer");
    assert_eq!(again(&ada, &format!("{path}?limit=1"), &tag).await.0.status, 200, "nor another part");
    say(&bob, &id, "Are you there?").await.expect(200);
    let (changed, statements) = again(&ada, &path, &tag).await;
    assert_eq!((changed.status, statements), (200, 3));
    let tag = changed.header("etag").to_owned();
    bob.put("/api/me", json!({"user": {"display_name": "Robert"}})).await.expect(200);
    let (renamed, _) = again(&ada, &path, &tag).await;
    assert_eq!(renamed.expect(200)["data"]["participant"]["display_name"], "Robert");
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_and_badges_cost_the_same_whatever_waits() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for number in 0..30 {
        let other = app.person(&format!("person_{number}")).await;
        other.writes_to(&ada, "Hello").await;
        if number == 0 || number == 29 {
            let (list, statements) = app.counting(ada.get("/api/conversations")).await;
            assert_eq!((list.expect(200).list().len(), statements), (number + 1, 2));
            let (counts, statements) = app.counting(ada.get("/api/me/counts")).await;
            assert_eq!((&counts.expect(200)["messages"], statements), (&json!(number + 1), 2));
        }
    }
    for path in ["/api/conversations", "/api/me/counts"] {
        let tag = ada.get(path).await.expect(200).header("etag").to_owned();
        let again = ada.send(ada.request(Method::GET, path).header("if-none-match", &tag)).await;
        assert_eq!((again.status, again.header("cache-control")), (304, "private, no-cache"), "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_is_sent_again_is_said_once() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = ada.writes_to(&bob, "Hello").await;
    let path = format!("/api/conversations/{id}/messages");
    let send = async || {
        let request = ada.request(Method::POST, &path).header("idempotency-key", "once");
        ada.send(request.body(json!({"content": "Once"}).to_string())).await.expect(200)
    };
    let (first, again) = (send().await, send().await);
    assert_eq!(first.bytes, again.bytes);
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(said(&thread(&bob, &id).await), ["Hello", "Once"]);
}
