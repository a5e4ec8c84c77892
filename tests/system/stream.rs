//! The live stream over HTTP, on two nodes.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use vibeslop_testkit::app::{Person, Said, TestApp};

/// The ticket of this answer.
async fn ticket(person: &Person<'_>) -> String {
    let answer = person.post_nothing("/api/stream/ticket").await.expect(200);
    answer["ticket"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_on_one_node_is_told_on_the_other_at_once() {
    let (app, alice) = (TestApp::start().await, "alice");
    let other = app.another_node().await;
    let mut here = app.person(alice).await.listen(None).await;
    let mut there = other.person(alice).await.listen(None).await;
    for stream in [&mut here, &mut there] {
        let first = stream.until("counts").await;
        assert_eq!(first.data, json!({"notifications": 0, "messages": 0}));
    }
    let (bob, cleo) = (app.person("bob").await, other.person("cleo").await);
    for (person, unread) in [(bob, 1), (cleo, 2)] {
        person.post_nothing("/api/users/alice/follow").await.expect(200);
        let caused = Instant::now();
        for stream in [&mut here, &mut there] {
            let told = stream.until("notification").await.data;
            assert_eq!((&told["type"], &told["actor"]["username"]), (&json!("follow"), &json!(person.username())));
            assert_eq!(stream.until("counts").await.data, json!({"notifications": unread, "messages": 0}));
        }
        assert!(caused.elapsed() < Duration::from_millis(250), "it took {:?}", caused.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_stays_away_for_too_long_is_told_so() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (alice, bob) = (app.person("alice").await, app.person("bob").await);
    let mut stream = alice.listen(None).await;
    stream.until("counts").await;
    let last = stream.last().unwrap().to_owned();
    drop(stream);
    bob.post_nothing("/api/users/alice/follow").await.expect(200);
    let mut back = alice.listen(Some(&last)).await;
    assert_eq!(back.until("counts").await.data["notifications"], 1);

    app.execute("UPDATE stream_events SET placed_at = placed_at - interval '6 minutes'").await;
    app.services.stream.prune().await.unwrap();
    assert_ne!(alice.listen(Some(&last)).await.next().await.unwrap().event, "resync", "six minutes are kept");

    app.execute("UPDATE stream_events SET placed_at = placed_at - interval '1 hour'").await;
    assert!(app.services.stream.prune().await.unwrap() > 0);
    let mut late = alice.listen(Some(&last)).await;
    let said = late.next().await.unwrap();
    assert_eq!((said.event.as_str(), said.data), ("resync", json!({})));
    assert_eq!(late.next().await.unwrap().event, "counts");
    let mut fine = alice.listen(late.last()).await;
    assert!(fine.is_silent(Duration::from_millis(200)).await, "nothing was missed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_logged_out_ends_its_streams_on_every_node() {
    let app = TestApp::start().await;
    let other = app.another_node().await;
    let alice = app.person("alice").await;
    let mut by_token = alice.listen(None).await;
    let mut by_ticket =
        other.anonymous().listen_at(&format!("/api/stream?ticket={}", ticket(&alice).await), None).await;
    let mut elsewhere = other.person("alice").await.listen(None).await;
    for stream in [&mut by_token, &mut by_ticket, &mut elsewhere] {
        stream.until("counts").await;
    }
    let unused = ticket(&alice).await;
    alice.post_nothing("/api/auth/logout").await.expect(200);
    let asked = Instant::now();
    by_token.ended().await;
    by_ticket.ended().await;
    assert!(asked.elapsed() < Duration::from_secs(1), "it took {:?}", asked.elapsed());
    alice.get("/api/stream").await.expect(401);
    other.anonymous().get(&format!("/api/stream?ticket={unused}")).await.expect(401);
    assert!(elsewhere.is_silent(Duration::from_millis(300)).await, "another token of hers is in force");
}

#[tokio::test(flavor = "multi_thread")]
async fn suspending_or_deleting_somebody_ends_their_streams_on_every_node() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let other = app.another_node().await;
    for (end, status) in [
        ("UPDATE users SET suspended_at = now() WHERE username = 'alice'", 403),
        ("DELETE FROM users WHERE username = 'alice'", 401),
    ] {
        app.execute("UPDATE users SET suspended_at = NULL, suspended_until = NULL").await;
        let (here, there) = (app.person("alice").await, other.person("alice").await);
        let (mut one, mut two) = (here.listen(None).await, there.listen(None).await);
        one.until("counts").await;
        two.until("counts").await;
        let unused = ticket(&here).await;
        app.execute(end).await;
        let asked = Instant::now();
        one.ended().await;
        two.ended().await;
        assert!(asked.elapsed() < Duration::from_secs(1), "it took {:?}", asked.elapsed());
        here.get("/api/stream").await.expect(status);
        let refused = other.anonymous().get(&format!("/api/stream?ticket={unused}")).await;
        assert_eq!(refused.status, status, "{}", refused.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ticket_opens_one_stream_on_any_node_for_half_a_minute() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let other = app.another_node().await;
    let alice = app.person("alice").await;
    let issued = alice.post_nothing("/api/stream/ticket").await.expect(200);
    assert_eq!(issued["expires_at"], "2026-02-02T12:00:30Z");
    let path = format!("/api/stream?ticket={}", issued["ticket"].as_str().unwrap());
    other.anonymous().head(&path).await.expect(401);
    let mut stream = other.anonymous().listen_at(&path, None).await;
    let first = stream.until("counts").await;
    let again = app.anonymous().get(&path).await.expect(401);
    assert_eq!(again["error"], "invalid_ticket");
    assert!(!app.texts("SELECT encode(ticket_hash, 'hex') FROM stream_tickets").await.contains(&path));

    // With the identifier in the address, since whoever needs a ticket cannot send headers.
    let path = format!("/api/stream?ticket={}&last_event_id={}", ticket(&alice).await, first.id);
    let mut back = app.anonymous().listen_at(&path, None).await;
    assert!(back.is_silent(Duration::from_millis(200)).await, "nothing was missed");

    let late = ticket(&alice).await;
    app.clock.advance(TimeDelta::seconds(30));
    app.anonymous().get(&format!("/api/stream?ticket={late}")).await.expect(401);
    // Two at once with one ticket.
    for _ in 0..10 {
        let path = format!("/api/stream?ticket={}", ticket(&alice).await);
        let open = async |app: &TestApp| app.request(Method::GET, &path).send().await.unwrap().status().as_u16();
        let mut both = <[u16; 2]>::from(tokio::join!(open(&app), open(&other)));
        both.sort_unstable();
        assert_eq!(both, [200, 401]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_is_not_compressed_or_kept_and_says_so() {
    let app = TestApp::start().await;
    let alice = app.person("alice").await;
    let request = alice.request(Method::GET, "/api/stream").header("accept-encoding", "br, gzip");
    let response = request.header("idempotency-key", "any").send().await.unwrap();
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    assert_eq!(header("content-type").unwrap(), "text/event-stream");
    assert_eq!(header("cache-control").unwrap(), "no-store");
    assert_eq!(header("x-accel-buffering").unwrap(), "no");
    assert_ne!(header("content-encoding").unwrap_or_default(), "br");
    app.anonymous().get("/api/stream").await.expect(401);
    app.anonymous().get("/api/stream?ticket=nonsense").await.expect(401);
    app.bearer("nonsense").get("/api/stream").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_stops_ends_its_streams_and_the_client_goes_on_elsewhere() {
    let app = TestApp::start().await;
    let other = app.another_node().await;
    let (alice, bob) = (app.person("alice").await, other.person("bob").await);
    let mut stream = alice.listen(None).await;
    stream.until("counts").await;
    app.services.stream.close();
    stream.ended().await;
    alice.get("/api/stream").await.expect(503);
    bob.post_nothing("/api/users/alice/follow").await.expect(200);
    let mut there = other.person("alice").await.listen(stream.last()).await;
    assert_eq!(there.until("counts").await.data["notifications"], 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_is_the_row_of_the_list_and_nobody_hears_of_whom_they_do_not_see() {
    let app = TestApp::start().await;
    let (alice, bob, cleo) = (app.person("alice").await, app.person("bob").await, app.person("cleo").await);
    let post = alice.post("/api/posts", json!({"post": {"content": "First"}})).await.expect(201).id();
    let (mut plain, mut extended) =
        (alice.listen(None).await, alice.listen_at("/api/stream?types=extended", None).await);
    bob.post("/api/posts", json!({"post": {"content": "See", "quoted_post_id": post}})).await.expect(201);
    for (stream, path) in [(&mut plain, "/api/notifications"), (&mut extended, "/api/notifications?types=extended")] {
        let told = stream.until("notification").await.data;
        assert_eq!(told, alice.get(path).await.expect(200).list()[0], "{path}");
    }
    let last = plain.until("counts").await.id;
    alice.put("/api/users/cleo/mute", json!({})).await.expect(200);
    cleo.post_nothing("/api/users/alice/follow").await.expect(200);
    bob.post_nothing("/api/users/alice/follow").await.expect(200);
    let mut back = alice.listen(Some(&last)).await;
    for stream in [&mut plain, &mut back] {
        assert_eq!(stream.until("notification").await.data["actor"]["username"], "bob");
    }
    alice.post_nothing("/api/notifications/read-all").await;
    // What was told before comes first.
    while plain.until("counts").await.data["notifications"] != 0 {}
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_is_told_to_both_and_reading_it_to_the_reader() {
    let app = TestApp::start().await;
    let other = app.another_node().await;
    let (alice, bob) = (app.person("alice").await, other.person("bob").await);
    let (mut hers, mut his) = (alice.listen(None).await, bob.listen(None).await);
    hers.until("counts").await;
    his.until("counts").await;
    let conversation = bob.post("/api/conversations", json!({"username": "alice"})).await.id();
    let path = format!("/api/conversations/{conversation}/messages");
    bob.post(&path, json!({"content": "Hello\nAlice"})).await;
    for (stream, is_own) in [(&mut hers, false), (&mut his, true)] {
        let told = stream.until("message").await.data;
        assert_eq!(told["conversation_id"], conversation.as_str());
        assert_eq!(told["message"]["content"], "Hello\nAlice");
        assert_eq!(told["message"]["is_from_me"], is_own);
    }
    assert_eq!(hers.until("counts").await.data["messages"], 1);
    alice.post_nothing(&format!("/api/conversations/{conversation}/read")).await;
    assert_eq!(hers.until("counts").await.data["messages"], 0);
}

/// The event's number in the content of messages that the test wrote itself.
fn numbers(said: &[Said]) -> Vec<usize> {
    let messages = said.iter().filter(|said| said.event == "message");
    messages.filter_map(|said| said.data["message"]["content"].as_str().unwrap().trim().parse().ok()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_reader_is_dropped_without_harm_to_others_and_comes_back_for_the_rest() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (alice, bob) = (app.person("alice").await, app.person("bob").await);
    bob.writes_to(&alice, "Hi").await;
    let (mut slow, mut quick) = (alice.listen(None).await, alice.listen(None).await);
    quick.until("counts").await;
    let mut heard = Vec::new();
    for round in 0..60 {
        // Each by a statement of its own: those of one statement have no order.
        let insert = |n| {
            format!(
                "INSERT INTO messages (conversation_id, sender_id, content)
                 SELECT c.id, u.id, {n} || repeat(' ', 100000) FROM conversations c, users u WHERE u.username = 'bob'"
            )
        };
        app.execute(&(round * 10..round * 10 + 10).map(insert).collect::<Vec<_>>().join(";")).await;
        while numbers(&heard).len() < (round + 1) * 10 {
            heard.push(quick.next().await.unwrap());
        }
        if app.services.stream.open_streams() == 1 {
            break;
        }
    }
    assert_eq!(app.services.stream.open_streams(), 1, "only the quick reader is left");
    let all = numbers(&heard);
    assert_eq!(all, (0..all.len()).collect::<Vec<_>>());
    let mut late = Vec::new();
    while let Some(said) = slow.next().await {
        late.push(said);
    }
    let seen = numbers(&late).len();
    assert!(seen < all.len(), "it was dropped");
    let mut back = alice.listen(slow.last()).await;
    while numbers(&late).len() < all.len() {
        late.push(back.next().await.unwrap());
    }
    assert_eq!(numbers(&late), all);
}
