use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::Method;
use serde_json::{Value, json};
use vibeslop_domain::accounts::ExportSection;
use vibeslop_ports::mail::MailKind;
use vibeslop_testkit::app::{Answer, Person, TestApp, TestStores};

/// Asks for the archive, has it made, and answers where it is.
async fn made(app: &TestApp, person: &Person<'_>) -> String {
    person.get("/api/me/export").await.expect(202);
    app.run_jobs().await;
    person.get("/api/me/export").await.expect(200)["data"]["url"].as_str().unwrap().to_owned()
}

/// Whether rows can be looked at.
fn has_sql() -> bool {
    TestStores::chosen() == TestStores::Postgres
}

async fn fetched(app: &TestApp, url: &str) -> Answer {
    app.anonymous().send(app.request(Method::GET, url)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_is_made_mailed_and_kept_for_three_days() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    app.anonymous().get("/api/me/export").await.expect(401);
    for _ in 0..3 {
        let preparing = ada.get("/api/me/export").await.expect(202);
        assert_eq!((&preparing["data"]["status"], &preparing["data"]["url"]), (&json!("preparing"), &Value::Null));
    }
    if has_sql() {
        let made = app.texts("SELECT count(*)::text FROM jobs WHERE kind = 'make_export'").await;
        assert_eq!(made, ["1"], "one at a time");
    }
    app.run_jobs().await;

    let mails = app.mails().await;
    assert_eq!((mails.len(), mails[0].mail.kind), (1, MailKind::ExportReady));
    let text = &mails[0].mail.text;
    let mailed =
        text.split_whitespace().find(|word| word.contains("/api/me/export/download?token=")).unwrap().to_owned();
    let ready = ada.get("/api/me/export").await.expect(200);
    let expires_at = ready["data"]["expires_at"].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    assert_eq!((&ready["data"]["status"], expires_at), (&json!("ready"), app.now() + TimeDelta::days(3)));
    assert_eq!(ready.header("cache-control"), "no-store");
    let first = ready["data"]["url"].as_str().unwrap().to_owned();
    let second = ada.get("/api/me/export").await.expect(200)["data"]["url"].as_str().unwrap().to_owned();
    fetched(&app, &first).await.expect(404);

    for url in [&mailed, &second, &mailed] {
        let archive = fetched(&app, url).await.expect(200);
        assert_eq!(archive.json()["account"]["username"], "ada");
        assert_eq!(archive.bytes.len(), usize::try_from(ready["data"]["size"].as_u64().unwrap()).unwrap());
        assert!(archive.header("content-disposition").starts_with("attachment; filename=\"vibeslop-"));
        assert_eq!(archive.header("cache-control"), "no-store");
        assert_eq!(archive.header("referrer-policy"), "no-referrer");
    }
    // A secret stands nowhere but in its link.
    for secret in [&mailed, &second].into_iter().filter(|_| has_sql()) {
        let secret = secret.split_once("token=").unwrap().1;
        let rows = format!("SELECT way FROM export_links WHERE encode(token_hash, 'escape') LIKE '%{secret}%'");
        assert_eq!(app.texts(&rows).await, Vec::<String>::new());
        assert_eq!(app.texts(&format!("SELECT kind FROM jobs WHERE args::text LIKE '%{secret}%'")).await.len(), 0);
    }
    for wrong in ["", "?token=", "?token=x", &format!("?token={}", "a".repeat(10_000))] {
        let refused = app.anonymous().get(&format!("/api/me/export/download{wrong}")).await;
        assert!([404, 414].contains(&refused.status), "{wrong}: {}", refused.status);
    }

    app.clock.advance(TimeDelta::days(3));
    fetched(&app, &mailed).await.expect(404);
    super::the_hour_comes(&app).await;
    if has_sql() {
        assert_eq!(app.texts("SELECT count(*)::text FROM export_parts").await, ["0"]);
    }
    app.person("ada").await.get("/api/me/export").await.expect(202);
}

/// Rows of the person's own in every section; of what bob wrote only what ada sees.
#[tokio::test(flavor = "multi_thread")]
async fn in_an_archive_is_all_that_is_ones_own_and_nothing_of_others() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    super::canaries::live(&app, &ada, &bob).await;
    let theirs = bob.post("/api/posts", json!({"post": {"content": "bobs alone"}})).await.expect(201).id();
    app.execute(&format!(
        "INSERT INTO bookmarks (user_id, post_id) VALUES ('{}', '{theirs}');
         UPDATE oauth_accounts SET access_token_sealed = 'sealed-token', refresh_token_sealed = 'sealed-token'",
        bob.id()
    ))
    .await;
    let url = made(&app, &ada).await;
    let archive = fetched(&app, &url).await.expect(200);
    assert_eq!((&archive["format"], &archive["version"]), (&json!("vibeslop-archive"), &json!(1)));
    for section in ExportSection::ALL {
        let part = &archive[section.as_str()];
        match section {
            ExportSection::Account => assert_eq!(part["email"], "ada@example.com"),
            _ => assert!(part.as_array().is_some_and(|rows| !rows.is_empty()), "{}: {part}", section.as_str()),
        }
    }
    let account = &archive["account"];
    assert_eq!(account["identities"][0]["provider"], "github");
    let (posts, messages) = (archive["posts"].as_array().unwrap(), archive["messages"].as_array().unwrap());
    assert_eq!(posts[0]["edits"][0]["content"], "First words");
    assert_eq!((&messages[0]["mine"], &messages[1]["mine"]), (&json!(true), &json!(false)));
    let text = archive.text();
    for secret in ["bobs alone", "sealed-token", "bob@example.com"] {
        assert!(!text.contains(secret), "{secret}");
    }

    // What bob said is not there while bob is not, and what ada said is.
    let grace = app.person("grace").await;
    grace.post(&format!("/api/admin/users/{}/suspend", bob.id()), json!({"reason": "Spam"})).await.expect(200);
    app.execute("DELETE FROM exports").await;
    let url = made(&app, &ada).await;
    let archive = fetched(&app, &url).await.expect(200);
    let mine: Vec<bool> =
        archive["messages"].as_array().unwrap().iter().map(|message| message["mine"].as_bool().unwrap()).collect();
    assert_eq!(mine, [true]);
    assert!(!archive.text().contains("Welcome to my inbox"));
}

/// Tables that say whose a row is, and where the archive has it, or why it has not.
const OWNED: &[(&str, &str)] = &[
    ("ai_usage", "ai_usage"),
    ("bids", "bids"),
    ("blocks", "blocks"),
    ("bookmarks", "bookmarks"),
    ("comments", "comments"),
    ("conversations", "conversations"),
    ("exports", "not: the archive itself"),
    ("feed_entries", "not: made from posts, projects and reposts"),
    ("follows", "following"),
    ("generated_images", "pictures"),
    ("gig_reviews", "reviews"),
    ("gigs", "gigs"),
    ("impressions", "views"),
    ("likes", "likes"),
    ("limit_windows", "account"),
    ("login_codes", "not: hashes of secrets that live for a minute"),
    ("mail_refusals", "account"),
    ("messages", "messages"),
    ("mutes", "mutes"),
    ("notifications", "notifications"),
    ("oauth_accounts", "account"),
    ("posts", "posts"),
    ("projects", "projects"),
    ("reports", "reports"),
    ("reposts", "reposts"),
    ("revoked_tokens", "account"),
    ("sent_mails", "account"),
    ("stream_tickets", "not: hashes of secrets that live for half a minute"),
    ("user_favorite_tools", "account"),
    ("user_tech_stacks", "account"),
];

#[tokio::test(flavor = "multi_thread")]
async fn a_table_that_names_people_is_in_the_archive_or_has_a_reason() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let tables = app
        .texts(
            "SELECT DISTINCT conrelid::regclass::text FROM pg_constraint
             WHERE contype = 'f' AND confrelid = 'users'::regclass ORDER BY 1",
        )
        .await;
    assert_eq!(OWNED.iter().map(|(table, _)| *table).collect::<Vec<_>>(), tables);
    let sections: BTreeSet<&str> = ExportSection::ALL.iter().map(|section| section.as_str()).collect();
    for (table, place) in OWNED {
        assert!(place.starts_with("not: ") || sections.contains(place), "{table}: {place}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn much_is_read_in_pages_and_whole() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let (ada, bob) = (app.person("ada").await, app.person("bob").await);
    ada.writes_to(&bob, "0").await;
    app.person("carol").await.writes_to(&ada, "hello").await;
    // Several of one time, over several pages.
    app.execute(&format!(
        "INSERT INTO posts (user_id, content, inserted_at)
         SELECT '{ada}', 'number ' || n, now() + n / 7 * interval '1 second' FROM generate_series(1, 345) n;
         INSERT INTO messages (conversation_id, sender_id, content, inserted_at)
         SELECT c.id, '{ada}', 'number ' || n, now() + n / 7 * interval '1 second'
         FROM conversations c, generate_series(1, 250) n;
         INSERT INTO impressions (post_id, user_id) SELECT id, '{ada}' FROM posts",
        ada = ada.id()
    ))
    .await;
    let url = made(&app, &ada).await;
    let archive = fetched(&app, &url).await.expect(200);
    let different = |section: &str, field: &str| {
        let rows = archive[section].as_array().unwrap();
        let rows: BTreeSet<&str> = rows.iter().map(|row| row[field].as_str().unwrap()).collect();
        (archive[section].as_array().unwrap().len(), rows.len())
    };
    assert_eq!(different("posts", "id"), (345, 345));
    assert_eq!(different("messages", "id"), (502, 502));
    assert_eq!(different("views", "post_id"), (345, 345));
    let times: Vec<&str> =
        archive["posts"].as_array().unwrap().iter().map(|post| post["inserted_at"].as_str().unwrap()).collect();
    assert!(times.is_sorted());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_costs_the_same_whatever_is_in_it() {
    vibeslop_testkit::postgres_only!();
    let app = TestApp::start().await;
    let mut costs = Vec::new();
    for posts in [3, 90] {
        let ada = app.person(&format!("ada{posts}")).await;
        app.execute(&format!(
            "INSERT INTO posts (user_id, content) SELECT '{ada}', 'x' FROM generate_series(1, {posts});
             INSERT INTO likes (user_id, post_id) SELECT user_id, id FROM posts WHERE user_id = '{ada}'",
            ada = ada.id()
        ))
        .await;
        ada.get("/api/me/export").await.expect(202);
        costs.push(app.counting(app.run_jobs()).await.1);
    }
    assert_eq!(costs[0], costs[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_gone_gets_no_archive_and_leaves_none() {
    let app = TestApp::start().await;
    let (ada, grace) = (app.person("ada").await, app.person("grace").await);
    let url = made(&app, &ada).await;
    grace.delete(&format!("/api/admin/users/{}", ada.id())).await.expect(204);
    fetched(&app, &url).await.expect(404);
    for table in ["exports", "export_parts", "export_links"].into_iter().filter(|_| has_sql()) {
        assert_eq!(app.texts(&format!("SELECT count(*)::text FROM {table}")).await, ["0"], "{table}");
    }
}
