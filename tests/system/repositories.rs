//! Repositories and the text that a model writes of them.

use serde_json::json;
use vibeslop_testkit::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn repositories_are_ones_own_in_pages() {
    let app = TestApp::start().await;
    let alice = app.person("alice").await;
    let all = alice.get("/api/github/repos?per_page=100&sort=full_name&direction=asc").await.expect(200);
    let names: Vec<_> = all.list().iter().map(|repo| repo["full_name"].as_str().unwrap().to_owned()).collect();
    assert!(names.len() >= 2 && names.is_sorted() && names.iter().all(|name| name.starts_with("alice/")), "{names:?}");
    for key in [
        "id",
        "name",
        "description",
        "owner",
        "html_url",
        "private",
        "stargazers_count",
        "language",
        "pushed_at",
        "created_at",
        "updated_at",
    ] {
        assert!(all.list()[0].get(key).is_some(), "{key}");
    }
    let first = alice.get("/api/github/repos?per_page=1&sort=full_name&direction=asc").await.expect(200);
    assert_eq!(first.list().len(), 1);
    assert!(first.header("link").contains("rel=\"next\""), "{}", first.header("link"));
    let (owner, name) = names[0].split_once('/').unwrap();
    let detail = alice.get(&format!("/api/github/repos/{owner}/{name}")).await.expect(200);
    for key in ["homepage", "watchers_count", "forks_count", "languages", "topics", "readme", "size", "default_branch"]
    {
        assert!(detail["data"].get(key).is_some(), "{key}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_or_not_ones_own_is_refused() {
    let app = TestApp::start().await;
    let alice = app.person("alice").await;
    alice.get("/api/github/repos/alice/nothing").await.expect(404);
    alice.get("/api/github/repos/alice/%2e%2e").await.expect(404);
    let unknown = json!({"repo": {"owner": "alice", "name": "nothing"}});
    alice.post("/api/ai/generate-project", unknown).await.expect(404);
    let odd = json!({"repo": {"owner": "alice/../bob", "name": "x?y"}});
    alice.post("/api/ai/generate-project", odd).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_without_github_is_told_to_connect() {
    let app = TestApp::start().await;
    let stranger = app.person("zelda").await;
    let answer = stranger.get("/api/github/repos").await.expect(401);
    assert_eq!(answer["error"], "github_not_connected");
    let repo = json!({"repo": {"owner": "alice", "name": "harbor-lights"}});
    let answer = stranger.post("/api/ai/generate-project", repo).await.expect(401);
    assert_eq!(answer["error"], "github_not_connected");
}
