//! The following feed costs the same for somebody who follows ten people and for somebody who follows ten thousand, on its
//! first page and far behind.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use vibeslop_postgres::{Connection, Database};

use crate::site::Site;

const STATEMENT: &str = include_str!("../../src/feed/following.sql");

/// Three people who follow ten, a thousand and ten thousand others. What the ten write is a tenth of everything, so that
/// each of the three has more than 10,000 entries to walk through.
const FILLED: &str = "
    ALTER TABLE users DISABLE TRIGGER USER;
    ALTER TABLE follows DISABLE TRIGGER USER;
    INSERT INTO users (id, email, username, display_name, following_count)
        SELECT md5('u' || n)::uuid, n || '@example.com', 'p_' || n, 'P',
            CASE n WHEN 1 THEN 10 WHEN 2 THEN 1000 WHEN 3 THEN 10000 ELSE 0 END
        FROM generate_series(1, 10010) n;
    INSERT INTO follows (follower_id, following_id)
        SELECT md5('u1')::uuid, md5('u' || (10 + n))::uuid FROM generate_series(1, 10) n
        UNION ALL SELECT md5('u2')::uuid, md5('u' || (10 + n * 10))::uuid FROM generate_series(1, 1000) n
        UNION ALL SELECT md5('u3')::uuid, md5('u' || (10 + n))::uuid FROM generate_series(1, 10000) n;
    INSERT INTO feed_entries (id, at, actor_id, kind, item_id, is_repost)
        SELECT md5('e' || n)::uuid, timestamptz '2026-02-02' - n * interval '1 second',
            CASE WHEN n % 10 = 0 THEN md5('u' || (11 + (n / 10) % 10))::uuid
                ELSE md5('u' || (11 + (n * 7919) % 10000))::uuid END, 0, md5('e' || n)::uuid, false
        FROM generate_series(1, 120000) n";

async fn texts(connection: &mut Connection, sql: &str) -> Vec<String> {
    diesel::dsl::sql::<diesel::sql_types::Text>(sql).load(&mut **connection).await.unwrap()
}

/// How many buffers a page reads.
async fn buffers(database: &Database, viewer: u32, page: u32) -> u64 {
    let name = format!("page_{page}_of_{viewer}");
    let mut connection = database.connection().await.unwrap();
    let viewer = format!("'{}'", texts(&mut connection, &format!("SELECT md5('u{viewer}')::uuid::text")).await[0]);
    let at = if page == 1 {
        "9999-01-01".to_owned()
    } else {
        let place = format!(
            "SELECT e.at::text FROM feed_entries e
             WHERE e.actor_id IN (SELECT f.following_id FROM follows f WHERE f.follower_id = {viewer})
             ORDER BY e.at DESC OFFSET {} LIMIT 1",
            (page - 1) * 20
        );
        texts(&mut connection, &place).await[0].clone()
    };
    connection
        .batch_execute(&format!(
            "SET plan_cache_mode = force_generic_plan; PREPARE {name} (uuid, timestamptz, uuid, int8, int8) AS {STATEMENT}"
        ))
        .await
        .unwrap();
    let values = format!("{viewer}, '{at}', 'ffffffff-ffff-ffff-ffff-ffffffffffff', 50, 100");
    let plan =
        texts(&mut connection, &format!("EXPLAIN (ANALYZE, BUFFERS, TIMING off) EXECUTE {name} ({values})")).await;
    assert!(plan[0].contains("rows=50 loops=1"), "a full page: {}", plan[0]);
    let read = plan.iter().find_map(|line| line.trim().strip_prefix("Buffers: shared ")).unwrap();
    read.split_whitespace().filter_map(|part| part.split_once('=')?.1.parse::<u64>().ok()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_reads_as_much_whomever_one_follows_and_however_far_one_is() {
    let site = Site::new().await;
    site.run(FILLED).await;
    let mut connection = site.database.connection().await.unwrap();
    // Anybody with an older snapshot keeps pages from being marked as visible to all, and makes pages of the feed dearer.
    let unmarked = "SELECT (relpages - relallvisible)::text FROM pg_class WHERE relname = 'feed_entries'";
    for _ in 0..50 {
        connection.batch_execute("VACUUM ANALYZE feed_entries").await.unwrap();
        if texts(&mut connection, unmarked).await == ["0"] {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    connection.batch_execute("VACUUM ANALYZE users").await.unwrap();
    connection.batch_execute("VACUUM ANALYZE follows").await.unwrap();
    drop(connection);
    let mut costs = Vec::new();
    for viewer in [1, 2, 3] {
        for page in [1, 500] {
            costs.push(buffers(&site.database, viewer, page).await);
        }
    }
    let (least, most) = (costs.iter().min().unwrap(), costs.iter().max().unwrap());
    assert!(most <= &(least * 3), "{costs:?}");
}
