//! Many at once, by the rules in the migration `counters`: nothing is lost, and nobody waits for each other for ever.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::time::Duration;

use diesel::result::{DatabaseErrorKind, Error, QueryResult};
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use uuid::Uuid;
use vibeslop_postgres::{Database, error::is_contention};

use crate::{
    counters::Dice,
    site::{Site, person, post},
};

const PEOPLE: u32 = 12;
const POSTS: u32 = 10;
const WORKERS: u64 = 8;
const STEPS: u32 = 80;

vibeslop_postgres::statement! {
    struct LockPost { post: Uuid as diesel::sql_types::Uuid }
    rows diesel::sql_types::Uuid;
    sql "SELECT id FROM posts WHERE id = $1 FOR NO KEY UPDATE";
}

vibeslop_postgres::statement! {
    struct LockPeople { one: Uuid as diesel::sql_types::Uuid, two: Uuid as diesel::sql_types::Uuid }
    rows diesel::sql_types::Uuid;
    sql "SELECT id FROM users WHERE id IN ($1, $2) ORDER BY id FOR NO KEY UPDATE";
}

async fn order(connection: &mut AsyncPgConnection, sql: &str) -> QueryResult<usize> {
    diesel_async::RunQueryDsl::execute(diesel::sql_query(sql), connection).await
}

/// Sets or unsets, whichever it was not. Somebody who has been deleted meanwhile does nothing.
async fn toggle(connection: &mut AsyncPgConnection, table: &str, who: Uuid, item: Uuid) -> QueryResult<usize> {
    let locked: Vec<Uuid> = diesel_async::RunQueryDsl::load(LockPost { post: item }, connection).await?;
    if locked.is_empty() {
        return Ok(0);
    }
    let gone =
        order(connection, &format!("DELETE FROM {table} WHERE user_id = '{who}' AND post_id = '{item}'")).await?;
    if gone > 0 {
        return Ok(gone);
    }
    order(connection, &format!("INSERT INTO {table} (user_id, post_id) VALUES ('{who}', '{item}')")).await
}

async fn follow(connection: &mut AsyncPgConnection, who: Uuid, whom: Uuid) -> QueryResult<usize> {
    let locked: Vec<Uuid> = diesel_async::RunQueryDsl::load(LockPeople { one: who, two: whom }, connection).await?;
    if locked.len() < 2 {
        return Ok(0);
    }
    let pair = format!("('{who}', '{whom}')");
    let gone = order(connection, &format!("DELETE FROM follows WHERE (follower_id, following_id) = {pair}")).await?;
    if gone > 0 {
        return Ok(gone);
    }
    order(connection, &format!("INSERT INTO follows (follower_id, following_id) VALUES {pair}")).await
}

async fn comment(connection: &mut AsyncPgConnection, who: Uuid, item: Uuid, dice: u32) -> QueryResult<usize> {
    let locked: Vec<Uuid> = diesel_async::RunQueryDsl::load(LockPost { post: item }, connection).await?;
    if locked.is_empty() {
        return Ok(0);
    }
    let some = format!("(SELECT id FROM comments WHERE post_id = '{item}' ORDER BY id OFFSET {} LIMIT 1)", dice / 3);
    let sql = if dice.is_multiple_of(3) {
        format!("DELETE FROM comments WHERE id = {some}")
    } else {
        format!("INSERT INTO comments (user_id, post_id, parent_id, content) VALUES ('{who}', '{item}', {some}, 'Hm')")
    };
    order(connection, &sql).await
}

/// What is rare: it gives up quickly when others are in the way, and comes again.
async fn yielding(connection: &mut AsyncPgConnection, sql: &str) -> QueryResult<usize> {
    for attempt in 1..=200_u64 {
        let done = connection
            .transaction(async |connection| {
                connection.batch_execute("SET LOCAL lock_timeout = '200ms'").await?;
                order(connection, sql).await
            })
            .await;
        match done {
            Err(error) if is_contention(&error) => {
                assert!(!error.to_string().contains("deadlock"), "it gives way before that: {error}");
                tokio::time::sleep(Duration::from_millis(attempt % 7 * 5)).await;
            }
            other => return other,
        }
    }
    panic!("there was never a moment for: {sql}");
}

/// Answers how many rows it changed.
async fn work(database: Database, seed: u64) -> usize {
    let mut changed = 0;
    let mut dice = Dice(seed);
    let mut connection = database.connection().await.unwrap();
    for _ in 0..STEPS {
        let (who, whom) = (person(dice.below(PEOPLE)), person(dice.below(PEOPLE)));
        let item = post(dice.below(POSTS));
        let luck = dice.below(20);
        let done = match dice.below(40) {
            0 => yielding(&mut connection, &format!("DELETE FROM posts WHERE id = '{item}'")).await,
            1..=3 => {
                let quoting = format!(
                    "INSERT INTO posts (id, user_id, content, quoted_post_id) SELECT '{item}', id, 'Again',
                        (SELECT id FROM posts WHERE id = '{}') FROM users WHERE id = '{who}' ON CONFLICT DO NOTHING",
                    post(dice.below(POSTS))
                );
                yielding(&mut connection, &quoting).await
            }
            4 => yielding(&mut connection, &format!("DELETE FROM users WHERE id = '{who}'")).await,
            5..=7 => {
                let anew = format!(
                    "INSERT INTO users (id, email, username, display_name)
                     SELECT '{who}', 'x{0}@example.com', 'x{0}', 'Anew' ON CONFLICT DO NOTHING",
                    &who.simple().to_string()[23..]
                );
                order(&mut connection, &anew).await
            }
            8..=13 => connection.transaction(async |connection| follow(connection, who, whom).await).await,
            14..=21 => connection.transaction(async |connection| comment(connection, who, item, luck).await).await,
            rest => {
                let table = ["likes", "reposts", "bookmarks"][rest as usize % 3];
                connection.transaction(async |connection| toggle(connection, table, who, item).await).await
            }
        };
        match done {
            Ok(rows) => changed += rows,
            // Somebody was deleted in between, or follows themselves.
            Err(Error::DatabaseError(
                DatabaseErrorKind::ForeignKeyViolation | DatabaseErrorKind::CheckViolation,
                _,
            )) => {}
            Err(error) => panic!("worker {seed}: {error}"),
        }
    }
    changed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn toggles_comments_and_deletions_at_once_keep_counters_right_and_never_deadlock() {
    let site = Site::with(PEOPLE, POSTS).await;
    let database = Database::connect(site.fresh.url(), 10).await.unwrap();
    let workers: Vec<_> = (1..=WORKERS).map(|seed| tokio::spawn(work(database.clone(), seed))).collect();
    let mut changed = 0;
    for worker in workers {
        changed += worker.await.unwrap();
    }
    assert_eq!(site.wrong_counters().await, 0);
    assert!(changed > 200, "only {changed} rows were changed, which proves little");
}
