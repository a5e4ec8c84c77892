//! Reports.

use serde_json::json;
use vibeslop_testkit::app::{TestApp, wrapped};

const UNKNOWN: &str = "0190f000-0000-7000-8000-00000000ffff";

#[tokio::test(flavor = "multi_thread")]
async fn each_thing_is_reported_once_by_each() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let post = ada.post("/api/posts", wrapped("post", json!({"content": "Buy now"}))).await.expect(201).id();
    let project = json!({"title": "Tidepool", "description": "Buy now."});
    let project = ada.post("/api/projects", wrapped("project", project)).await.expect(201).id();
    let user = ada.id().to_string();
    let gig = json!({"title": "Port a parser", "description": "Buy now."});
    let gig = ada.post("/api/gigs", wrapped("gig", gig)).await.expect(201).id();
    for (kind, id) in [("post", &post), ("Project", &project), ("gig", &gig), ("user", &user)] {
        let report = json!({"type": kind, "id": id, "reason": "Spam"});
        let taken = bob.post("/api/reports", report.clone()).await.expect(200);
        assert_eq!(*taken.json(), json!({"success": true}));
        assert_eq!(bob.post("/api/reports", report).await.expect(422)["error"], "already_reported");
        cleo.post("/api/reports", json!({"type": kind, "id": id})).await.expect(200);
        let own = ada.post("/api/reports", json!({"type": kind, "id": id})).await.expect(422);
        assert_eq!(own["error"], "cannot_report_own");
    }
    assert_eq!(app.ports.notifications.unread(ada.id()).await.unwrap(), 0, "its owner is not told");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_and_how() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let post = ada.post("/api/posts", wrapped("post", json!({"content": "Hello"}))).await.expect(201).id();
    app.anonymous().post("/api/reports", json!({"type": "post", "id": post})).await.expect(401);
    for body in [
        json!({}),
        json!({"type": "post"}),
        json!({"id": post}),
        json!({"type": "planet", "id": post}),
        json!({"type": 7, "id": post}),
        json!({"type": "post", "id": "7"}),
    ] {
        assert_eq!(bob.post("/api/reports", body.clone()).await.expect(400)["error"], "bad_request", "{body}");
    }
    for kind in ["comment", "post", "project", "gig", "user"] {
        bob.post("/api/reports", json!({"type": kind, "id": UNKNOWN})).await.expect(404);
    }
    for reason in [json!("x".repeat(1_001)), json!(7)] {
        let refused = bob.post("/api/reports", json!({"type": "post", "id": post, "reason": reason})).await.expect(422);
        assert!(refused["errors"]["reason"][0].is_string());
    }
    bob.post("/api/reports", json!({"type": "post", "id": post, "reason": null})).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_blocked_after_an_insult_may_report_it() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let post = ada.post("/api/posts", wrapped("post", json!({"content": "You fool"}))).await.expect(201).id();
    ada.put("/api/users/bob/block", json!({})).await.expect(200);
    bob.post("/api/reports", json!({"type": "post", "id": post})).await.expect(200);
    bob.post("/api/reports", json!({"type": "user", "id": ada.id().to_string()})).await.expect(200);
}
