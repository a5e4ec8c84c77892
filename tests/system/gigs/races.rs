//! What two do at the same moment: one of them wins, the other is told what the gig or the bid is by then, and what is
//! left breaks no rule. Each race is run 200 times, over two nodes.

use serde_json::{Value, json};
use vibeslop_testkit::app::{Answer, Person, TestApp};

use super::{BROKEN, a_bid};

const ROUNDS: usize = 200;

/// Gigs of Ada's, each with a bid of Bob's and one of Cleo's.
struct Round {
    gig: String,
    bobs: String,
    cleos: String,
}

async fn rounds(app: &TestApp, ada: &Person<'_>, bob: &Person<'_>, cleo: &Person<'_>) -> Vec<Round> {
    let (ada, bob, cleo) = (ada.id(), bob.id(), cleo.id());
    app.execute(&format!(
        "INSERT INTO gigs (user_id, title, description)
            SELECT '{ada}', 'Gig ' || n, 'To be raced for' FROM generate_series(1, {ROUNDS}) AS n;
         INSERT INTO bids (gig_id, user_id, amount, delivery_days, proposal)
            SELECT g.id, u.id, 100, 1, repeat('x', 50) FROM gigs g, users u WHERE u.id IN ('{bob}', '{cleo}')"
    ))
    .await;
    let rows = app
        .texts(&format!(
            "SELECT concat_ws(' ', g.id, one.id, two.id) FROM gigs g
             JOIN bids one ON one.gig_id = g.id AND one.user_id = '{bob}'
             JOIN bids two ON two.gig_id = g.id AND two.user_id = '{cleo}'"
        ))
        .await;
    let rounds: Vec<Round> = rows
        .iter()
        .map(|row| {
            let ids: Vec<&str> = row.split(' ').collect();
            Round { gig: ids[0].to_owned(), bobs: ids[1].to_owned(), cleos: ids[2].to_owned() }
        })
        .collect();
    assert_eq!(rounds.len(), ROUNDS);
    rounds
}

async fn hire(person: &Person<'_>, gig: &str, bid: &str) -> Answer {
    person.post(&format!("/api/gigs/{gig}/hire"), json!({"bid_id": bid})).await
}

/// How often the one and how often the other won.
#[derive(Debug, Default)]
struct Wins([usize; 2]);

impl Wins {
    /// Exactly one of the two did it; the other is refused with one of these codes.
    fn note(&mut self, one: &Answer, two: &Answer, codes: &[&str]) {
        let won = |answer: &Answer| (200..300).contains(&answer.status);
        assert!(won(one) != won(two), "{} {}\n{} {}", one.status, one.text(), two.status, two.text());
        let (winner, loser) = if won(one) { (0, two) } else { (1, one) };
        assert_eq!(loser.status, 422, "{}", loser.text());
        assert!(codes.iter().any(|code| loser["error"] == *code), "{}", loser.text());
        assert!(loser["message"].as_str().is_some_and(|message| !message.is_empty()));
        self.0[winner] += 1;
    }
}

/// All gigs by status, and how all bids stand.
async fn left(app: &TestApp) -> String {
    let counts = "SELECT string_agg(word || ' ' || number, ', ' ORDER BY word) FROM (
        SELECT status AS word, count(*) AS number FROM gigs GROUP BY status
        UNION ALL SELECT 'bid ' || status, count(*) FROM bids GROUP BY status) AS counts";
    app.texts(counts).await.join("")
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_tabs_that_hire_different_bids_one_wins() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let other_tab = node.person("ada").await;
    let mut wins = Wins::default();
    for Round { gig, bobs, cleos } in rounds(&app, &ada, &bob, &cleo).await {
        let (one, two) = tokio::join!(hire(&ada, &gig, &bobs), hire(&other_tab, &gig, &cleos));
        wins.note(&one, &two, &["gig_not_open"]);
    }
    assert_eq!(app.texts(BROKEN).await, ["0"]);
    assert_eq!(left(&app).await, "bid accepted 200, bid rejected 200, in_progress 200");
    // Each of the two heard once of each gig.
    let told = "SELECT concat_ws(' ', count(*), count(DISTINCT (user_id, gig_id))) FROM notifications WHERE gig_id IS NOT NULL";
    assert_eq!(app.texts(told).await, ["400 400"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hire_and_a_withdrawal_one_wins() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let bidder = node.person("bob").await;
    let mut wins = Wins::default();
    for Round { gig, bobs, .. } in rounds(&app, &ada, &bob, &cleo).await {
        let path = format!("/api/gigs/{gig}/bids/{bobs}");
        let (one, two) = tokio::join!(hire(&ada, &gig, &bobs), bidder.delete(&path));
        wins.note(&one, &two, &["bid_not_pending"]);
    }
    assert_eq!(app.texts(BROKEN).await, ["0"]);
    let [hired, withdrawn] = wins.0;
    let accepted = app.texts("SELECT count(*)::text FROM bids WHERE status = 'accepted'").await;
    let gone = app.texts("SELECT count(*)::text FROM bids WHERE status = 'withdrawn'").await;
    assert_eq!((accepted, gone), (vec![hired.to_string()], vec![withdrawn.to_string()]));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hire_and_a_cancellation_one_wins() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let other_tab = node.person("ada").await;
    let mut wins = Wins::default();
    for Round { gig, bobs, .. } in rounds(&app, &ada, &bob, &cleo).await {
        let path = format!("/api/gigs/{gig}/cancel");
        let (one, two) = tokio::join!(hire(&ada, &gig, &bobs), other_tab.post_nothing(&path));
        wins.note(&one, &two, &["gig_not_open"]);
    }
    assert_eq!(app.texts(BROKEN).await, ["0"]);
    let states = app.texts("SELECT concat_ws(' ', status, count(*)) FROM gigs GROUP BY status ORDER BY status").await;
    let [hired, cancelled] = wins.0;
    let expected = [("cancelled", cancelled), ("in_progress", hired)];
    let expected =
        expected.into_iter().filter(|(_, number)| *number > 0).map(|(status, number)| format!("{status} {number}"));
    assert_eq!(states, expected.collect::<Vec<_>>());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_bids_of_one_person_one_is_taken_and_none_comes_after_the_end() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let node = app.another_node().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    app.person("dan").await;
    let (one_tab, other_tab) = (app.person("dan").await, node.person("dan").await);
    let mut wins = Wins::default();
    for (number, Round { gig, bobs, .. }) in rounds(&app, &ada, &bob, &cleo).await.into_iter().enumerate() {
        let path = format!("/api/gigs/{gig}/bids");
        if number % 2 == 0 {
            let (one, two) = tokio::join!(one_tab.post(&path, a_bid()), other_tab.post(&path, a_bid()));
            wins.note(&one, &two, &["already_bid"]);
        } else {
            // A bid against the end of bidding: it comes before, and is rejected, or it is refused.
            let (end, late): (Answer, Answer) = tokio::join!(hire(&ada, &gig, &bobs), other_tab.post(&path, a_bid()));
            assert_eq!(end.status, 200, "{}", end.text());
            match late.status {
                201 => {}
                422 => assert_eq!(late["error"], "gig_not_open"),
                _ => panic!("{} {}", late.status, late.text()),
            }
        }
    }
    assert_eq!(app.texts(BROKEN).await, ["0"]);
    let pending = "SELECT count(*)::text FROM bids b JOIN gigs g ON g.id = b.gig_id WHERE g.status <> 'open' AND b.status = 'pending'";
    assert_eq!(app.texts(pending).await, ["0"]);
    let told: Value = json!(app.texts("SELECT count(*)::text FROM notifications WHERE type = 'bid_received'").await[0]);
    let bids =
        app.texts("SELECT count(*)::text FROM bids b JOIN users u ON u.id = b.user_id WHERE u.username = 'dan'").await;
    assert_eq!(told, json!(bids[0]), "the owner heard of each bid that is there");
}
