//! How PostgreSQL reads: no statement of a feed, a list or a search reads a whole table that grows.

use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use vibeslop_postgres::search;

use crate::site::{Site, person};

/// What grows with the site.
const GROWING: [&str; 15] = [
    "users",
    "posts",
    "projects",
    "gigs",
    "follows",
    "likes",
    "bookmarks",
    "reposts",
    "feed_entries",
    "feed_recent",
    "feed_older",
    "feed_liked",
    "project_trends",
    "search_words",
    "engagement_hourly",
];

const FILTERS: &str = "NULL, '{}', '{}', 20, 0";
const SOUGHT: &str = "20, 0, NULL, '', '{}', '{}', NULL, NULL";
const WORDS: &str = "'parser garden', 'parser', 'garden:*', 'parser garden'";

/// A statement, the types of its values, and values.
type Read = (&'static str, String, String);

fn reads() -> Vec<Read> {
    let viewer = format!("'{}'", person(1));
    let list = "uuid, text, text[], text[], int8, int8";
    let found = "uuid, int8, int8, text, text, text[], text[], timestamptz, timestamptz";
    let place = "'infinity', '9999-01-01', 'ffffffff-ffff-ffff-ffff-ffffffffffff'";
    let nothing = "'{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}'";
    vec![
        (
            include_str!("../../src/feed/for_you.sql"),
            "uuid, int8, timestamptz, timestamptz, float8, timestamptz, uuid, float8, timestamptz, uuid, float8, int8, \
             uuid[], float8[], timestamptz[], uuid[], float8[], timestamptz[], uuid[], timestamptz[], timestamptz[], \
             timestamptz[], bool[], float8[], timestamptz[], uuid[], float8".to_owned(),
            format!("{viewer}, 1, '2026-02-02', '2026-02-02', {place}, {place}, 1.5, 50, {nothing}, 1.5"),
        ),
        (
            include_str!("../../src/feed/following.sql"),
            "uuid, timestamptz, uuid, int8, int8".to_owned(),
            format!("{viewer}, '9999-01-01', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 50, 100"),
        ),
        (include_str!("../../src/feed/explore_recent.sql"), list.to_owned(), format!("{viewer}, {FILTERS}")),
        (include_str!("../../src/feed/explore_top.sql"), list.to_owned(), format!("{viewer}, {FILTERS}")),
        (
            include_str!("../../src/feed/explore_trending.sql"),
            "uuid, text, text[], text[], int8, int8, int8".to_owned(),
            format!("{viewer}, {FILTERS}, 1"),
        ),
        (include_str!("../../src/feed/candidates.sql"), "uuid, int8".to_owned(), format!("{viewer}, 9")),
        (include_str!("../../src/feed/suggestible.sql"), "uuid[], uuid".to_owned(), format!("'{{}}', {viewer}")),
        (include_str!("../../src/content/project_list.sql"), list.to_owned(), format!("{viewer}, {FILTERS}")),
        (include_str!("../../src/content/project_list_top.sql"), list.to_owned(), format!("{viewer}, {FILTERS}")),
        (include_str!("../../src/content/project_list_trending.sql"), list.to_owned(), format!("{viewer}, {FILTERS}")),
        (include_str!("../../src/content/posts.sql"), "uuid[], uuid".to_owned(), format!("'{{}}', {viewer}")),
        (include_str!("../../src/content/project_cards.sql"), "uuid[], uuid".to_owned(), format!("'{{}}', {viewer}")),
        (
            include_str!("../../src/search/people.sql"),
            "uuid, text, text, text, text, int8, int8".to_owned(),
            format!("{viewer}, 'person', 'person', '', NULL, 20, 0"),
        ),
        (
            search::POSTS,
            format!("{found}, bool, bool, text, text, text, text"),
            format!("{viewer}, {SOUGHT}, false, false, {WORDS}"),
        ),
        (
            search::PROJECTS,
            format!("{found}, text, text, text, text"),
            format!("{viewer}, {SOUGHT}, {WORDS}"),
        ),
        (
            search::GIGS,
            format!("{found}, text, text, text, text"),
            format!("{viewer}, {SOUGHT}, {WORDS}"),
        ),
        (search::NEWEST_POSTS, format!("{found}, bool, bool"), format!("{viewer}, {SOUGHT}, false, false")),
        (search::NEWEST_PROJECTS, found.to_owned(), format!("{viewer}, {SOUGHT}")),
        (search::NEWEST_GIGS, found.to_owned(), format!("{viewer}, {SOUGHT}")),
        (include_str!("../../src/search/corrected.sql"), "text[]".to_owned(), "'{parsr}'".to_owned()),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_reads_a_whole_table_that_grows() {
    let site = Site::with(50, 500).await;
    site.run(
        "INSERT INTO projects (user_id, title, description, status, published_at)
            SELECT id, 'Parser', 'A garden of parsers', 'published', now() FROM users;
         INSERT INTO likes (user_id, post_id) SELECT u.id, p.id FROM users u, posts p WHERE hashtext(p.id::text) % 7 = 0;
         INSERT INTO follows (follower_id, following_id) SELECT a.id, b.id FROM users a, users b WHERE a <> b;
         ANALYZE",
    )
    .await;
    let mut connection = site.database.connection().await.unwrap();
    // A table of some hundred rows is read faster as a whole, and so is planned that way. What matters is that there is
    // another way. The plan is the one that is kept for all values.
    let settings = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan";
    connection.batch_execute(settings).await.unwrap();
    let mut wrong = Vec::new();
    for (number, (sql, types, values)) in reads().into_iter().enumerate() {
        connection.batch_execute(&format!("PREPARE read_{number} ({types}) AS {sql}")).await.unwrap();
        let explain = format!("EXPLAIN EXECUTE read_{number} ({values})");
        let plan: Vec<String> =
            diesel::dsl::sql::<diesel::sql_types::Text>(&explain).load(&mut *connection).await.unwrap();
        let what = sql.lines().next().unwrap();
        wrong.extend(
            plan.iter()
                .filter_map(|line| line.split_once("Seq Scan on ")?.1.split_whitespace().next())
                .filter(|table| GROWING.contains(table))
                .map(|table| format!("{table} is read as a whole: {what}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
