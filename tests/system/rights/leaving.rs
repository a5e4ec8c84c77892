use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use vibeslop_ports::mail::MailKind;
use vibeslop_testkit::app::{Answer, Person, TestApp};

use super::{signs_in, the_hour_comes, token};

async fn leave(person: &Person<'_>, body: Value) -> Answer {
    person.send(person.request(Method::DELETE, "/api/me").body(body.to_string())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_confirm_stays() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.person("ada").await, app.person("grace").await);
    app.anonymous().delete("/api/me").await.expect(401);
    for body in
        [json!({}), json!({"confirm": null}), json!({"confirm": "bob"}), json!({"confirm": 7}), json!({"confirm": ""})]
    {
        let refused = leave(&ada, body.clone()).await.expect(422);
        assert_eq!(refused["error"], "validation_failed", "{body}");
        assert!(refused["errors"]["confirm"][0].is_string(), "{body}: {}", refused.text());
    }
    let refused = leave(&grace, json!({"confirm": "grace"})).await.expect(422);
    assert_eq!(refused["error"], "cannot_remove_administrator");
    ada.get("/api/me").await.expect(200);
    assert_eq!(app.ports.accounts.leavers(app.now() + TimeDelta::days(8), 1).await.unwrap(), []);
    app.run_jobs().await;
    assert!(app.mails().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_is_gone_at_once_and_comes_back_by_signing_in() {
    let app = TestApp::start().await;
    let there = app.another_node().await;
    signs_in(&app, "alice").await;
    app.run_jobs().await;
    let (alice, bob) = (app.person("alice").await, app.person("bob").await);
    let post = alice.post("/api/posts", json!({"post": {"content": "Here for now"}})).await.expect(201).id();
    app.clock.advance(TimeDelta::seconds(1));

    let left = leave(&alice, json!({"confirm": "Alice"})).await.expect(202);
    let erased_at = left["data"]["erased_at"].as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    assert_eq!((left["data"]["status"].as_str(), erased_at), (Some("leaving"), app.now() + TimeDelta::days(7)));
    for node in [&app, &there] {
        node.bearer(alice.token()).get("/api/me").await.expect(401);
        node.anonymous().get(&format!("/api/posts/{post}")).await.expect(404);
    }
    bob.get("/api/users/alice").await.expect(404);
    bob.post_nothing("/api/users/alice/follow").await.expect(404);
    // Not even a token of this very moment, as a sign-in gets that was under way.
    app.person("alice").await.get("/api/me").await.expect(401);
    // Nobody takes the name meanwhile.
    let taken = bob.get("/api/users/check-username/alice").await.expect(200);
    assert_eq!(taken["available"], false);

    app.run_jobs().await;
    let mail = app.mails().await.remove(0);
    assert_eq!((mail.mail.kind, mail.mail.unsubscribe_url.as_deref()), (MailKind::AccountLeaving, None));
    assert!(mail.mail.text.contains("sign in again"), "{}", mail.mail.text);

    app.clock.advance(TimeDelta::days(7) - TimeDelta::seconds(2));
    the_hour_comes(&app).await;
    let back = signs_in(&app, "alice").await;
    let alice = app.bearer(token(&back));
    assert_eq!(alice.get("/api/me").await.expect(200)["username"], "alice");
    bob.get(&format!("/api/posts/{post}")).await.expect(200);
    // It does not go on in the background.
    app.clock.advance(TimeDelta::days(1));
    the_hour_comes(&app).await;
    bob.get(&format!("/api/posts/{post}")).await.expect(200);
    let deeds = app.person("grace").await.get("/api/admin/audit").await.expect(200);
    let actions: Vec<&str> = deeds.list().iter().map(|deed| deed["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["user.return", "user.leave"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_seven_days_the_account_is_erased_and_its_owner_told() {
    let app = TestApp::start().await;
    signs_in(&app, "alice").await;
    let alice = app.person("alice").await;
    let first = alice.id();
    alice.post("/api/posts", json!({"post": {"content": "Gone soon"}})).await.expect(201);
    leave(&alice, json!({"confirm": "alice"})).await.expect(202);
    app.clock.advance(TimeDelta::days(7));

    // Between being due and being erased nobody comes back: the last mail has to be true.
    let refused = signs_in(&app, "alice").await;
    assert!(refused.contains("error=account_erased"), "{refused}");
    the_hour_comes(&app).await;
    assert_eq!(app.ports.accounts.id_of("alice").await.unwrap(), None);
    assert!(app.anonymous().get("/api/posts").await.expect(200).list().is_empty());
    let mails = app.mails().await;
    assert_eq!(mails.iter().map(|kept| kept.mail.kind).collect::<Vec<_>>(), [MailKind::AccountErased]);
    assert_eq!(mails[0].mail.to.address.as_str(), "alice@example.com");

    // Whoever comes now is new.
    let back = signs_in(&app, "alice").await;
    let anew = app.bearer(token(&back)).get("/api/me").await.expect(200);
    assert_ne!(anew["id"], json!(first.0));
    let deeds = app.person("grace").await.get("/api/admin/audit").await.expect(200);
    assert_eq!(deeds.list()[0]["action"], "user.erase");
}

#[tokio::test(flavor = "multi_thread")]
async fn streams_of_whoever_leaves_end() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let alice = app.person("alice").await;
    app.clock.advance(TimeDelta::seconds(1));
    leave(&alice, json!({"confirm": "alice"})).await.expect(202);
    let events = "SELECT kind FROM stream_events WHERE user_id = (SELECT id FROM users WHERE username = 'alice')";
    assert_eq!(app.texts(events).await, ["person_ended"]);
}
