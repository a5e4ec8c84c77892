//! Projects.

use serde_json::{Value, json};
use vibeslop_testkit::app::{TestApp, wrapped};

fn project(fields: Value) -> Value {
    wrapped("project", fields)
}

fn full() -> Value {
    json!({
        "title": "Tidepool", "description": "Plan dives.", "tools": ["Claude", "claude", "Zed AI"],
        "stack": ["Next.js", "Node.js", "C++", "C#"],
        "links": {"live": "https://tidepool.example", "github": "https://github.com/ada-l/tidepool.git/"},
        "highlights": ["Shared dive plans"],
        "timeline": [{"date": "Week 1, Jan 2024", "title": "Idea"}, {"date": "2026-01-03", "title": "Code", "description": "All of it"}],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_comes_back_as_it_was_sent() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let made = ada.post("/api/projects", project(full())).await.expect(201);
    assert_eq!(made["data"]["tools"], json!(["Claude", "Zed AI"]));
    assert_eq!(made["data"]["stack"], json!(["C#", "C++", "Next.js", "Node.js"]));
    assert_eq!(made["data"]["type"], "project");
    let detail = app.anonymous().get(&format!("/api/projects/{}", made.id())).await.expect(200);
    let data = &detail["data"];
    assert_eq!(data["github_url"], "https://github.com/ada-l/tidepool");
    assert_eq!(
        (&data["status"], &data["liked"], &data["bookmarked"]),
        (&json!("published"), &json!(false), &json!(false))
    );
    assert_eq!(data["timeline"][0]["date"], "Week 1, Jan 2024");
    assert_eq!(data["timeline"][1]["description"], "All of it");
    assert_eq!(data["highlights"][0]["content"], "Shared dive plans");
    assert_eq!(data["ai_tools"][0]["slug"], "claude");
    let slugs: Vec<_> =
        data["tech_stack"].as_array().unwrap().iter().map(|stack| stack["slug"].as_str().unwrap()).collect();
    assert_eq!(slugs, ["csharp", "cplusplus", "nextjs", "nodejs"]);
    for key in ["images", "recent_likers"] {
        assert_eq!(data[key], json!([]), "{key}");
    }
    let urls = ada.get("/api/projects/github-urls").await.expect(200);
    assert_eq!(urls.json(), &json!({"github_urls": ["https://github.com/ada-l/tidepool"]}));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_of_a_project_is_told_at_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let bad = project(json!({
        "title": "ab", "description": " ", "tools": ["y".repeat(51)],
        "links": {"live": "javascript:alert(1)"}, "highlights": [" "], "timeline": [{"date": "x"}],
    }));
    let answer = ada.post("/api/projects", bad).await.expect(422);
    let errors = answer["errors"].as_object().unwrap();
    assert_eq!(errors.keys().collect::<Vec<_>>(), ["description", "highlights", "links", "timeline", "title", "tools"]);
    assert_eq!(answer["message"], "Title should be at least 3 character(s)");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_sent_stays_and_links_are_a_whole() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let id = ada.post("/api/projects", project(full())).await.expect(201).id();
    let path = format!("/api/projects/{id}");
    let before = ada.get(&path).await.expect(200);
    let changed =
        ada.put(&path, project(json!({"title": "Tidepool 2", "tools": [], "images": null}))).await.expect(200);
    assert_eq!((&changed["data"]["title"], &changed["data"]["tools"]), (&json!("Tidepool 2"), &json!([])));
    let after = ada.get(&path).await.expect(200);
    for key in ["description", "live_url", "github_url", "highlights", "timeline", "tech_stack", "created_at"] {
        assert_eq!(after["data"][key], before["data"][key], "{key}");
    }
    ada.put(&path, project(json!({"links": {"github": ""}}))).await.expect(200);
    let unlinked = ada.get(&path).await.expect(200);
    assert_eq!((&unlinked["data"]["live_url"], &unlinked["data"]["github_url"]), (&Value::Null, &Value::Null));
    ada.put(&path, json!({})).await.expect(400);
    ada.put(&path, project(json!({"title": "x"}))).await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_owner_changes_deletes_or_sees_a_draft() {
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    let id = ada.post("/api/projects", project(full())).await.expect(201).id();
    let path = format!("/api/projects/{id}");
    assert_eq!(bob.put(&path, project(json!({"title": "Mine now"}))).await.expect(403)["error"], "forbidden");
    bob.delete(&path).await.expect(403);
    ada.put(&path, project(json!({"status": "draft"}))).await.expect(200);
    bob.get(&path).await.expect(404);
    app.anonymous().get(&path).await.expect(404);
    ada.get(&path).await.expect(200);
    let feed = app.anonymous().get("/api/posts").await.expect(200);
    assert!(feed.list().is_empty());
    ada.delete(&path).await.expect(204);
    ada.get(&path).await.expect(404);
    ada.delete(&path).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn projects_are_listed_filtered_and_cut() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let long = "é".repeat(400);
    for (title, stack) in [("One", json!(["Rust"])), ("Two", json!(["Go"])), ("Three 100%", json!([]))] {
        let fields = json!({"title": title, "description": long, "stack": stack});
        ada.post("/api/projects", project(fields)).await.expect(201);
        app.clock.advance(chrono::TimeDelta::minutes(1));
    }
    let titles = async |query: &str| {
        let answer = app.anonymous().get(&format!("/api/projects{query}")).await.expect(200);
        answer.list().iter().map(|item| item["title"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(titles("").await, ["Three 100%", "Two", "One"]);
    assert_eq!(titles("?limit=1&offset=1").await, ["Two"]);
    assert_eq!(titles("?stacks[]=rust&stacks%5B%5D=go").await, ["Two", "One"]);
    assert_eq!(titles("?stacks=rust").await, ["One"]);
    assert_eq!(titles("?search=0%25").await, ["Three 100%"]);
    assert_eq!(titles("?search=_").await, Vec::<String>::new());
    assert_eq!(titles("?tools[]=nothing").await, Vec::<String>::new());
    assert_eq!(titles("?sort_by=top&limit=2").await, ["Three 100%", "Two"]);
    let list = app.anonymous().get("/api/projects").await.expect(200);
    assert_eq!(list.list()[0]["content"], format!("{}...", "é".repeat(300)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_projects_page_costs_the_same_whatever_it_holds() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let fields = json!({"title": "Bare", "description": "x"});
    let bare = ada.post("/api/projects", project(fields)).await.expect(201).id();
    let mut fields = full();
    fields["highlights"] = json!((0..40).map(|n| format!("Highlight {n}")).collect::<Vec<_>>());
    fields["timeline"] = json!((0..80).map(|n| json!({"date": "", "title": format!("Step {n}")})).collect::<Vec<_>>());
    let rich = ada.post("/api/projects", project(fields)).await.expect(201).id();
    for n in 0..6 {
        let fan = app.person(&format!("fan{n}")).await;
        fan.post("/api/likes", json!({"type": "project", "id": rich})).await.expect(200);
    }
    let (_, few) = app.counting(ada.get(&format!("/api/projects/{bare}"))).await;
    let (page, many) = app.counting(ada.get(&format!("/api/projects/{rich}"))).await;
    let page = page.expect(200);
    assert_eq!((page["data"]["timeline"].as_array().unwrap().len(), &page["data"]["likes"]), (80, &json!(6)));
    assert_eq!(page["data"]["recent_likers"].as_array().unwrap().len(), 4);
    assert_eq!(few, many);
    assert!(many <= 4, "{many} statements");
}
