//! What the service is for, from beginning to end, as the README walks it.

use reqwest::Method;
use serde_json::json;
use vibeslop_testkit::app::{Person, TestApp};

/// Signs in as a browser does and answers the token that the web client gets.
async fn walk_in(app: &TestApp, login: &str) -> String {
    let start = app.request(Method::GET, "/api/auth/github?prompt=select_account").send().await.unwrap();
    assert_eq!(start.status(), 302);
    let cookie = start.headers()["set-cookie"].to_str().unwrap().to_owned();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    let page = start.headers()["location"].to_str().unwrap().to_owned();
    assert!(page.starts_with(&format!("{}/dev/github/login/oauth/authorize?", app.url)), "{page}");
    let picked = app.request(Method::GET, &format!("{page}&login={login}")).send().await.unwrap();
    let callback = picked.headers()["location"].to_str().unwrap().to_owned();
    let cookie = cookie.split(';').next().unwrap();
    let back = app.request(Method::GET, &callback).header("cookie", cookie).send().await.unwrap();
    assert_eq!(back.status(), 302);
    assert_eq!(back.headers()["referrer-policy"], "no-referrer");
    assert_eq!(back.headers()["cache-control"], "no-store");
    assert!(back.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    let front = back.headers()["location"].to_str().unwrap();
    front.strip_prefix("http://localhost:5173/auth/callback?token=").unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_becomes_a_project_in_everybodys_feed() {
    let app = TestApp::start().await;
    let token = walk_in(&app, "alice").await;
    let alice: Person = app.bearer(&token);

    let me = alice.get("/api/me").await.expect(200);
    assert_eq!((me["username"].as_str(), me["has_onboarded"].as_bool()), (Some("alice"), Some(false)));
    assert_eq!((me["message_privacy"].as_str(), me["is_admin"].as_bool()), (Some("everyone"), Some(false)));

    let repositories = alice.get("/api/github/repos?per_page=100&sort=pushed").await.expect(200);
    assert_eq!(repositories.header("x-vibeslop-sandbox"), "github");
    let full_name = repositories.list()[0]["full_name"].as_str().unwrap().to_owned();
    let (owner, name) = full_name.split_once('/').unwrap();

    let repo = json!({"repo": {"owner": owner, "name": name}});
    let generated = alice.post("/api/ai/generate-project", repo).await.expect(200);
    assert_eq!(generated.header("x-vibeslop-sandbox"), "ai");
    let text = &generated["data"];
    assert!(!text["title"].as_str().unwrap().is_empty());
    assert_eq!(text["tools"], json!([]));

    let project = alice
        .post(
            "/api/projects",
            json!({"project": {
                "title": text["title"], "description": text["long_description"], "stack": text["stack"],
                "tools": text["tools"], "highlights": text["highlights"], "links": text["links"],
            }}),
        )
        .await
        .expect(201);
    let id = project.id();
    let urls = alice.get("/api/projects/github-urls").await.expect(200);
    assert_eq!(urls["github_urls"], json!([text["links"]["github"]]));
    alice.post("/api/posts", json!({"post": {"content": "It is out, @bob!"}})).await.expect(201);

    let feed = app.anonymous().get("/api/posts?feed=for-you").await.expect(200);
    let ids: Vec<_> = feed.list().iter().map(|item| (item["type"].as_str().unwrap(), item["id"].clone())).collect();
    assert!(ids.contains(&("project", json!(id))), "{ids:?}");
    assert_eq!(feed["has_more"], false);

    let detail = app.anonymous().get(&format!("/api/projects/{id}")).await.expect(200);
    assert_eq!(detail["data"]["github_url"], text["links"]["github"]);
    assert_eq!(detail["data"]["author"]["username"], "alice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_sign_in_finds_the_same_account() {
    let app = TestApp::start().await;
    let first = app.bearer(&walk_in(&app, "bob").await).get("/api/me").await.expect(200);
    let second = app.bearer(&walk_in(&app, "bob").await).get("/api/me").await.expect(200);
    assert_eq!(first["id"], second["id"]);
}
