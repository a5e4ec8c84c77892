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
async fn a_renamed_picture_is_what_its_bytes_say() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let renamed = json!({"post": {"media": [format!("data:image/jpeg;base64,{PNG}")]}});
    let made = ada.post("/api/posts", renamed).await.expect(201);
    let address = made["data"]["media"][0].as_str().unwrap();
    assert_eq!(app.request(Method::GET, address).send().await.unwrap().headers()["content-type"], "image/png");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_claims_to_be_a_picture_is_refused() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let script = STANDARD.encode("<script>alert(1)</script>");
    let cut = &PNG[..60];
    let bomb = STANDARD.encode(png_head(6_404, 6_404));
    let large = STANDARD.encode([png_head(1, 1), vec![0; 5 * 1024 * 1024 + 1 - 33]].concat());
    let drawing = STANDARD.encode("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>");
    for (what, data) in [
        ("a script", script.as_str()),
        ("half a picture", cut),
        ("41 megapixels", bomb.as_str()),
        ("5 MB and a byte", large.as_str()),
        ("a drawing that can carry scripts", drawing.as_str()),
    ] {
        let media = json!({"post": {"media": [format!("data:image/png;base64,{data}")]}});
        let answer = ada.post("/api/posts", media).await.expect(422);
        assert!(answer["errors"]["media"][0].is_string(), "{what}: {}", answer.text());
    }
}

/// How a PNG begins that claims to have this size: signature and header, 33 bytes.
fn png_head(width: u32, height: u32) -> Vec<u8> {
    let mut chunk = b"IHDR".to_vec();
    chunk.extend(width.to_be_bytes());
    chunk.extend(height.to_be_bytes());
    chunk.extend([8, 2, 0, 0, 0]);
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    png.extend(13_u32.to_be_bytes());
    png.extend(&chunk);
    png.extend(crc32(&chunk).to_be_bytes());
    png
}

/// The checksum of PNG's chunks (ISO 3309, reflected, bit by bit).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
    })
}
