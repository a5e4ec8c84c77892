use serde_json::json;
use vibeslop_testkit::app::{Person, TestApp};

const UNKNOWN: &str = "0190f000-0000-7000-8000-00000000ffff";

async fn slugs(person: &Person<'_>, path: &str) -> Vec<String> {
    let list = person.get(path).await.expect(200);
    list.list().iter().map(|entry| entry["slug"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_are_added_with_slugs_of_their_own_and_taken_away() {
    let app = TestApp::start().await;
    let grace = app.person("grace").await;
    let zed = grace.post("/api/admin/ai-tools", json!({"name": "Zed AI"})).await.expect(201);
    assert_eq!((&zed["data"]["name"], &zed["data"]["slug"]), (&json!("Zed AI"), &json!("zed-ai")));
    for taken in ["Zed AI", " zed ai "] {
        let refused = grace.post("/api/admin/ai-tools", json!({"name": taken})).await.expect(422);
        assert_eq!(refused["errors"]["name"][0], "has already been taken");
        assert!(!refused["message"].as_str().unwrap().is_empty());
    }
    // Another name whose slug is taken.
    let other = grace.post("/api/admin/ai-tools", json!({"name": "Zed-AI"})).await.expect(201);
    assert_eq!(other["data"]["slug"], "zed-ai-2");
    for (name, slug) in [("C++ Helper", "cplusplus-helper"), ("日本語", "日本語")] {
        assert_eq!(grace.post("/api/admin/ai-tools", json!({"name": name})).await.expect(201)["data"]["slug"], slug);
    }
    let axum = grace.post("/api/admin/tech-stacks", json!({"name": "Axum", "category": "backend"})).await.expect(201);
    assert_eq!((&axum["data"]["slug"], &axum["data"]["category"]), (&json!("axum"), &json!("backend")));
    let plain = grace.post("/api/admin/tech-stacks", json!({"name": "Plain"})).await.expect(201);
    assert_eq!(plain["data"]["category"], "other");

    for path in ["/api/admin/ai-tools", "/api/admin/tech-stacks"] {
        for body in [json!({}), json!({"name": null})] {
            grace.post(path, body).await.expect(400);
        }
        for name in [json!(" "), json!(7), json!("x".repeat(51))] {
            grace.post(path, json!({"name": name})).await.expect(422);
        }
    }
    let odd = grace.post("/api/admin/tech-stacks", json!({"name": "Odd", "category": "Cloud"})).await.expect(422);
    assert!(odd["errors"]["category"][0].is_string());

    assert!(slugs(&grace, "/api/tools").await.contains(&"zed-ai".to_owned()));
    grace.delete(&format!("/api/admin/ai-tools/{}", zed.id())).await.expect(204);
    grace.delete(&format!("/api/admin/ai-tools/{}", zed.id())).await.expect(404);
    assert!(!slugs(&grace, "/api/tools").await.contains(&"zed-ai".to_owned()), "this node reads what it wrote");
    grace.delete(&format!("/api/admin/tech-stacks/{}", axum.id())).await.expect(204);
    for path in ["/api/admin/ai-tools", "/api/admin/tech-stacks"] {
        grace.delete(&format!("{path}/{UNKNOWN}")).await.expect(404);
        grace.delete(&format!("{path}/7")).await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_names_a_tool_loses_it_with_the_tool() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.person("ada").await, app.person("grace").await);
    let fields = json!({"title": "Planner", "description": "Plans.", "tools": ["Zed AI"]});
    let project = ada.post("/api/projects", json!({"project": fields})).await.expect(201).id();
    let tools = grace.get("/api/tools").await.expect(200);
    let zed = tools.list().iter().find(|tool| tool["name"] == "Zed AI").unwrap()["id"].as_str().unwrap().to_owned();
    grace.delete(&format!("/api/admin/ai-tools/{zed}")).await.expect(204);
    let shown = ada.get(&format!("/api/projects/{project}")).await.expect(200);
    assert!(!shown.text().contains("Zed AI"), "{}", shown.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sync_adds_what_is_new_and_counts_all() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let grace = app.person("grace").await;
    let before = slugs(&grace, "/api/tools").await.len();
    let first = grace.post_nothing("/api/admin/ai-tools/sync-openrouter").await.expect(200);
    let number = |answer: &vibeslop_testkit::app::Answer, key: &str| answer[key].as_u64().unwrap();
    assert_eq!(first["success"], true);
    let (created, total) = (number(&first, "created"), number(&first, "total"));
    assert!(created > 0);
    assert_eq!(created + number(&first, "skipped"), total);
    assert_eq!(slugs(&grace, "/api/tools").await.len(), before + usize::try_from(created).unwrap());
    let again = grace.post_nothing("/api/admin/ai-tools/sync-openrouter").await.expect(200);
    assert_eq!((number(&again, "created"), number(&again, "skipped")), (0, total));
    // Somebody on another node is at it.
    app.execute(&format!(
        "INSERT INTO admin_turns VALUES ('sync_tools', gen_random_uuid(), '{}')",
        (app.now() + chrono::TimeDelta::seconds(1)).to_rfc3339()
    ))
    .await;
    let busy = grace.post_nothing("/api/admin/ai-tools/sync-openrouter").await.expect(409);
    assert_eq!(busy["error"], "sync_in_progress");
    // Whoever had the turn died with it.
    app.clock.advance(chrono::TimeDelta::seconds(1));
    grace.post_nothing("/api/admin/ai-tools/sync-openrouter").await.expect(200);
}
