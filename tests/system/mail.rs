//! Mail: who gets which, how it goes out, and the mailbox of this machine.

use std::net::TcpListener;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use uuid::Uuid;
use vibeslop_application::mail::{DeliverMail, Letter};
use vibeslop_ports::jobs::Failure;
use vibeslop_testkit::app::{Person, TestApp};

#[path = "../../crates/adapters/mailer/tests/mailer/server.rs"]
#[expect(dead_code, reason = "the mailer's own tests need more of it")]
pub mod server;

fn welcome(to: &Person<'_>) -> DeliverMail {
    DeliverMail { mail: Uuid::from_u128(7), to: to.id().0, letter: Letter::Welcome }
}

/// What waits to be delivered.
async fn waiting(app: &TestApp) -> Vec<DeliverMail> {
    let jobs = app.texts("SELECT args::text FROM jobs WHERE kind = 'deliver_mail' ORDER BY id").await;
    jobs.iter().map(|args| serde_json::from_str(args).unwrap()).collect()
}

async fn page(request: RequestBuilder) -> (u16, String) {
    let answer = request.header("accept", "text/html").send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_server_that_is_down_loses_nothing_and_gets_one_mail() {
    vibeslop_testkit::postgres_only!();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let app = TestApp::with_mail_server(&format!("smtp://127.0.0.1:{port}")).await;
    let bob = app.person("bob").await;
    // What no form of ours lets in, and another way might.
    app.execute(
        "UPDATE users SET display_name = E'Bob\\r\\nBcc: eve@example.com\\r\\n\\r\\n<script>alert(1)</script>'",
    )
    .await;
    for _ in 0..2 {
        let down = app.services.mail.deliver(welcome(&bob)).await;
        assert!(matches!(down, Err(Failure::Retry(_))), "{down:?}");
    }
    let server = server::Server::start_on(port, server::Answers::default()).await;
    for _ in 0..2 {
        app.services.mail.deliver(welcome(&bob)).await.unwrap();
    }
    let mails = server.mails();
    assert_eq!(mails.len(), 1, "the second time it was known as sent");
    assert_eq!(mails[0].to, ["RCPT TO:<bob@example.com>"]);
    let (head, body) = mails[0].message.split_once("\n\n").unwrap();
    let names: Vec<_> = head.lines().filter_map(|line| line.split_once(": ")).map(|(name, _)| name).collect();
    assert!(names.contains(&"List-Unsubscribe-Post") && !names.contains(&"Bcc"), "{head}");
    assert!(head.contains(&format!("Message-ID: <{}@vibeslop.example>", Uuid::from_u128(7).simple())), "{head}");
    assert!(!body.starts_with("<script"), "the body is ours: {body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_into_a_name_is_text_in_a_mail() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let bob = app.person("bob").await;
    app.execute("UPDATE users SET display_name = '<script>alert(1)</script>'").await;
    app.services.mail.deliver(welcome(&bob)).await.unwrap();
    let mail = &app.mails().await[0];
    assert!(mail.mail.html.contains("Welcome, &#60;script&#62;alert(1)"), "{}", mail.mail.html);
    let address = format!("/dev/mailbox/{}/html", mail.mail.id.simple());
    let answer = app.request(Method::GET, &address).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with("sandbox ") && !policy.contains("allow-scripts"), "{policy}");
    assert!(!answer.text().await.unwrap().contains("<script"));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_choose_which_mail_they_get() {
    let app = TestApp::start().await;
    let bob = app.person("bob").await;
    let all = bob.get("/api/me/email-preferences").await.expect(200).json().clone();
    assert_eq!(all.as_object().unwrap().len(), 9);
    assert!(all.as_object().unwrap().values().all(|wanted| *wanted == true), "{all}");
    let changed =
        bob.put("/api/me/email-preferences", json!({"welcome": false, "new_message": null})).await.expect(200);
    assert_eq!((&changed["welcome"], &changed["new_message"]), (&json!(false), &json!(true)));
    assert_eq!(bob.get("/api/me/email-preferences").await.expect(200).json(), changed.json());
    let wrong = bob.put("/api/me/email-preferences", json!({"welcome": "no"})).await.expect(422);
    assert!(wrong["errors"]["welcome"].is_array());
    let unwanted = app.services.mail.deliver(welcome(&bob)).await;
    assert!(matches!(unwanted, Err(Failure::Moot(_))), "{unwanted:?}");
    let back = bob.put("/api/me/email-preferences", json!({"welcome": true})).await.expect(200);
    assert_eq!(back["welcome"], true);
    app.services.mail.deliver(welcome(&bob)).await.unwrap();
    assert_eq!(app.mails().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_click_ends_one_kind_of_mail_and_looking_ends_none() {
    let app = TestApp::start().await;
    let bob = app.person("bob").await;
    app.services.mail.deliver(welcome(&bob)).await.unwrap();
    let mail = app.mails().await.remove(0);
    let link = mail.mail.unsubscribe_url.clone().unwrap();
    assert!(mail.source.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{}", mail.source);
    let wants = async |kind: &str| bob.get("/api/me/email-preferences").await.expect(200)[kind].clone();
    let (status, asked) = page(app.request(Method::GET, &link)).await;
    assert!(status == 200 && asked.contains("<form method=\"post\">"), "{asked}");
    assert_eq!(wants("welcome").await, true);
    // As mail programs send it.
    let click = || {
        let request = app.request(Method::POST, &link);
        request.header("content-type", "application/x-www-form-urlencoded").body("List-Unsubscribe=One-Click")
    };
    for _ in 0..2 {
        let (status, ended) = page(click()).await;
        assert!(status == 200 && ended.contains("no more mail about how to begin"), "{status} {ended}");
    }
    assert_eq!((wants("welcome").await, wants("new_message").await), (json!(false), json!(true)));
    let cut = &link[..link.len() - 3];
    let (status, refused) = page(app.request(Method::GET, cut)).await;
    assert!(status == 400 && refused.contains("This link does not work"), "{refused}");
    let refused = app.request(Method::POST, cut).send().await.unwrap();
    assert_eq!(refused.status(), 400);
    assert_eq!(refused.json::<Value>().await.unwrap()["error"], "invalid_token");
}

#[tokio::test(flavor = "multi_thread")]
async fn unread_messages_are_told_once_and_only_while_unread() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let opened = ada.post("/api/conversations", json!({"username": "bob"})).await.json().clone();
    let id = opened["data"]["id"].as_str().or(opened["id"].as_str()).unwrap_or_else(|| panic!("{opened}")).to_owned();
    for text in ["Hello", "Are you there?"] {
        ada.post(&format!("/api/conversations/{id}/messages"), json!({"content": text})).await.expect(200);
    }
    let jobs = waiting(&app).await;
    assert_eq!(jobs.len(), 1, "one waits, however many messages come: {jobs:?}");
    assert_eq!(jobs[0].to, bob.id().0);
    app.services.mail.deliver(jobs[0]).await.unwrap();
    assert_eq!(app.mails().await[0].mail.subject, "New messages from ada Example");
    let again = DeliverMail { mail: Uuid::from_u128(8), ..jobs[0] };
    let early = app.services.mail.deliver(again).await;
    assert!(matches!(early, Err(Failure::Wait(..))), "{early:?}");
    app.execute("UPDATE messages SET read_at = now()").await;
    let read = app.services.mail.deliver(again).await;
    assert!(matches!(read, Err(Failure::Moot(_))), "{read:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn administrators_hear_of_a_report() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob, grace) = (app.person("ada").await, app.person("bob").await, app.person("grace").await);
    let report = json!({"type": "user", "id": ada.id().to_string(), "reason": "Not a <person>"});
    bob.post("/api/reports", report).await.expect(200);
    let alert = app.texts("SELECT args::text FROM jobs WHERE kind = 'alert_administrators'").await;
    app.services.mail.alert_administrators(serde_json::from_str(&alert[0]).unwrap()).await.unwrap();
    let jobs = waiting(&app).await;
    assert_eq!(jobs.iter().map(|job| job.to).collect::<Vec<_>>(), [grace.id().0]);
    app.services.mail.deliver(jobs[0]).await.unwrap();
    let mail = app.mails().await.remove(0);
    assert_eq!(mail.mail.subject, "Somebody reported a user");
    assert!(mail.mail.text.contains("> Not a <person>") && mail.mail.html.contains("Not a &#60;person&#62;"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_counts_what_others_did_whom_one_sees() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let post = json!({"post": {"content": "Look"}});
    let post = ada.post("/api/posts", post).await.expect(201).id();
    for other in [&bob, &cleo, &ada] {
        other.post("/api/likes", json!({"type": "post", "id": post})).await.expect(200);
    }
    bob.post("/api/users/ada/follow", json!({})).await.expect(200);
    ada.put("/api/users/cleo/mute", json!({})).await.expect(200);
    let until = (app.now() + chrono::TimeDelta::days(1)).date_naive();
    let digest = |to: &Person<'_>, number| DeliverMail {
        mail: Uuid::from_u128(number),
        to: to.id().0,
        letter: Letter::WeeklyDigest { until },
    };
    app.services.mail.deliver(digest(&ada, 1)).await.unwrap();
    let text = app.mails().await[0].mail.text.clone();
    assert!(text.contains("- 1 new follower\n- 1 like\n"), "{text}");
    let nothing = app.services.mail.deliver(digest(&cleo, 2)).await;
    assert!(matches!(nothing, Err(Failure::Moot(_))), "{nothing:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_mailbox_lists_shows_and_forgets_mail() {
    let app = TestApp::start().await;
    let bob = app.person("bob").await;
    let (status, empty) = page(app.request(Method::GET, "/dev/mailbox")).await;
    assert!(status == 200 && empty.contains("Nothing here yet"), "{empty}");
    app.services.mail.deliver(welcome(&bob)).await.unwrap();
    let id = Uuid::from_u128(7).simple().to_string();
    let newest = app.request(Method::GET, "/dev/mailbox").send().await.unwrap();
    assert_eq!(
        (newest.status().as_u16(), newest.headers()["location"].to_str().unwrap()),
        (302, &*format!("/dev/mailbox/{id}"))
    );
    for (view, holds) in
        [("", "<iframe"), ("/text", "Welcome, bob Example"), ("/source", "Message-ID:"), ("/html", "<h1")]
    {
        let (status, shown) = page(app.request(Method::GET, &format!("/dev/mailbox/{id}{view}"))).await;
        assert!(status == 200 && shown.contains(holds), "{view}: {shown}");
    }
    for unknown in ["00000000000000000000000000000009", "nonsense", "nonsense/text", "nonsense/html"] {
        let (status, shown) = page(app.request(Method::GET, &format!("/dev/mailbox/{unknown}"))).await;
        assert!(status == 404 && shown.contains("There is no such mail"), "{unknown}: {shown}");
    }
    let json: Value = app.request(Method::GET, "/dev/mailbox/json").send().await.unwrap().json().await.unwrap();
    assert_eq!((&json["data"][0]["subject"], &json["data"][0]["id"]), (&json!("Welcome to Vibeslop"), &json!(id)));
    assert_eq!(json["data"][0]["to"], json!(["bob Example <bob@example.com>"]));
    let clear = || app.request(Method::POST, "/dev/mailbox/clear");
    let elsewhere = clear().header("sec-fetch-site", "cross-site").send().await.unwrap();
    assert_eq!((elsewhere.status().as_u16(), app.mails().await.len()), (403, 1));
    assert_eq!(clear().header("sec-fetch-site", "same-origin").send().await.unwrap().status(), 303);
    assert_eq!(app.mails().await.len(), 0);
}
