//! What leaves the request: mail and scores, through the queue as the program runs them.

use std::{
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use chrono::{NaiveDate, TimeDelta};
use serde_json::json;
use vibeslop_application::{in_transaction, scores};
use vibeslop_domain::scores::Activity;
use vibeslop_ports::{ServiceError, jobs::JobState, scores::ActivityReader};
use vibeslop_testkit::app::TestApp;

use crate::{
    gigs::{a_bid, bid, offer},
    mail::server,
    sign_in::{begun, come_back, front},
};

/// Subjects of the mails to a person, the oldest first.
async fn subjects(app: &TestApp, to: &str) -> Vec<String> {
    let address = format!("{to}@example.com");
    let mails = app.mails().await;
    let of_person = mails.iter().rev().filter(|mail| mail.mail.to.address.as_str() == address);
    of_person.map(|mail| mail.mail.subject.clone()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_step_of_a_gig_is_told_by_mail_to_whom_it_concerns() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let gig = offer(&ada, json!({})).await;
    let (his, _hers) = (bid(&bob, &gig).await, bid(&cleo, &gig).await);
    // What is refused tells nobody anything.
    bob.post(&format!("/api/gigs/{gig}/bids"), a_bid()).await.expect(422);
    ada.post(&format!("/api/gigs/{gig}/hire"), json!({"bid_id": his})).await.expect(200);
    ada.post_nothing(&format!("/api/gigs/{gig}/complete")).await.expect(200);
    let review = json!({"review": {"rating": 5, "content": "A pleasure."}});
    ada.post(&format!("/api/gigs/{gig}/reviews"), review).await.expect(201);
    assert!(app.mails().await.is_empty(), "nothing is sent within a request");

    let done = app.run_jobs().await;
    assert!(done.iter().all(|job| job.state == JobState::Completed), "{done:?}");
    let (to_ada, to_bob, to_cleo) =
        (subjects(&app, "ada").await, subjects(&app, "bob").await, subjects(&app, "cleo").await);
    assert_eq!((to_ada.len(), to_bob.len(), to_cleo.len()), (2, 3, 1), "{to_ada:?} {to_bob:?} {to_cleo:?}");
    for mail in app.mails().await {
        assert!(mail.mail.text.contains("Port a parser"), "{}", mail.mail.text);
        assert!(mail.mail.html.contains("Port a parser") && mail.mail.unsubscribe_url.is_some());
    }
    // Done is done.
    assert!(app.run_jobs().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_down_for_a_while_delays_mail_and_loses_none() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let app = TestApp::with_mail_server(&format!("smtp://127.0.0.1:{port}")).await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let gig = offer(&ada, json!({})).await;
    bid(&bob, &gig).await;
    for _ in 0..3 {
        let tried = app.run_jobs().await;
        assert_eq!(tried.iter().map(|job| job.state).collect::<Vec<_>>(), [JobState::Retryable], "{tried:?}");
        app.clock.advance(TimeDelta::minutes(2));
    }
    let server = server::Server::start_on(port, server::Answers::default()).await;
    let sent = app.run_jobs().await;
    assert_eq!(sent.iter().map(|job| job.state).collect::<Vec<_>>(), [JobState::Completed], "{sent:?}");
    let mails = server.mails();
    assert_eq!(mails.iter().map(|mail| mail.to.clone()).collect::<Vec<_>>(), [["RCPT TO:<ada@example.com>"]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_sign_in_brings_a_welcome_and_a_score_and_the_next_brings_nothing() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    for first in [true, false] {
        let begun = begun(&app, "").await;
        assert!(front(&come_back(&app, &begun.callback, Some(&begun.cookie)).await).starts_with("token="));
        let mut kinds: Vec<String> = app.run_jobs().await.into_iter().map(|job| job.kind).collect();
        kinds.sort();
        let expected: &[&str] = if first { &["deliver_mail", "score_developer"] } else { &[] };
        assert_eq!(kinds, expected);
    }
    assert_eq!(app.mails().await.len(), 1);
    let scores = app.texts("SELECT developer_score::text FROM users WHERE username = 'alice'").await;
    assert!(scores[0].parse::<i32>().unwrap() > 100, "{scores:?}");
}

/// GitHub, which asks for patience until a test lets it answer.
struct Patient {
    answers: AtomicBool,
    inner: Arc<dyn ActivityReader>,
}

#[async_trait]
impl ActivityReader for Patient {
    async fn activity(&self, token: &secrecy::SecretString, since: NaiveDate) -> Result<Activity, ServiceError> {
        if AtomicBool::load(&self.answers, Ordering::SeqCst) {
            return self.inner.activity(token, since).await;
        }
        Err(ServiceError::Limited { retry_after: Some(Duration::from_mins(40)) })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_score_waits_for_a_limit_without_an_attempt_and_in_nobodys_way() {
    vibeslop_testkit::postgres_only!();
    let mut patient = None;
    let app = TestApp::changed(|ports| {
        let reader = Arc::new(Patient { answers: AtomicBool::new(false), inner: Arc::clone(&ports.activity) });
        ports.activity = reader.clone();
        patient = Some(reader);
    })
    .await;
    let (alice, carol) = (app.person("alice").await, app.person("carol").await);
    let ask = async |person| {
        let now = app.now();
        in_transaction(&*app.ports.transactions, async |tx| scores::enqueue(tx, person, now).await).await.unwrap();
    };
    ask(alice.id()).await;
    let waits = app.run_jobs().await;
    assert_eq!(waits.iter().map(|job| job.state).collect::<Vec<_>>(), [JobState::Scheduled], "{waits:?}");
    let row =
        "SELECT concat_ws(' ', state, attempt, scheduled_at - '2026-01-01'::timestamptz >= interval '0') FROM jobs";
    assert!(app.texts(row).await[0].starts_with("scheduled 0 "), "no attempt was used");
    // Before its time nothing happens, and others of its queue go on.
    app.clock.advance(TimeDelta::minutes(39));
    assert!(app.run_jobs().await.is_empty());
    patient.unwrap().answers.store(true, Ordering::SeqCst);
    ask(carol.id()).await;
    assert_eq!(app.run_jobs().await.len(), 1, "the other one's score is made meanwhile");
    app.clock.advance(TimeDelta::minutes(2));
    let made = app.run_jobs().await;
    assert_eq!(made.iter().map(|job| job.state).collect::<Vec<_>>(), [JobState::Completed], "{made:?}");
}
