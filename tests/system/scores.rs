//! Developers' scores.

use vibeslop_application::scores::ScoreDeveloper;
use vibeslop_testkit::app::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_score_shows_in_the_profile_and_is_no_edit_of_it() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let alice = app.person("alice").await;
    let version = || app.texts("SELECT version::text FROM users WHERE username = 'alice'");
    let before = version().await;
    app.services.scores.score_developer(ScoreDeveloper { user: alice.id().0 }).await.unwrap();
    assert_eq!(version().await, before);
    let scores = app.texts("SELECT developer_score::text FROM users WHERE username = 'alice'").await;
    assert!(scores[0].parse::<i32>().unwrap() > 100, "{scores:?}");
    let profile = alice.get("/api/users/alice").await.expect(200);
    let stats = &profile["data"]["github_stats"];
    assert!(stats["current_streak"].as_i64().unwrap() > 50, "{stats}");
    assert_eq!(profile["data"]["developer_score"].to_string(), scores[0]);
    // An older run that comes late changes nothing.
    app.execute("UPDATE users SET developer_score = 1, developer_score_updated_at = developer_score_updated_at + interval '1 day'").await;
    app.services.scores.score_developer(ScoreDeveloper { user: alice.id().0 }).await.unwrap();
    assert_eq!(app.texts("SELECT developer_score::text FROM users WHERE username = 'alice'").await, ["1"]);
}
