//! Rows that are of no use any more.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use chrono::TimeDelta;
use vibeslop_application::jobs::{NodeSettings, Pruning};
use vibeslop_ports::{
    environment::Clock,
    jobs::{Expiring, JobState},
};
use vibeslop_testkit::fixtures::noon;

use crate::site::{Act, Site};

async fn rows(site: &Site, table: &str) -> i64 {
    use diesel_async::RunQueryDsl;
    let query = diesel::dsl::sql::<diesel::sql_types::BigInt>(&format!("SELECT count(*) FROM {table}"));
    query.get_result(&mut *site.database.connection().await.unwrap()).await.unwrap()
}

async fn prune(site: &Site, rows: Expiring) {
    Pruning { rows: Arc::new(site.database.clone()), clock: site.clock.clone() }.prune(rows).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_goes_and_what_is_not_stays() {
    let site = Site::new().await;
    // Numbers are days before noon.
    let make = [
        "INSERT INTO users (id, email, username, display_name)
         SELECT gen_random_uuid(), n || '@example.com', 'person_' || n, 'Person' FROM generate_series(1, 2) n",
        "INSERT INTO revoked_tokens (jti, user_id, expires_at)
         SELECT n::text, (SELECT min(id::text)::uuid FROM users), noon - n * interval '1 day' FROM generate_series(-2, 3) n",
        "INSERT INTO login_codes (code_hash, user_id, expires_at)
         SELECT decode(lpad((n + 9)::text, 32, '0'), 'hex'), (SELECT min(id::text)::uuid FROM users),
             noon - n * interval '1 day' FROM generate_series(-2, 3) n",
        "INSERT INTO retries (caller, key, request, owner, leased_until, expires_at)
         SELECT gen_random_uuid(), 'k', decode(repeat('00', 32), 'hex'), gen_random_uuid(), noon,
             noon - n * interval '1 day' FROM generate_series(-2, 2503) n",
        "INSERT INTO limit_windows (user_id, policy, starts_at, used, quota)
         SELECT (SELECT min(id::text)::uuid FROM users), 'limit-' || chr(100 + n), noon - n * interval '1 day', 1, 2
         FROM generate_series(-2, 3) n",
        "INSERT INTO notifications (user_id, actor_id, type, read, inserted_at)
         SELECT min(id::text)::uuid, max(id::text)::uuid, 'mention', read, noon - days * interval '1 day'
         FROM users, unnest(ARRAY[89, 91]) days, unnest(ARRAY[true, false]) read GROUP BY days, read",
        "INSERT INTO sent_mails (id, user_id, kind, sent_at)
         SELECT gen_random_uuid(), min(id::text)::uuid, 'welcome', noon - days * interval '1 day'
         FROM users, unnest(ARRAY[1, 29, 31]) days GROUP BY days",
        "INSERT INTO moderation_verdicts (sha256, safe, model, created_at)
         SELECT decode(lpad(days::text, 64, '0'), 'hex'), true, 'judge', noon - days * interval '1 day'
         FROM unnest(ARRAY[1, 30, 32]) days",
        "INSERT INTO generated_images (sha256, user_id, expires_at)
         SELECT decode(lpad((n + 9)::text, 64, '0'), 'hex'), (SELECT min(id::text)::uuid FROM users),
             noon - n * interval '1 day' FROM generate_series(-1, 3) n",
        "INSERT INTO gigs (user_id, title, description) SELECT min(id::text)::uuid, 'Gig', 'Text' FROM users",
        "INSERT INTO gig_views (gig_id, viewer_key, day)
         SELECT id, sha256(n::text::bytea), (noon AT TIME ZONE 'UTC')::date - n FROM gigs, generate_series(0, 3) n",
        "INSERT INTO ai_usage (purpose, model, prompt_tokens, completion_tokens, duration_ms, outcome, inserted_at)
         SELECT 'a_purpose', 'a/model', 1, 1, 1, 'answered', noon - days * interval '1 day'
         FROM unnest(ARRAY[0, 365, 399, 401]) days",
        "INSERT INTO exports (user_id, requested_at)
         SELECT id, noon - CASE username WHEN 'person_1' THEN 8 ELSE 6 END * interval '1 day' FROM users",
        "INSERT INTO export_parts (user_id, archive_id, part, content) SELECT user_id, user_id, 0, 'x' FROM exports",
        "INSERT INTO users (email, username, display_name) VALUES ('3@example.com', 'person_3', 'Person')",
        "INSERT INTO exports (user_id, requested_at, archive_id, parts, size, made_at, expires_at)
         SELECT id, noon, id, 1, 1, noon, noon FROM users WHERE username = 'person_3'",
        "INSERT INTO posts (user_id, content) SELECT id, 'garden parser' FROM users WHERE username = 'person_3'",
        "INSERT INTO search_words VALUES ('garden'), ('parser'), ('secretword'), ('elsewher')",
        "INSERT INTO search_word_marks (word) VALUES ('garden'), ('secretword'), ('secretword'), (E'it''s')",
    ];
    for sql in make {
        site.run(&sql.replace("noon", &format!("timestamptz '{}'", noon().to_rfc3339()))).await;
    }
    for (what, table, before, after) in [
        // Two and three days ago, and not what ended within the last day.
        (Expiring::RevokedTokens, "revoked_tokens", 6, 4),
        (Expiring::LoginCodes, "login_codes", 6, 4),
        (Expiring::Retries, "retries", 2_506, 4),
        (Expiring::LimitWindows, "limit_windows", 6, 4),
        (Expiring::Notifications, "notifications WHERE read", 2, 1),
        (Expiring::SentMails, "sent_mails", 3, 2),
        (Expiring::Verdicts, "moderation_verdicts", 3, 2),
        (Expiring::GeneratedImages, "generated_images", 5, 3),
        // Yesterday's day may still be today's on a node whose clock is behind.
        (Expiring::GigViews, "gig_views", 4, 2),
        (Expiring::AiUsage, "ai_usage", 4, 3),
        // The one that is over, and the one that was never made, with all that is theirs.
        (Expiring::Exports, "exports", 3, 1),
        (Expiring::SearchWords, "search_words", 4, 3),
    ] {
        assert_eq!(rows(&site, table).await, before, "{table}");
        prune(&site, what).await;
        assert_eq!(rows(&site, table).await, after, "{table}");
    }
    assert_eq!(rows(&site, "notifications WHERE NOT read").await, 2, "what is unread waits for its reader");
    assert_eq!(rows(&site, "gigs WHERE views_count = 4").await, 1, "what was seen stays counted");
    assert_eq!(rows(&site, "export_parts").await, 1);
    assert_eq!(rows(&site, "search_words WHERE word = 'secretword'").await, 0, "a word that nobody uses any more goes");
    assert_eq!(rows(&site, "search_word_marks").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn done_jobs_stay_for_a_week_and_given_up_ones_for_a_month() {
    let site = Site::new().await;
    let node = site.node("one", NodeSettings::default());
    let (done, never, moot) = (site.add(&Act::Done).await, site.add(&Act::Never).await, site.add(&Act::Moot).await);
    node.drain().await.unwrap();
    let waits = site.add(&Act::Done).await;
    let there = async |id| vibeslop_ports::jobs::JobQueries::job(&site.database, id).await.unwrap().is_some();
    for (days, left) in [(7, [true, true, true]), (1, [false, true, true]), (22, [false, true, true]), (1, [false; 3])]
    {
        site.clock.advance(TimeDelta::days(days));
        prune(&site, Expiring::Jobs).await;
        let found = [there(done).await, there(never).await, there(moot).await];
        assert_eq!(found, left, "{}", site.clock.now());
    }
    assert_eq!(site.state(waits).await, JobState::Available, "what waits is not forgotten");
}
