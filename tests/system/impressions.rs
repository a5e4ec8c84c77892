//! What was looked at.

use serde_json::{Value, json};
use vibeslop_testkit::app::{Person, TestApp, wrapped};

async fn items(ada: &Person<'_>) -> (String, String) {
    let post = ada.post("/api/posts", wrapped("post", json!({"content": "Hello"}))).await.expect(201).id();
    let project = json!({"title": "Tidepool", "description": "It holds water."});
    (post, ada.post("/api/projects", wrapped("project", project)).await.expect(201).id())
}

async fn see(person: &Person<'_>, items: Value, fingerprint: Option<&str>) -> u64 {
    let body = json!({"impressions": items, "fingerprint": fingerprint});
    let answer = person.post("/api/impressions", body).await.expect(200);
    assert_eq!(answer["success"], true);
    answer["count"].as_u64().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_counts_once_and_authors_do_not() {
    let app = TestApp::start().await;
    let (ada, bob, nobody) = (app.person("ada").await, app.person("bob").await, app.anonymous());
    let (post, project) = items(&ada).await;
    let both = json!([{"type": "post", "id": post}, {"type": "Project", "id": project}, {"type": "post", "id": post}]);
    assert_eq!(see(&bob, both.clone(), Some("device")).await, 2);
    assert_eq!(see(&bob, both.clone(), Some("another")).await, 0);
    assert_eq!(see(&ada, both.clone(), None).await, 0, "the author");
    assert_eq!(see(&nobody, both.clone(), Some("device")).await, 2, "whoever else has such a device");
    assert_eq!(see(&nobody, both.clone(), Some("device")).await, 0);
    assert_eq!(see(&app.person("cleo").await, both.clone(), Some("device")).await, 0, "its owner, signed in now");
    assert_eq!(see(&app.person("dan").await, both, Some("a third")).await, 2);
    let read = nobody.get(&format!("/api/posts/{post}")).await.expect(200);
    assert_eq!(read["data"]["impressions"], 3);
    assert_eq!(nobody.get(&format!("/api/projects/{project}")).await.expect(200)["data"]["view_count"], 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_no_item_is_passed_over() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let (post, _) = items(&ada).await;
    let project = json!({"title": "Secret", "description": "Not yet.", "status": "draft"});
    let draft = ada.post("/api/projects", wrapped("project", project)).await.expect(201).id();
    let mixed = json!([
        7, null, "post", [], {}, {"type": "post"}, {"id": post}, {"type": "post", "id": "7"}, {"type": 7, "id": post},
        {"type": "comment", "id": post}, {"type": "project", "id": draft},
        {"type": "post", "id": "0190f000-0000-7000-8000-00000000ffff"}, {"type": "post", "id": post},
    ]);
    assert_eq!(see(&bob, mixed, None).await, 1);
    assert_eq!(see(&bob, json!([]), None).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_that_makes_no_sense_is_refused() {
    let app = TestApp::start().await;
    let (bob, nobody) = (app.person("bob").await, app.anonymous());
    for body in [
        json!({}),
        json!({"impressions": "all"}),
        json!({"impressions": {"type": "post"}}),
        json!({"impressions": null}),
    ] {
        assert_eq!(bob.post("/api/impressions", body.clone()).await.expect(400)["error"], "bad_request", "{body}");
    }
    for fingerprint in [json!(null), json!(""), json!("  ")] {
        let body = json!({"impressions": [], "fingerprint": fingerprint});
        assert_eq!(nobody.post("/api/impressions", body).await.expect(400)["error"], "bad_request");
    }
    for fingerprint in [json!("x".repeat(256)), json!(5), json!("a\u{0}b")] {
        let body = json!({"impressions": [], "fingerprint": fingerprint});
        let refused = nobody.post("/api/impressions", body).await.expect(422);
        assert!(refused["errors"]["fingerprint"][0].is_string());
    }
    let many = vec![json!({"type": "post", "id": "7"}); 101];
    let refused = bob.post("/api/impressions", json!({"impressions": many})).await.expect(422);
    assert_eq!(refused["errors"]["impressions"][0], "should have at most 100 item(s)");
    assert_eq!(see(&bob, json!(many[..100]), None).await, 0);
}
