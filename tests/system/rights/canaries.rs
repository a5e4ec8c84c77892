//! Text that can be found again, in every place of the database that can hold some.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use vibeslop_testkit::app::{Person, TestApp};

/// What is searched for. The stemmer leaves it alone, and it is a username.
pub const CANARY: &str = "zqcanary7";

/// Columns that can hold text, and how the canary gets there: `api` where a use case writes it (see [`live`]), else SQL in
/// which `$ada` and `$bob` stand for two people.
const SEEDED: &[(&str, &str)] = &[
    ("bids.proposal", "api"),
    ("comments.content", "api"),
    ("export_parts.content", "api"),
    ("gig_reviews.content", "api"),
    ("gigs.description", "api"),
    ("gigs.search_vector", "api"),
    ("gigs.title", "api"),
    ("impressions.fingerprint", "api"),
    ("messages.content", "api"),
    ("notifications.content_preview", "api"),
    (
        "oauth_accounts.access_token_sealed",
        "UPDATE oauth_accounts SET access_token_sealed = 'zqcanary7' WHERE user_id = $ada",
    ),
    (
        "oauth_accounts.provider_email",
        "UPDATE oauth_accounts SET provider_email = 'zqcanary7@x.example' WHERE user_id = $ada",
    ),
    ("oauth_accounts.provider_login", "UPDATE oauth_accounts SET provider_login = 'zqcanary7' WHERE user_id = $ada"),
    (
        "oauth_accounts.provider_user_id",
        "UPDATE oauth_accounts SET provider_user_id = 'zqcanary7' WHERE user_id = $ada",
    ),
    (
        "oauth_accounts.refresh_token_sealed",
        "UPDATE oauth_accounts SET refresh_token_sealed = 'zqcanary7' WHERE user_id = $ada",
    ),
    ("oauth_accounts.scopes", "UPDATE oauth_accounts SET scopes = 'zqcanary7' WHERE user_id = $ada"),
    (
        "post_media.url",
        "UPDATE post_media SET url = 'https://zqcanary7.example/' WHERE id = (SELECT m.id FROM post_media m JOIN posts p ON p.id = m.post_id WHERE p.user_id = $ada LIMIT 1)",
    ),
    ("post_revisions.content", "api"),
    ("posts.content", "api"),
    ("posts.search_vector", "api"),
    ("project_highlights.content", "api"),
    ("project_images.alt_text", "UPDATE project_images SET alt_text = 'zqcanary7'"),
    (
        "project_images.url",
        "INSERT INTO project_images (project_id, url) SELECT id, 'https://zqcanary7.example/' FROM projects WHERE user_id = $ada",
    ),
    ("project_timeline_entries.date_label", "api"),
    ("project_timeline_entries.description", "api"),
    ("project_timeline_entries.title", "api"),
    ("projects.description", "api"),
    ("projects.github_url", "api"),
    ("projects.live_url", "api"),
    ("projects.long_description", "api"),
    ("projects.search_vector", "api"),
    ("projects.title", "api"),
    ("reports.reason", "api"),
    ("retries.body", "api"),
    ("retries.headers", "UPDATE retries SET headers = headers || '{\"x\": \"zqcanary7\"}' WHERE caller = $ada"),
    ("retries.key", "api"),
    ("search_word_marks.word", "api"),
    (
        "search_words.word",
        "INSERT INTO search_words SELECT DISTINCT unnest(tsvector_to_array(search_vector)) FROM posts",
    ),
    ("users.avatar_url", "UPDATE users SET avatar_url = 'https://zqcanary7.example/' WHERE id = $ada"),
    ("users.banner_url", "UPDATE users SET banner_url = 'data:zqcanary7' WHERE id = $ada"),
    ("users.bio", "api"),
    ("users.display_name", "api"),
    ("users.email", "UPDATE users SET email = 'zqcanary7@example.com' WHERE id = $ada"),
    ("users.github_stats", "UPDATE users SET github_stats = '{\"login\": \"zqcanary7\"}' WHERE id = $ada"),
    ("users.github_username", "UPDATE users SET github_username = 'zqcanary7' WHERE id = $ada"),
    ("users.location", "api"),
    ("users.search_vector", "api"),
    (
        "users.suspension_reason",
        "UPDATE users SET suspended_at = now() - interval '2 days', suspended_until = now() - interval '1 day', suspension_reason = 'zqcanary7' WHERE id = $ada",
    ),
    ("users.twitter_handle", "api"),
    ("users.username", "api"),
    ("users.website_url", "api"),
];

/// Columns that can hold text in which nothing of a person is, and why.
const IMPERSONAL: &[(&str, &str)] = &[
    ("admin_audit.action", "a word of ours"),
    ("admin_audit.details", "values of ours: nothing that people wrote"),
    ("admin_audit.subject_id", "an identifier, which leads nowhere"),
    ("admin_audit.subject_type", "a word of ours"),
    ("admin_turns.what", "a word of ours"),
    ("ai_tools.icon_url", "the catalog is everybody's, and says of nobody that they added to it"),
    ("ai_tools.name", "the catalog"),
    ("ai_tools.slug", "the catalog"),
    ("ai_usage.model", "the name of a model"),
    ("ai_usage.outcome", "a word of ours"),
    ("ai_usage.purpose", "a word of ours"),
    ("bids.currency", "a currency"),
    ("bids.status", "a word of ours"),
    ("export_links.token_hash", "the hash of a secret"),
    ("export_links.way", "a word of ours"),
    ("generated_images.sha256", "the hash of a picture that we painted"),
    ("gig_reviews.review_type", "a word of ours"),
    ("gig_views.viewer_key", "a hash that leads to nobody"),
    ("gigs.currency", "a currency"),
    ("gigs.status", "a word of ours"),
    ("gigs.tag_words", "names of the catalog"),
    ("job_ticks.name", "a word of ours"),
    ("jobs.args", "identifiers; this test walks through the kinds that people cause"),
    ("jobs.errors", "kinds of failures, in our words"),
    ("jobs.kind", "a word of ours"),
    ("jobs.queue", "a word of ours"),
    ("jobs.state", "a word of ours"),
    ("jobs.unique_key", "words of ours and identifiers"),
    ("limit_windows.policy", "a word of ours"),
    ("login_codes.code_hash", "the hash of a secret"),
    ("mail_refusals.kind", "a word of ours"),
    ("media_files.name", "the hash of a picture, which goes with the picture"),
    ("moderation_verdicts.model", "the name of a model"),
    (
        "moderation_verdicts.reason",
        "what a model says of a picture that was refused; says not whose it was; goes after 30 days",
    ),
    ("moderation_verdicts.sha256", "the hash of a picture"),
    ("notifications.type", "a word of ours"),
    ("oauth_accounts.provider", "the name of a service"),
    ("post_media.file", "made from the address"),
    ("project_images.file", "made from the address"),
    ("projects.status", "a word of ours"),
    ("reports.reportable_type", "a word of ours"),
    ("reports.status", "a word of ours"),
    ("retries.request", "a hash"),
    ("revoked_tokens.jti", "an identifier that we made"),
    ("sent_mails.kind", "a word of ours"),
    ("stream_events.kind", "a word of ours"),
    ("stream_events.token_id", "an identifier that we made, for ten minutes"),
    ("stream_tickets.ticket_hash", "the hash of a secret"),
    ("stream_tickets.token_id", "an identifier that we made"),
    ("tech_stacks.category", "a word of ours"),
    ("tech_stacks.name", "the catalog"),
    ("tech_stacks.slug", "the catalog"),
    ("users.avatar_file", "made from the address"),
    ("users.banner_file", "made from the address"),
    ("users.message_privacy", "a word of ours"),
];

/// Types of columns that hold numbers, times and identifiers. Whatever else there is can hold text.
const TEXTLESS: &str = "'uuid', '_uuid', 'int2', 'int4', 'int8', 'float8', 'bool', 'date', 'timestamptz'";

/// All columns that can hold text, as the database knows them.
async fn columns(app: &TestApp) -> Vec<String> {
    app.texts(&format!(
        "SELECT table_name || '.' || column_name
         FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name !~ '^__diesel'
            AND udt_name NOT IN ({TEXTLESS})
         ORDER BY table_name COLLATE \"C\", column_name COLLATE \"C\""
    ))
    .await
}

/// The columns in which the canary is.
pub async fn found(app: &TestApp) -> Vec<String> {
    let mut found = Vec::new();
    for column in columns(app).await {
        let (table, name) = column.split_once('.').unwrap();
        // Bytes are shown in hexadecimal digits.
        let hits = app
            .texts(&format!(
                "SELECT count(*)::text FROM {table}
                 WHERE {name}::text ILIKE '%{CANARY}%' OR {name}::text ILIKE '%' || encode('{CANARY}'::bytea, 'hex') || '%'"
            ))
            .await;
        if hits != ["0"] {
            found.push(column);
        }
    }
    found
}

/// Puts the canary everywhere.
///
/// # Panics
/// There is a column that no list here knows, or one that the canary does not get into.
pub async fn seed(app: &TestApp, ada: &Person<'_>, bob: &Person<'_>) {
    let mut known: Vec<&str> = SEEDED.iter().chain(IMPERSONAL).map(|(column, _)| *column).collect();
    known.sort_unstable();
    assert_eq!(columns(app).await, known, "a column that can hold text is seeded, or has a reason why not");
    live(app, ada, bob).await;
    for (column, how) in SEEDED.iter().filter(|(_, how)| *how != "api") {
        let sql = how.replace("$ada", &format!("'{}'", ada.id())).replace("$bob", &format!("'{}'", bob.id()));
        app.execute(&sql).await;
        assert!(!column.is_empty());
    }
    ada.get("/api/me/export").await.expect(202);
    app.run_jobs().await;
    let found = found(app).await;
    let missing: Vec<_> = SEEDED.iter().filter(|(column, _)| !found.iter().any(|found| found == column)).collect();
    assert!(missing.is_empty(), "the test looks for what was never there: {missing:?}");
    let surplus: Vec<_> = found.iter().filter(|column| !SEEDED.iter().any(|(seeded, _)| seeded == *column)).collect();
    assert!(surplus.is_empty(), "what is said to be impersonal is not: {surplus:?}");
}

/// Ada does everything that one can do here, and bob answers.
pub async fn live(app: &TestApp, ada: &Person<'_>, bob: &Person<'_>) {
    let c = CANARY;
    let profile = json!({"display_name": c, "bio": c, "location": c, "twitter_handle": c, "website_url": format!("https://{c}.example")});
    ada.put("/api/me", json!({"user": profile})).await.expect(200);
    let tools = ada.get("/api/tools").await.expect(200).list()[0]["id"].clone();
    let preferences = json!({"preferences": {"ai_tool_ids": [tools], "tech_stack_ids": []}});
    ada.put("/api/me/preferences", preferences).await.expect(200);
    ada.put("/api/me/email-preferences", json!({"weekly_digest": false})).await.expect(200);

    let project = json!({
        "title": c, "description": c, "long_description": c, "highlights": [c],
        "links": {"live": format!("https://{c}.example"), "github": format!("https://github.com/{c}/{c}")},
        "timeline": [{"date": c, "title": c, "description": c}],
        "images": [format!("data:image/gif;base64,{}", super::pictures::GIF)],
    });
    ada.post("/api/projects", json!({"project": project})).await.expect(201);
    let post = json!({"post": {"content": "First words", "media": [format!("data:image/png;base64,{}", super::pictures::PNG)]}});
    let post = ada.post("/api/posts", post).await.expect(201).id();
    for words in [format!("{c} said this"), format!("{c} rewrote this, {c}x")] {
        ada.put(&format!("/api/posts/{post}"), json!({"post": {"content": words}})).await.expect(200);
    }
    // One that is gone before its writer is.
    let gone = ada.post("/api/posts", json!({"post": {"content": c}})).await.expect(201).id();
    ada.delete(&format!("/api/posts/{gone}")).await.expect(204);
    let theirs = bob.post("/api/posts", json!({"post": {"content": "Plain words"}})).await.expect(201).id();
    let kept = ada.request(Method::POST, "/api/comments").header("idempotency-key", c).body(
        json!({"comment": {"commentable_type": "post", "commentable_id": theirs, "content": format!("{c} comments")}})
            .to_string(),
    );
    ada.send(kept).await.expect(201);
    for act in ["likes", "reposts", "bookmarks"] {
        ada.post(&format!("/api/{act}"), json!({"type": "post", "id": theirs})).await.expect(200);
    }
    let seen = json!({"impressions": [{"type": "post", "id": theirs}], "fingerprint": c});
    ada.post("/api/impressions", seen).await.expect(200);
    let other = bob.post("/api/posts", json!({"post": {"content": "Plain too"}})).await.expect(201).id();
    let seen = json!({"impressions": [{"type": "post", "id": other}], "fingerprint": c});
    app.anonymous().post("/api/impressions", seen).await.expect(200);

    ada.post_nothing(&format!("/api/users/{}/follow", bob.username())).await.expect(200);
    bob.post_nothing(&format!("/api/users/{}/follow", ada.username())).await.expect(200);
    let (carol, dave) = (app.person("carol").await, app.person("dave").await);
    ada.put("/api/users/carol/block", json!({})).await.expect(200);
    ada.put("/api/users/dave/mute", json!({})).await.expect(200);
    let report = json!({"type": "post", "id": theirs, "reason": c});
    ada.post("/api/reports", report).await.expect(200);
    // What others say of ada to the administrators, once it is decided.
    let grace = app.person("grace").await;
    for (thing, id) in [("post", post.clone()), ("user", ada.id().to_string())] {
        dave.post("/api/reports", json!({"type": thing, "id": id, "reason": format!("{c} again")})).await.expect(200);
    }
    let reports = grace.get("/api/admin/reports").await.expect(200);
    for report in reports.list().iter().filter(|report| report["reporter"]["username"] == "dave") {
        let path = format!("/api/admin/reports/{}", report["id"].as_str().unwrap());
        grace.put(&path, json!({"status": "resolved"})).await.expect(200);
    }

    ada.writes_to(bob, c).await;
    app.clock.advance(TimeDelta::seconds(1));
    bob.writes_to(ada, "Welcome to my inbox").await;
    work(ada, bob).await;
    work(bob, ada).await;
    app.execute(&format!(
        "INSERT INTO ai_usage (user_id, purpose, model, prompt_tokens, completion_tokens, duration_ms, outcome, inserted_at)
         VALUES ('{}', 'improve_post', 'a/model', 1, 1, 1, 'answered', now())",
        ada.id()
    ))
    .await;
    drop(carol);
}

/// One offers a gig, the other is hired, and both review.
async fn work(owner: &Person<'_>, bidder: &Person<'_>) {
    let c = CANARY;
    let words = |person: &Person<'_>| if person.username() == "bob" { "plain".to_owned() } else { c.to_owned() };
    let gig = json!({"gig": {"title": words(owner), "description": words(owner)}});
    let gig = owner.post("/api/gigs", gig).await.expect(201).id();
    let bid = json!({"bid": {"amount": 100, "delivery_days": 1, "proposal": words(bidder).repeat(10)}});
    let bid = bidder.post(&format!("/api/gigs/{gig}/bids"), bid).await.expect(201).id();
    owner.post(&format!("/api/gigs/{gig}/hire"), json!({"bid_id": bid})).await.expect(200);
    owner.post_nothing(&format!("/api/gigs/{gig}/complete")).await.expect(200);
    for person in [owner, bidder] {
        let review = json!({"review": {"rating": 5, "content": words(person)}});
        person.post(&format!("/api/gigs/{gig}/reviews"), review).await.expect(201);
    }
}
