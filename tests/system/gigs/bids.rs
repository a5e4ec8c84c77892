//! Bids.

use serde_json::json;
use vibeslop_testkit::app::TestApp;

use super::{UNKNOWN, a_bid, bid, offer, told};

#[tokio::test(flavor = "multi_thread")]
async fn a_bid_has_every_key_of_its_shape_and_the_owner_hears_of_it() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let gig = offer(&ada, json!({"currency": "EUR"})).await;
    let path = format!("/api/gigs/{gig}/bids");
    let mut body = a_bid();
    for (key, value) in [("status", json!("accepted")), ("user_id", json!(UNKNOWN)), ("gig_id", json!(UNKNOWN))] {
        body["bid"][key] = value;
    }
    let made = bob.post(&path, body.clone()).await.expect(201);
    let expected = json!({
        "id": made.id(), "amount": 90_000, "currency": "EUR", "delivery_days": 14, "proposal": body["bid"]["proposal"],
        "status": "pending",
        "user": {
            "id": bob.id().to_string(), "username": "bob", "display_name": "bob Example", "avatar_url": null,
            "bio": null, "developer_score": 0, "is_verified": false
        },
        "inserted_at": "2026-02-02T12:00:00Z", "updated_at": "2026-02-02T12:00:00Z"
    });
    assert_eq!(made["data"], expected);
    assert_eq!(ada.get(&path).await.expect(200)["data"], json!([expected]));
    let read = app.anonymous().get(&format!("/api/gigs/{gig}")).await.expect(200);
    assert_eq!(read["data"]["bids_count"], 1);
    assert_eq!(told(&app, "ada").await, ["bid_received bob I have done three of"]);
    let mine = bob.get("/api/my/bids").await.expect(200);
    assert_eq!(mine["data"][0]["user"], expected["user"]);
    assert_eq!((&mine["data"][0]["gig"]["id"], &mine["data"][0]["id"]), (&json!(gig), &expected["id"]));
    app.anonymous().get("/api/my/bids").await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_sees_their_own_bid_and_the_owner_all() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let gig = offer(&ada, json!({})).await;
    let path = format!("/api/gigs/{gig}/bids");
    let bobs = bid(&bob, &gig).await;
    app.clock.advance(chrono::TimeDelta::minutes(1));
    bid(&cleo, &gig).await;
    bob.delete(&format!("{path}/{bobs}")).await.expect(204);
    let seen = async |person: &str| {
        let answer = app.person(person).await.get(&path).await.expect(200);
        let bids = answer.list().iter();
        bids.map(|bid| format!("{} {}", bid["user"]["username"], bid["status"]).replace('"', "")).collect::<Vec<_>>()
    };
    assert_eq!(seen("ada").await, ["cleo pending", "bob withdrawn"]);
    assert_eq!(seen("bob").await, ["bob withdrawn"]);
    assert!(seen("dan").await.is_empty());
    app.anonymous().get(&path).await.expect(401);
    for unknown in [UNKNOWN, "7"] {
        ada.get(&format!("/api/gigs/{unknown}/bids")).await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bid_is_refused_for_a_reason() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let gig = offer(&ada, json!({})).await;
    let path = format!("/api/gigs/{gig}/bids");
    app.anonymous().post(&path, a_bid()).await.expect(401);
    bob.post(&path, json!({"amount": 5})).await.expect(400);
    bob.post(&format!("/api/gigs/{UNKNOWN}/bids"), a_bid()).await.expect(404);
    bob.post("/api/gigs/7/bids", a_bid()).await.expect(404);
    assert_eq!(ada.post(&path, a_bid()).await.expect(422)["error"], "cannot_bid_on_own_gig");
    for (field, value) in [
        ("amount", json!(0)),
        ("amount", json!(10_000_000_001_i64)),
        ("amount", json!(1.5)),
        ("amount", json!(null)),
        ("delivery_days", json!(0)),
        ("delivery_days", json!(366)),
        ("proposal", json!("x".repeat(49))),
        ("proposal", json!("x".repeat(2_001))),
        ("currency", json!("ABC")),
    ] {
        let mut body = a_bid();
        body["bid"][field] = value.clone();
        let refused = bob.post(&path, body).await.expect(422);
        assert!(refused["errors"][field][0].is_string(), "{field} {value}");
    }
    bid(&bob, &gig).await;
    let twice = bob.post(&path, a_bid()).await.expect(422);
    assert_eq!((&twice["error"], twice["message"].is_string()), (&json!("already_bid"), true));
    let cleo = app.person("cleo").await;
    ada.put("/api/users/cleo/block", json!({})).await.expect(200);
    assert_eq!(cleo.post(&path, a_bid()).await.expect(403)["error"], "blocked");
    ada.post_nothing(&format!("/api/gigs/{gig}/cancel")).await.expect(200);
    assert_eq!(app.person("dan").await.post(&path, a_bid()).await.expect(422)["error"], "gig_not_open");
    assert_eq!(told(&app, "ada").await.len(), 1, "nobody hears of what was refused");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pending_bid_is_changed_and_taken_back_by_its_bidder_and_placed_anew() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let (gig, other) = (offer(&ada, json!({})).await, offer(&ada, json!({})).await);
    let id = bid(&bob, &gig).await;
    let path = format!("/api/gigs/{gig}/bids/{id}");
    let change = json!({"bid": {"amount": 80_000, "delivery_days": null, "status": "accepted", "user_id": UNKNOWN}});
    let changed = bob.put(&path, change.clone()).await.expect(200);
    let data = &changed["data"];
    assert_eq!(
        (&data["amount"], &data["delivery_days"], &data["status"]),
        (&json!(80_000), &json!(14), &json!("pending"))
    );
    bob.put(&path, json!({"amount": 5})).await.expect(400);
    let wrong = bob.put(&path, json!({"bid": {"amount": 0}})).await.expect(422);
    assert!(wrong["errors"]["amount"][0].is_string());
    for stranger in [&ada, &cleo] {
        stranger.put(&path, change.clone()).await.expect(403);
        stranger.delete(&path).await.expect(403);
    }
    app.anonymous().put(&path, change.clone()).await.expect(401);
    app.anonymous().delete(&path).await.expect(401);
    for elsewhere in [
        format!("/api/gigs/{other}/bids/{id}"),
        format!("/api/gigs/{UNKNOWN}/bids/{id}"),
        format!("/api/gigs/{gig}/bids/{UNKNOWN}"),
        format!("/api/gigs/{gig}/bids/7"),
    ] {
        bob.put(&elsewhere, change.clone()).await.expect(404);
        bob.delete(&elsewhere).await.expect(404);
    }
    bob.delete(&path).await.expect(204);
    assert!(told(&app, "ada").await.is_empty(), "what was taken back before it was read is not told");
    assert_eq!(bob.delete(&path).await.expect(422)["error"], "bid_not_pending");
    assert_eq!(bob.put(&path, change).await.expect(422)["error"], "bid_not_pending");
    let count =
        async || app.anonymous().get(&format!("/api/gigs/{gig}")).await.expect(200)["data"]["bids_count"].clone();
    assert_eq!(count().await, 0);
    assert_eq!(bid(&bob, &gig).await, id, "the same bid");
    assert_eq!((count().await, told(&app, "ada").await.len()), (json!(1), 1));
    let again = bob.get("/api/my/bids").await.expect(200);
    assert_eq!((&again["data"][0]["status"], &again["data"][0]["amount"]), (&json!("pending"), &json!(90_000)));
}
