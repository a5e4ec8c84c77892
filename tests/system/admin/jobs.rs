use std::time::Duration;

use serde_json::json;
use vibeslop_ports::jobs::{Enqueued, Job, NewJob};
use vibeslop_testkit::app::TestApp;

#[derive(serde::Serialize, serde::Deserialize)]
struct WaterPlant {
    plant: u32,
}

impl Job for WaterPlant {
    const KIND: &'static str = "water_plant";
    const MAX_ATTEMPTS: u16 = 3;
    const TIME_LIMIT: Duration = Duration::from_secs(1);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_are_seen_called_off_and_run_again() {
    let app = TestApp::start().await;
    let grace = app.person("grace").await;
    let mut work = app.ports.transactions.begin().await.unwrap();
    let enqueued = work.jobs().enqueue(&NewJob::of(&WaterPlant { plant: 7 }, app.now())).await.unwrap();
    work.commit().await.unwrap();
    let Enqueued::Added(id) = enqueued else { panic!("{enqueued:?}") };

    let all = grace.get("/api/admin/jobs").await.expect(200);
    let job = all.list().iter().find(|job| job["id"] == id.to_string()).unwrap();
    assert_eq!(
        (&job["kind"], &job["state"], &job["args"]),
        (&json!("water_plant"), &json!("available"), &json!({"plant": 7}))
    );
    assert!(all["counts"].as_array().unwrap().iter().any(|count| count["state"] == "available"));
    for (query, there) in [
        ("state=available&queue=default", true),
        ("state=completed", false),
        ("state=asleep", false),
        ("queue=none", false),
    ] {
        let found = grace.get(&format!("/api/admin/jobs?{query}")).await.expect(200);
        assert_eq!(found.list().iter().any(|job| job["id"] == id.to_string()), there, "{query}");
    }
    let (cancel, retry) = (format!("/api/admin/jobs/{id}/cancel"), format!("/api/admin/jobs/{id}/retry"));
    assert_eq!(grace.post_nothing(&cancel).await.expect(200)["data"]["state"], "cancelled");
    assert_eq!(grace.post_nothing(&cancel).await.expect(409)["error"], "job_state");
    assert_eq!(grace.post_nothing(&retry).await.expect(200)["data"]["state"], "available");
    assert_eq!(grace.post_nothing(&retry).await.expect(409)["error"], "job_state");
    for unknown in ["0190f000-0000-7000-8000-00000000ffff", "7"] {
        grace.post_nothing(&format!("/api/admin/jobs/{unknown}/retry")).await.expect(404);
        grace.post_nothing(&format!("/api/admin/jobs/{unknown}/cancel")).await.expect(404);
    }
    let deeds = grace.get("/api/admin/audit").await.expect(200);
    let actions: Vec<&str> = deeds.list().iter().map(|deed| deed["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["job.retry", "job.cancel"]);
}
