use diesel_async::SimpleAsyncConnection;
use serde_json::json;
use vibeslop_testkit::app::TestApp;

const UNKNOWN: &str = "0190f000-0000-7000-8000-00000000ffff";

#[tokio::test(flavor = "multi_thread")]
async fn people_are_listed_newest_first_found_by_any_part_and_paged_both_ways() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    for name in ["ada", "bob_50", "cleo"] {
        app.person(name).await;
        app.clock.advance(chrono::TimeDelta::seconds(1));
    }
    let grace = app.person("grace").await;
    let all = grace.get("/api/admin/users?limit=abc&offset=-3").await.expect(200);
    let names = |answer: &vibeslop_testkit::app::Answer| -> Vec<String> {
        answer.list().iter().map(|user| user["username"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&all), ["grace", "cleo", "bob_50", "ada"]);
    assert_eq!(all["meta"], json!({"total": 4, "limit": 50, "offset": 0}));
    let keys: Vec<&str> = all.list()[0].as_object().unwrap().keys().map(String::as_str).collect();
    for key in [
        "id",
        "email",
        "username",
        "display_name",
        "avatar_url",
        "is_verified",
        "has_onboarded",
        "inserted_at",
        "updated_at",
        "suspended_at",
        "suspended_until",
        "suspension_reason",
    ] {
        assert!(keys.contains(&key), "{key}");
    }

    let second = grace.get("/api/admin/users?limit=2&offset=2").await.expect(200);
    assert_eq!(names(&second), ["bob_50", "ada"]);
    assert_eq!(second["meta"], json!({"total": 4, "limit": 2, "offset": 2}));
    let first = grace.get("/api/admin/users?limit=3").await.expect(200);
    let cursor = first["next_cursor"].as_str().unwrap();
    let rest = grace.get(&format!("/api/admin/users?limit=3&cursor={cursor}")).await.expect(200);
    assert_eq!((names(&rest), rest["has_more"].as_bool()), (vec!["ada".to_owned()], Some(false)));
    assert!(first.header("link").contains("rel=\"next\""));
    assert_eq!(grace.get("/api/admin/users?limit=1000").await.expect(200)["meta"]["limit"], 100);

    for (search, found) in
        [("CLE", vec!["cleo"]), ("ob_5", vec!["bob_50"]), ("%25", vec![]), ("a@example", vec!["ada"])]
    {
        let answer = grace.get(&format!("/api/admin/users?search={search}")).await.expect(200);
        assert_eq!(
            (names(&answer), answer["meta"]["total"].as_i64()),
            (found.iter().map(|s| (*s).to_owned()).collect(), i64::try_from(found.len()).ok()),
            "{search}"
        );
    }

    // Who asks, the page, the number.
    let (_, one) = app.counting(grace.get("/api/admin/users?limit=1")).await;
    let (_, four) = app.counting(grace.get("/api/admin/users")).await;
    assert_eq!((one, four), (3, 3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_inside_a_row_does_not_travel() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (_, grace) = (app.person("ada").await, app.person("grace").await);
    app.execute("UPDATE users SET avatar_url = 'data:image/png;base64,AAAA' WHERE username = 'ada'").await;
    let found = grace.get("/api/admin/users?search=ada").await.expect(200);
    assert!(found.list()[0]["avatar_url"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn vouching_is_a_toggle_and_everything_is_written_down_for_good() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, grace) = (app.person("ada").await, app.person("grace").await);
    let toggle = format!("/api/admin/users/{}/toggle-verified", ada.id());
    assert_eq!(grace.post_nothing(&toggle).await.expect(200)["data"]["is_verified"], true);
    assert_eq!(app.anonymous().get("/api/users/ada").await.expect(200)["data"]["is_verified"], true);
    assert_eq!(grace.post_nothing(&toggle).await.expect(200)["data"]["is_verified"], false);
    for id in [UNKNOWN, "7"] {
        assert_eq!(
            grace.post_nothing(&format!("/api/admin/users/{id}/toggle-verified")).await.expect(404)["error"],
            "not_found"
        );
    }
    assert_eq!(ada.post_nothing(&toggle).await.expect(403)["error"], "forbidden");

    let deeds = grace.get("/api/admin/audit").await.expect(200);
    let actions: Vec<&str> = deeds.list().iter().map(|deed| deed["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["user.unverify", "user.verify"]);
    let deed = &deeds.list()[0];
    assert_eq!(deed["actor"]["username"], "grace");
    assert_eq!((&deed["subject_type"], &deed["subject_id"]), (&json!("user"), &json!(ada.id().to_string())));
    for (query, count) in [
        ("action=user.verify".to_owned(), 1),
        ("action=user.praise".to_owned(), 0),
        (format!("actor={}", grace.id()), 2),
        ("actor=nobody".to_owned(), 0),
        (format!("subject={}", ada.id()), 2),
        (format!("subject={UNKNOWN}"), 0),
    ] {
        let found = grace.get(&format!("/api/admin/audit?{query}")).await.expect(200);
        assert_eq!(
            (found.list().len(), found["meta"]["total"].as_i64()),
            (count, i64::try_from(count).ok()),
            "{query}"
        );
    }
    let (_, cost) = app.counting(grace.get("/api/admin/audit")).await;
    assert_eq!(cost, 3);

    let mut connection = app.database().connection().await.unwrap();
    for sql in ["DELETE FROM admin_audit", "UPDATE admin_audit SET action = 'a.b'", "TRUNCATE admin_audit"] {
        assert!(connection.batch_execute(sql).await.is_err(), "{sql}");
    }
}
