//! The whole application without a database.

use reqwest::Method;
use serde_json::json;
use vibeslop_testkit::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn the_application_needs_no_database() {
    let app = TestApp::on_memory().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    ada.put("/api/users/bob/block", json!({})).await.expect(200);
    let there = app.another_node().await;
    there.bearer(bob.token()).get("/api/users/ada").await.expect(404);
    assert_eq!(there.bearer(ada.token()).get("/api/me/blocks").await.expect(200).list().len(), 1);
    assert_eq!(there.anonymous().get("/api/tools").await.expect(200).list().len(), 15);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_write_that_is_sent_again_is_done_once() {
    let app = TestApp::on_memory().await;
    let ada = app.person("ada").await;
    let send = async |bio: &str| {
        let request = ada.request(Method::PUT, "/api/me").header("idempotency-key", "one");
        ada.send(request.json(&json!({"user": {"bio": bio}}))).await
    };
    let first = send("Engines").await.expect(200);
    let version = ada.get("/api/me").await.header("etag").to_owned();
    assert_eq!(send("Engines").await.expect(200).json(), first.json());
    assert_eq!(ada.get("/api/me").await.header("etag"), version);
    assert_eq!(send("Looms").await.expect(422)["error"], "idempotency_key_reused");
}
