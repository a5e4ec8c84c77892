//! Messages while others do something else: what holds in any order of calls, and at the same moment.

use futures_util::future::join_all;
use serde_json::json;
use vibeslop_testkit::app::{Person, Quotas, TestApp};

async fn open(person: &Person<'_>, username: &str) -> (u16, String) {
    let answer = person.post("/api/conversations", json!({"username": username})).await;
    (answer.status, answer["data"]["id"].as_str().unwrap_or_default().to_owned())
}

async fn say(person: &Person<'_>, conversation: &str, text: &str) -> u16 {
    person.post(&format!("/api/conversations/{conversation}/messages"), json!({"content": text})).await.status
}

/// Each counter of each conversation against its messages.
const WRONG: &str = "SELECT c.id::text FROM conversations c
    WHERE (user_one_unread, user_two_unread) IS DISTINCT FROM (
        (SELECT count(*) FROM messages WHERE conversation_id = c.id AND sender_id = user_two_id AND read_at IS NULL),
        (SELECT count(*) FROM messages WHERE conversation_id = c.id AND sender_id = user_one_id AND read_at IS NULL))
    OR last_message_id IS DISTINCT FROM
        (SELECT id FROM messages WHERE conversation_id = c.id ORDER BY inserted_at DESC, id DESC LIMIT 1)";

#[tokio::test(flavor = "multi_thread")]
async fn two_first_messages_at_once_make_one_conversation() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let node = app.another_node().await;
    for round in 0..40 {
        let (one, two) = (format!("one_{round}"), format!("two_{round}"));
        let (ada, bob) = (app.person(&one).await, node.person(&two).await);
        let first = async |person: &Person<'_>, other: &str| {
            let (status, id) = open(person, other).await;
            assert_eq!((status, say(person, &id, "Hello").await), (200, 200));
            id
        };
        let (theirs, mine, again) = tokio::join!(first(&bob, &one), first(&ada, &two), first(&ada, &two));
        assert_eq!((&theirs, &again), (&mine, &mine), "round {round}");
        let said = ada.get(&format!("/api/conversations/{mine}")).await.expect(200);
        assert_eq!(said["data"]["messages"].as_array().map(Vec::len), Some(3));
    }
    assert_eq!(app.texts("SELECT count(*)::text FROM conversations").await, ["40"]);
    assert_eq!(app.texts(WRONG).await, Vec::<String>::new());
}

/// What somebody may do on the way to a message that the other does not want. The other never writes.
const STEPS: [&str; 6] = ["open", "say", "follow", "unfollow", "open from the other side", "loosen"];

/// Every order of a few calls. While the other is closed to the stranger, nothing that the stranger says gets through,
/// whatever was opened, followed or allowed before.
#[tokio::test(flavor = "multi_thread")]
async fn a_restricted_stranger_gets_nothing_through_by_any_order_of_calls() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let mut people = 0;
    let mut got_through = 0;
    for first in STEPS {
        for second in STEPS {
            for third in STEPS {
                // What is done twice in a row is done once.
                if first == second || second == third {
                    continue;
                }
                people += 1;
                let (stranger, other) =
                    (app.person(&format!("stranger_{people}")).await, app.person(&format!("other_{people}")).await);
                let restrict = async |privacy: &str| {
                    other.put("/api/me", json!({"user": {"message_privacy": privacy}})).await.expect(200);
                };
                restrict("followers").await;
                let (mut follows, mut open_to_all) = (false, false);
                let mut conversation = None;
                for step in [first, second, third, "say", "unfollow", "tighten", "open", "say"] {
                    let follow = format!("/api/users/{}/follow", other.username());
                    match step {
                        "open" => {
                            let (status, id) = open(&stranger, other.username()).await;
                            let allowed = follows || open_to_all || conversation.is_some();
                            assert_eq!(status, if allowed { 200 } else { 403 }, "{first}, {second}, {third}");
                            conversation = conversation.or((status == 200).then_some(id));
                        }
                        "open from the other side" => {
                            conversation = Some(open(&other, stranger.username()).await.1);
                        }
                        "say" => {
                            let Some(conversation) = &conversation else { continue };
                            let status = say(&stranger, conversation, "Hello").await;
                            let allowed = follows || open_to_all;
                            assert_eq!(status, if allowed { 200 } else { 403 }, "{first}, {second}, {third}");
                            got_through += u32::from(allowed);
                        }
                        "follow" => {
                            stranger.post_nothing(&follow).await.expect(200);
                            follows = true;
                        }
                        "unfollow" => {
                            stranger.delete(&follow).await.expect(200);
                            follows = false;
                        }
                        "loosen" => {
                            restrict("everyone").await;
                            open_to_all = true;
                        }
                        _ => {
                            restrict("followers").await;
                            open_to_all = false;
                        }
                    }
                }
            }
        }
    }
    // The orders would prove nothing if nobody had ever been let in.
    assert!(got_through > 20, "{got_through}");
    let said = app.texts("SELECT count(*)::text FROM messages").await;
    assert_eq!(said, [got_through.to_string()], "what was refused was not stored either");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_answered_stays_open_to_answers() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = ada.writes_to(&bob, "Hello").await;
    bob.put("/api/me", json!({"user": {"message_privacy": "following"}})).await.expect(200);
    assert_eq!(say(&ada, &id, "Hello?").await, 403);
    assert_eq!(say(&bob, &id, "Not now").await, 200, "it says nothing of whom bob may write to");
    assert_eq!(say(&ada, &id, "Later then").await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn counters_hold_while_both_write_and_read_at_once() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let (ada, bob) = (app.person("ada").await, node.person("bob").await);
    let id = ada.writes_to(&bob, "Hello").await;
    let path = format!("/api/conversations/{id}/read");
    let mut marked = 0;
    for round in 0..10 {
        let turns = (0..4).map(async |turn| {
            let text = format!("{round}.{turn}");
            let (one, two, read) = tokio::join!(say(&ada, &id, &text), say(&bob, &id, &text), bob.post_nothing(&path));
            assert_eq!((one, two), (200, 200));
            read.expect(200)["marked_read_count"].as_u64().unwrap()
        });
        marked += join_all(turns).await.iter().sum::<u64>();
        assert_eq!(app.texts(WRONG).await, Vec::<String>::new(), "round {round}");
    }
    marked += bob.post_nothing(&path).await.expect(200)["marked_read_count"].as_u64().unwrap();
    assert_eq!(marked, 41, "each message was read once");
    assert_eq!(ada.get("/api/me/counts").await.expect(200)["messages"], 40);
    let mut times = app.texts("SELECT inserted_at::text FROM messages").await;
    times.sort();
    times.dedup();
    assert_eq!(times.len(), 81, "each has a place of its own, though the clock stands still");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_block_and_a_message_take_turns() {
    let app = TestApp::start().await;
    let node = app.another_node().await;
    for round in 0..20 {
        let (ada, bob) = (app.person(&format!("ada_{round}")).await, node.person(&format!("bob_{round}")).await);
        let id = ada.writes_to(&bob, "Hello").await;
        let block = format!("/api/users/{}/block", ada.username());
        let (sent, blocked) = tokio::join!(say(&ada, &id, "One more"), bob.put(&block, json!({})));
        blocked.expect(200);
        assert!([200, 403].contains(&sent), "{sent}");
        let said = bob.get(&format!("/api/conversations/{id}")).await.expect(200)["data"]["messages"].clone();
        assert_eq!(said.as_array().unwrap().len(), if sent == 200 { 2 } else { 1 });
        assert_eq!(say(&ada, &id, "After the block").await, 403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn messages_and_new_conversations_are_limited_and_reading_is_not() {
    let app = TestApp::with_limits(Quotas { messages: 3, ..Quotas::generous() }).await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    // Opening is one use, saying another.
    let id = ada.writes_to(&bob, "One").await;
    assert_eq!(say(&ada, &id, "Two").await, 200);
    let refused = ada.post(&format!("/api/conversations/{id}/messages"), json!({"content": "Three"})).await.expect(429);
    assert_eq!(refused["error"], "rate_limited");
    assert!(!refused.header("retry-after").is_empty());
    assert_eq!(open(&ada, "bob").await.0, 429);
    for _ in 0..10 {
        ada.get(&format!("/api/conversations/{id}")).await.expect(200);
        ada.post_nothing(&format!("/api/conversations/{id}/read")).await.expect(200);
    }
    assert_eq!(say(&bob, &id, "I may").await, 200);
    app.clock.advance(chrono::TimeDelta::minutes(1));
    assert_eq!(say(&ada, &id, "And I may again").await, 200);
}
