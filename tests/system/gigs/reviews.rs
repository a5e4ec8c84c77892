//! Reviews.

use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp};

use super::{UNKNOWN, bid, offer, told};

fn review(rating: i64, content: &str) -> Value {
    json!({"review": {"rating": rating, "content": content}})
}

/// A completed gig of `owner` for which `hired` was hired.
async fn completed(owner: &Person<'_>, hired: &Person<'_>) -> String {
    let gig = offer(owner, json!({})).await;
    let bid = bid(hired, &gig).await;
    owner.post(&format!("/api/gigs/{gig}/hire"), json!({"bid_id": bid})).await.expect(200);
    owner.post_nothing(&format!("/api/gigs/{gig}/complete")).await.expect(200);
    gig
}

#[tokio::test(flavor = "multi_thread")]
async fn the_two_review_each_other_once_and_hear_of_it() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let gig = completed(&ada, &bob).await;
    let path = format!("/api/gigs/{gig}/reviews");
    let mut body = review(5, "Great work");
    body["review"]["review_type"] = json!("freelancer_to_client");
    body["review"]["reviewee_id"] = json!(UNKNOWN);
    let made = ada.post(&path, body).await.expect(201);
    let data = &made["data"];
    let card = |person: &Person<'_>| {
        json!({
            "id": person.id().to_string(), "username": person.username(), "avatar_url": null, "bio": null,
            "display_name": format!("{} Example", person.username()), "developer_score": 0, "is_verified": false
        })
    };
    assert_eq!(
        *data,
        json!({
            "id": made.id(), "rating": 5, "content": "Great work", "review_type": "client_to_freelancer",
            "reviewer": card(&ada), "reviewee": card(&bob), "gig_id": gig, "inserted_at": "2026-02-02T12:00:00Z"
        })
    );
    let again = ada.post(&path, review(1, "")).await.expect(422);
    assert_eq!((&again["error"], again["message"].is_string()), (&json!("already_reviewed"), true));
    app.clock.advance(chrono::TimeDelta::minutes(1));
    let other = bob.post(&path, json!({"review": {"rating": 4}})).await.expect(201);
    assert_eq!(
        (&other["data"]["content"], &other["data"]["review_type"]),
        (&Value::Null, &json!("freelancer_to_client"))
    );
    assert_eq!(told(&app, "bob").await.last().unwrap(), "review_received ada Great work");
    assert_eq!(told(&app, "ada").await.last().unwrap(), "review_received bob");
    let both = app.anonymous().get(&path).await.expect(200);
    assert_eq!(both.list().iter().map(|review| &review["rating"]).collect::<Vec<_>>(), [&json!(4), &json!(5)]);
    for unknown in [UNKNOWN, "7"] {
        app.anonymous().get(&format!("/api/gigs/{unknown}/reviews")).await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_and_how() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let open = offer(&ada, json!({})).await;
    let early = ada.post(&format!("/api/gigs/{open}/reviews"), review(5, "")).await.expect(422);
    assert_eq!(early["error"], "gig_not_completed");
    let gig = completed(&ada, &bob).await;
    let path = format!("/api/gigs/{gig}/reviews");
    app.anonymous().post(&path, review(5, "")).await.expect(401);
    cleo.post(&path, review(5, "")).await.expect(403);
    cleo.post(&format!("/api/gigs/{open}/reviews"), review(5, "")).await.expect(403);
    ada.post(&path, json!({"rating": 5})).await.expect(400);
    for unknown in [UNKNOWN, "7"] {
        ada.post(&format!("/api/gigs/{unknown}/reviews"), review(5, "")).await.expect(404);
    }
    for (body, field) in [
        (json!({"review": {}}), "rating"),
        (review(0, ""), "rating"),
        (review(6, ""), "rating"),
        (json!({"review": {"rating": "5"}}), "rating"),
        (json!({"review": {"rating": 4.5}}), "rating"),
        (review(5, &"x".repeat(1_001)), "content"),
    ] {
        let refused = ada.post(&path, body.clone()).await.expect(422);
        assert!(refused["errors"][field][0].is_string(), "{body}");
    }
    ada.post(&path, json!({"review": {"rating": 1, "content": null}})).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_rated_by_all_who_reviewed_them() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let path = "/api/users/BOB/reviews";
    let none = app.anonymous().get("/api/users/bob/reviews").await.expect(200);
    assert_eq!(
        *none.json(),
        json!({"data": [], "rating": {"average": 0.0, "count": 0}, "next_cursor": null, "has_more": false})
    );
    for (owner, stars) in [(&ada, 5), (&cleo, 4), (&ada, 4)] {
        app.clock.advance(chrono::TimeDelta::minutes(1));
        let gig = completed(owner, &bob).await;
        owner.post(&format!("/api/gigs/{gig}/reviews"), review(stars, "Fine")).await.expect(201);
    }
    let all = app.anonymous().get(path).await.expect(200);
    assert_eq!(all["rating"]["count"], 3);
    assert!((all["rating"]["average"].as_f64().unwrap() - 13.0 / 3.0).abs() < 1e-9);
    let stars = |answer: &vibeslop_testkit::app::Answer| {
        answer.list().iter().map(|review| review["rating"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(stars(&all), [4, 4, 5]);
    assert_eq!(all["data"][0]["reviewee"]["username"], "bob");
    let first = app.anonymous().get(&format!("{path}?limit=2")).await.expect(200);
    assert_eq!((stars(&first), &first["has_more"], first.header("link").is_empty()), (vec![4, 4], &json!(true), false));
    let cursor = first["next_cursor"].as_str().unwrap();
    assert_eq!(stars(&app.anonymous().get(&format!("{path}?limit=2&cursor={cursor}")).await.expect(200)), [5]);
    assert_eq!(stars(&app.anonymous().get(&format!("{path}?limit=1&offset=2")).await.expect(200)), [5]);
    app.anonymous().get("/api/users/nobody/reviews").await.expect(404);
    app.anonymous().get(&format!("{path}?cursor=x")).await.expect(400);
    bob.put("/api/users/ada/block", json!({})).await.expect(200);
    let hidden = ada.get(path).await.expect(200);
    assert_eq!((hidden.list().len(), &hidden["rating"]["count"]), (0, &json!(0)));
    assert_eq!(stars(&bob.get(path).await.expect(200)), [4], "nor does he read hers");
}
