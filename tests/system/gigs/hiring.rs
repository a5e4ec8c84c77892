//! Hiring, completing, cancelling.

use serde_json::{Value, json};
use vibeslop_testkit::app::TestApp;

use super::{BROKEN, UNKNOWN, bid, offer, told};

#[tokio::test(flavor = "multi_thread")]
async fn one_is_hired_and_everybody_hears_of_it() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let dan = app.person("dan").await;
    let gig = offer(&ada, json!({})).await;
    let path = format!("/api/gigs/{gig}");
    let (bobs, _, dans) = (bid(&bob, &gig).await, bid(&cleo, &gig).await, bid(&dan, &gig).await);
    dan.delete(&format!("{path}/bids/{dans}")).await.expect(204);
    let hired = ada.post(&format!("{path}/hire"), json!({"bid_id": bobs})).await.expect(200);
    let data = &hired["data"];
    assert_eq!((&data["status"], &data["bids_count"]), (&json!("in_progress"), &json!(2)));
    assert_eq!((&data["hired_bid"]["id"], &data["hired_bid"]["status"]), (&json!(bobs), &json!("accepted")));
    assert_eq!(data["hired_bid"]["user"]["username"], "bob");
    assert_eq!(told(&app, "bob").await, ["bid_accepted ada Port a parser"]);
    assert_eq!(told(&app, "cleo").await, ["bid_rejected ada Port a parser"]);
    assert!(told(&app, "dan").await.is_empty());
    for (viewer, is_told) in [(&ada, true), (&bob, true), (&cleo, false), (&app.anonymous(), false)] {
        let read = viewer.get(&path).await.expect(200);
        let proposal = read["data"]["hired_bid"]["proposal"].as_str().unwrap();
        assert_eq!(!proposal.is_empty(), is_told, "what was proposed is between the two");
    }
    assert_eq!(cleo.get("/api/my/bids").await.expect(200)["data"][0]["gig"]["hired_bid"]["proposal"], "");
    assert_eq!(ada.get("/api/my/gigs").await.expect(200)["data"][0]["hired_bid"]["id"], json!(bobs));
    let listed = app.anonymous().get("/api/gigs?status=in_progress").await.expect(200);
    assert_eq!((listed.list().len(), &listed["data"][0]["hired_bid"]), (1, &Value::Null));

    let complete = format!("{path}/complete");
    let done = ada.post_nothing(&complete).await.expect(200);
    assert_eq!((&done["data"]["status"], &done["data"]["hired_bid"]["id"]), (&json!("completed"), &json!(bobs)));
    assert_eq!(told(&app, "bob").await, ["bid_accepted ada Port a parser", "gig_completed ada Port a parser"]);
    assert_eq!(ada.post_nothing(&complete).await.expect(422)["error"], "gig_not_in_progress");
    assert_eq!(app.texts(BROKEN).await, ["0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_hire_learns_nothing_and_who_may_learns_why_not() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let (gig, other) = (offer(&ada, json!({})).await, offer(&ada, json!({})).await);
    let (bobs, elsewhere) = (bid(&bob, &gig).await, bid(&bob, &other).await);
    let cleos = bid(&cleo, &gig).await;
    let hire = format!("/api/gigs/{gig}/hire");
    let with = |bid: &str| json!({"bid_id": bid});
    app.anonymous().post(&hire, with(&bobs)).await.expect(401);
    for body in [json!({}), json!({"bid_id": null}), json!({"bid_id": "7"}), json!({"bid": {"bid_id": bobs}})] {
        ada.post(&hire, body).await.expect(400);
    }
    for id in [&bobs, &UNKNOWN.to_owned()] {
        bob.post(&hire, with(id)).await.expect(403);
    }
    for id in [&elsewhere, &UNKNOWN.to_owned()] {
        ada.post(&hire, with(id)).await.expect(404);
    }
    for unknown in [UNKNOWN, "7"] {
        ada.post(&format!("/api/gigs/{unknown}/hire"), with(&bobs)).await.expect(404);
    }
    cleo.delete(&format!("/api/gigs/{gig}/bids/{cleos}")).await.expect(204);
    assert_eq!(ada.post(&hire, with(&cleos)).await.expect(422)["error"], "bid_not_pending");
    bob.put("/api/users/ada/block", json!({})).await.expect(200);
    assert_eq!(ada.post(&hire, with(&bobs)).await.expect(403)["error"], "blocked");
    bob.delete("/api/users/ada/block").await.expect(200);
    ada.post(&hire, with(&bobs)).await.expect(200);
    let late = ada.post(&hire, with(&bobs)).await.expect(422);
    assert_eq!((&late["error"], late["message"].is_string()), (&json!("gig_not_open"), true));
    assert_eq!(ada.post_nothing(&format!("/api/gigs/{gig}/cancel")).await.expect(422)["error"], "gig_not_open");
    assert_eq!(bob.delete(&format!("/api/gigs/{gig}/bids/{bobs}")).await.expect(422)["error"], "bid_not_pending");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_gig_rejects_its_bids_and_says_so() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let gig = offer(&ada, json!({})).await;
    let cancel = format!("/api/gigs/{gig}/cancel");
    bid(&bob, &gig).await;
    app.anonymous().post_nothing(&cancel).await.expect(401);
    bob.post_nothing(&cancel).await.expect(403);
    for unknown in [UNKNOWN, "7"] {
        ada.post_nothing(&format!("/api/gigs/{unknown}/cancel")).await.expect(404);
    }
    let cancelled = ada.post_nothing(&cancel).await.expect(200);
    let data = &cancelled["data"];
    assert_eq!(
        (&data["status"], &data["bids_count"], &data["hired_bid"]),
        (&json!("cancelled"), &json!(1), &Value::Null)
    );
    assert_eq!(told(&app, "bob").await, ["bid_rejected ada Port a parser"]);
    assert_eq!(bob.get("/api/my/bids").await.expect(200)["data"][0]["status"], "rejected");
    assert_eq!(ada.post_nothing(&cancel).await.expect(422)["error"], "gig_not_open");
    assert_eq!(app.texts(BROKEN).await, ["0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gig_whose_hired_account_is_gone_is_completed_without_them() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let gig = offer(&ada, json!({})).await;
    let bobs = bid(&bob, &gig).await;
    let complete = format!("/api/gigs/{gig}/complete");
    assert_eq!(ada.post_nothing(&complete).await.expect(422)["error"], "gig_not_in_progress");
    ada.post(&format!("/api/gigs/{gig}/hire"), json!({"bid_id": bobs})).await.expect(200);
    app.anonymous().post_nothing(&complete).await.expect(401);
    app.person("cleo").await.post_nothing(&complete).await.expect(403);
    for unknown in [UNKNOWN, "7"] {
        ada.post_nothing(&format!("/api/gigs/{unknown}/complete")).await.expect(404);
    }
    app.execute("DELETE FROM users WHERE username = 'bob'").await;
    let left = ada.get(&format!("/api/gigs/{gig}")).await.expect(200);
    let data = &left["data"];
    assert_eq!(
        (&data["status"], &data["hired_bid"], &data["bids_count"]),
        (&json!("in_progress"), &Value::Null, &json!(0))
    );
    let done = ada.post_nothing(&complete).await.expect(200);
    assert_eq!((&done["data"]["status"], &done["data"]["hired_bid"]), (&json!("completed"), &Value::Null));
    let review = json!({"review": {"rating": 5}});
    let nobody = ada.post(&format!("/api/gigs/{gig}/reviews"), review).await.expect(422);
    assert_eq!(nobody["error"], "no_hired_bid");
}
