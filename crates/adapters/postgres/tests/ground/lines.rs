//! Reads that share a connection.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::time::Duration;

use diesel::{ExpressionMethods, QueryDsl, dsl::count_star, sql_types::BigInt};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use futures_util::future::try_join_all;
use vibeslop_postgres::{Database, PoolSettings, count::record, schema::users};

use crate::site::Site;

vibeslop_postgres::statement! {
    /// Which connection it is.
    struct Process {}
    rows diesel::sql_types::Integer;
    sql "SELECT pg_backend_pid()";
}

vibeslop_postgres::statement! {
    /// Breaks off.
    struct Broken {
        number: i64 as BigInt,
    }
    rows BigInt;
    sql "SELECT 1 / $1";
}

async fn small(site: &Site, size: usize) -> Database {
    Database::with_settings(site.fresh.url(), PoolSettings::new(size)).await.unwrap()
}

async fn process(database: &Database) -> i32 {
    Process {}.get_result(&mut database.reader().await.unwrap()).await.unwrap()
}

#[tokio::test]
async fn many_read_at_once_through_few_connections() {
    let site = Site::with(3, 0).await;
    let database = small(&site, 8).await;
    process(&database).await;
    let before = database.statements();
    let ask = async || -> diesel::QueryResult<i64> {
        let mut reader = database.reader().await.unwrap();
        users::table.select(count_star()).get_result(&mut reader).await
    };
    let counts = try_join_all((0..12).map(|_| ask())).await.unwrap();
    assert_eq!(counts, [3; 12]);
    assert_eq!((database.statements() - before).statements, 12);
    assert!(database.status().size < 8, "{:?}", database.status());
    assert_eq!(database.status().max_size, 8, "lines are among what a node may have");
}

#[tokio::test]
async fn a_failure_is_told_to_whom_it_happened_alone() {
    let site = Site::with(2, 0).await;
    let database = small(&site, 8).await;
    process(&database).await;
    let ask = async |number: i64| -> diesel::QueryResult<i64> {
        Broken { number }.get_result(&mut database.reader().await.unwrap()).await
    };
    let (one, broken, other) = tokio::join!(ask(1), ask(0), ask(1));
    assert!(broken.unwrap_err().to_string().contains("division by zero"));
    assert_eq!((one.unwrap(), other.unwrap()), (1, 1));
}

#[tokio::test]
async fn a_line_that_the_server_has_cut_is_made_anew() {
    let site = Site::new().await;
    let database = small(&site, 8).await;
    let line = process(&database).await;
    let mut killer = site.database.connection().await.unwrap();
    killer.batch_execute(&format!("SELECT pg_terminate_backend({line}, 5000)")).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_ne!(process(&database).await, line);
}

#[tokio::test]
async fn a_line_that_is_held_up_does_not_hold_up_everybody() {
    let site = Site::with(1, 0).await;
    let database = small(&site, 6).await;
    let mut holder = site.database.connection().await.unwrap();
    holder.batch_execute("BEGIN; LOCK TABLE posts IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let waiting = async {
        let mut reader = database.reader().await.unwrap();
        vibeslop_postgres::schema::posts::table.select(count_star()).get_result::<i64>(&mut reader).await.unwrap()
    };
    let others = async {
        // By another line, or by the pool, as soon as it is seen that nothing is answered there.
        tokio::time::sleep(Duration::from_millis(60)).await;
        for _ in 0..50 {
            process(&database).await;
        }
        holder.batch_execute("ROLLBACK").await.unwrap();
    };
    let (posts, ()) = tokio::join!(waiting, others);
    assert_eq!(posts, 0);
}

#[tokio::test]
async fn statements_of_a_line_are_recorded_without_their_values() {
    let site = Site::with(1, 0).await;
    let database = small(&site, 8).await;
    let asked = async {
        let mut reader = database.reader().await.unwrap();
        users::table.filter(users::bio.eq("secret")).select(users::id).load::<uuid::Uuid>(&mut reader).await.unwrap()
    };
    let (found, recorded) = record(asked).await;
    assert!(found.is_empty());
    assert!(recorded.len() == 1 && !recorded.concat().contains("secret"), "{recorded:?}");
}

#[tokio::test]
async fn a_pool_of_few_and_one_that_is_closed_have_no_lines() {
    let site = Site::new().await;
    let few = small(&site, 2).await;
    process(&few).await;
    assert_eq!((few.status().max_size, few.status().size), (2, 1));
    let database = small(&site, 8).await;
    process(&database).await;
    database.close();
    assert!(database.reader().await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn where_threads_share_a_runtime_there_are_no_lines() {
    let site = Site::new().await;
    let database = small(&site, 8).await;
    let here = database.clone();
    let reader = tokio::spawn(async move { process(&here).await });
    reader.await.unwrap();
    let mut connection = database.connection().await.unwrap();
    assert_eq!(database.status().size, 1, "the connection of the pool is the only one");
    connection.batch_execute("SELECT 1").await.unwrap();
}
