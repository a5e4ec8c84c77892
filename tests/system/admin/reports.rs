use serde_json::{Value, json};
use vibeslop_testkit::app::{Answer, Person, TestApp};

const UNKNOWN: &str = "0190f000-0000-7000-8000-00000000ffff";

async fn report(person: &Person<'_>, kind: &str, id: &str, reason: Value) {
    person.post("/api/reports", json!({"type": kind, "id": id, "reason": reason})).await.expect(200);
}

async fn reports(person: &Person<'_>, query: &str) -> Answer {
    person.get(&format!("/api/admin/reports?{query}")).await.expect(200)
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_tell_what_is_reported_by_whom_and_how_often() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let grace = app.person("grace").await;
    let post = ada.post("/api/posts", json!({"post": {"content": "Buy now"}})).await.expect(201).id();
    let project = ada.post("/api/projects", json!({"project": {"title": "Planner", "description": "x"}})).await;
    let project = project.expect(201).id();
    let comment = json!({"comment": {"commentable_type": "Post", "commentable_id": post, "content": "Cheap!"}});
    let comment = ada.post("/api/comments", comment).await.expect(201).id();
    for (kind, id) in [("Post", &post), ("Project", &project), ("Comment", &comment), ("User", &ada.id().to_string())] {
        report(&bob, kind, id, json!("Spam")).await;
        app.clock.advance(chrono::TimeDelta::seconds(1));
    }
    report(&cleo, "Post", &post, Value::Null).await;

    let all = reports(&grace, "").await;
    assert_eq!(all["meta"], json!({"total": 5, "limit": 20, "offset": 0}));
    let newest = &all.list()[0];
    assert_eq!((&newest["reportable_type"], &newest["reportable_id"]), (&json!("Post"), &json!(post)));
    assert_eq!(
        (&newest["status"], &newest["reason"], &newest["reports_count"]),
        (&json!("pending"), &Value::Null, &json!(2))
    );
    assert_eq!((&newest["reporter"]["username"], &newest["preview"]["text"]), (&json!("cleo"), &json!("Buy now")));
    let texts: Vec<&str> = all.list().iter().map(|report| report["preview"]["text"].as_str().unwrap()).collect();
    assert_eq!(texts[2..4], ["Cheap!", "Planner"]);
    assert!(all.list().iter().all(|report| report["preview"]["author"]["username"] == "ada"));

    for (query, count) in [
        ("type=Post", 2),
        ("type=User&status=pending", 1),
        ("status=resolved", 0),
        ("status=done", 0),
        ("type=Planet", 0),
        ("status=&type=", 5),
    ] {
        assert_eq!(reports(&grace, query).await.list().len(), count, "{query}");
    }
    let page = reports(&grace, "limit=2&offset=4").await;
    assert_eq!((page.list().len(), page["meta"]["total"].as_i64()), (1, Some(5)));
    let first = reports(&grace, "limit=3").await;
    let rest = reports(&grace, &format!("limit=3&cursor={}", first["next_cursor"].as_str().unwrap())).await;
    assert_eq!((rest.list().len(), &rest["has_more"]), (2, &json!(false)));
    let (_, one) = app.counting(reports(&grace, "limit=1")).await;
    let (_, five) = app.counting(reports(&grace, "")).await;
    assert_eq!((one, five), (3, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_report_is_decided_upon_and_opened_again() {
    let app = TestApp::start().await;
    let (ada, bob, grace) = (app.person("ada").await, app.person("bob").await, app.person("grace").await);
    let post = ada.post("/api/posts", json!({"post": {"content": "Buy now"}})).await.expect(201).id();
    report(&bob, "Post", &post, Value::Null).await;
    let id = reports(&grace, "").await.list()[0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/admin/reports/{id}");
    for status in ["dismissed", "pending", "reviewed", "resolved"] {
        let answer = grace.put(&path, json!({"status": status})).await.expect(200);
        assert_eq!((&answer["data"]["status"], &answer["data"]["id"]), (&json!(status), &json!(id)));
    }
    grace.put(&path, json!({})).await.expect(400);
    for status in [json!("done"), json!(7)] {
        assert_eq!(grace.put(&path, json!({"status": status})).await.expect(422)["errors"]["status"][0], "is invalid");
    }
    for unknown in [UNKNOWN, "7"] {
        grace.put(&format!("/api/admin/reports/{unknown}"), json!({"status": "resolved"})).await.expect(404);
    }
    // The post goes, the decided report stays, and can be opened again.
    ada.delete(&format!("/api/posts/{post}")).await.expect(204);
    let opened = grace.put(&path, json!({"status": "pending"})).await.expect(200);
    assert!(opened["data"]["preview"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_reported_goes_with_counters_and_all_its_reports_are_resolved() {
    let app = TestApp::start().await;
    let (ada, bob, cleo) = (app.person("ada").await, app.person("bob").await, app.person("cleo").await);
    let grace = app.person("grace").await;
    let post = bob.post("/api/posts", json!({"post": {"content": "Hello"}})).await.expect(201).id();
    let comment = |parent: Value| json!({"comment": {"commentable_type": "Post", "commentable_id": post, "content": "Cheap!", "parent_id": parent}});
    let insult = ada.post("/api/comments", comment(Value::Null)).await.expect(201).id();
    bob.post("/api/comments", comment(json!(insult))).await.expect(201);
    cleo.post("/api/comments", comment(Value::Null)).await.expect(201);
    for person in [&bob, &cleo] {
        report(person, "Comment", &insult, Value::Null).await;
    }
    let listed = reports(&grace, "type=Comment").await;
    let ids: Vec<String> = listed.list().iter().map(|report| report["id"].as_str().unwrap().to_owned()).collect();
    let done = grace.delete(&format!("/api/admin/reports/{}/content", ids[0])).await.expect(200);
    assert_eq!(*done.json(), json!({"success": true}));
    assert_eq!(bob.get(&format!("/api/posts/{post}")).await.expect(200)["data"]["comments"], 1);
    let after = reports(&grace, "type=Comment&status=resolved").await;
    assert_eq!(after.list().len(), 2, "all open reports on it");
    assert!(after.list().iter().all(|report| report["preview"].is_null()));
    let again = grace.delete(&format!("/api/admin/reports/{}/content", ids[1])).await.expect(200);
    assert!(again["success"] == true && again["message"].is_string());
    grace.delete(&format!("/api/admin/reports/{UNKNOWN}/content")).await.expect(404);

    report(&bob, "User", &ada.id().to_string(), Value::Null).await;
    let person = reports(&grace, "type=User").await.list()[0]["id"].as_str().unwrap().to_owned();
    let refused = grace.delete(&format!("/api/admin/reports/{person}/content")).await.expect(422);
    assert_eq!(refused["error"], "cannot_delete_user");
    assert_eq!(reports(&grace, "type=User&status=pending").await.list().len(), 1);
}
