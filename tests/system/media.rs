//! Pictures inside of posts and projects.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::json;
use vibeslop_testkit::app::TestApp;

/// A PNG of one pixel.
const PNG: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// A GIF of one pixel.
const GIF: &str = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_kept_served_and_accepted_again() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let data_url = format!("data:image/png;base64,{PNG}");
    let made = ada.post("/api/posts", json!({"post": {"media": [data_url]}})).await.expect(201);
    assert_eq!(made["data"]["content"], "");
    let address = made["data"]["media"][0].as_str().unwrap().to_owned();
    assert!(address.starts_with(&format!("{}/api/media/", app.url)) && address.contains(".png"), "{address}");
    let picture = app.request(Method::GET, &address).send().await.unwrap();
    assert_eq!(picture.status(), 200);
    assert_eq!(picture.headers()["content-type"], "image/png");
    assert!(picture.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    assert!(picture.bytes().await.unwrap().starts_with(b"\x89PNG"));

    let fields = json!({"title": "Shown", "description": "x", "images": [address]});
    let project = ada.post("/api/projects", json!({"project": fields})).await.expect(201);
    assert_eq!(project["data"]["image"], address);
    let path = format!("/api/projects/{}", project.id());
    let before = ada.get(&path).await.expect(200)["data"]["images"].clone();
    let other = ada.post("/api/posts", json!({"post": {"media": [format!("data:image/gif;base64,{GIF}")]}})).await;
    let other = other.expect(201)["data"]["media"][0].clone();
    let fields = json!({"images": [other, address]});
    ada.put(&path, json!({"project": fields})).await.expect(200);
    let after = ada.get(&path).await.expect(200);
    assert_eq!(after["data"]["images"][1]["id"], before[0]["id"], "the stored one keeps its row");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_claims_to_be_a_picture_is_refused() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let script = STANDARD.encode("<script>alert(1)</script>");
    let cut = &PNG[..60];
    for (what, data) in [("a script", script.as_str()), ("half a picture", cut)] {
        let media = json!({"post": {"media": [format!("data:image/png;base64,{data}")]}});
        let answer = ada.post("/api/posts", media).await.expect(422);
        assert!(answer["errors"]["media"][0].is_string(), "{what}: {}", answer.text());
    }
}
