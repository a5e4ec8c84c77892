//! The pool, when all is well and when it is not.

use std::time::{Duration, Instant};

use diesel_async::SimpleAsyncConnection;
use secrecy::SecretString;
use vibeslop_ports::StoreError;
use vibeslop_postgres::{
    Database, PoolSettings,
    connect::ConnectError,
    databases::url_of,
    error::{is_contention, names_nothing, store_error, violated},
};

use crate::site::{Site, person, post};

#[tokio::test]
async fn connections_that_the_server_has_closed_are_never_lent() {
    let site = Site::new().await;
    let lent = futures_util::future::try_join_all((0..4).map(|_| site.database.connection())).await.unwrap();
    drop(lent);
    assert_eq!(site.database.status().size, 4);

    let other = site.fresh.connect().await;
    let mut killer = other.connection().await.unwrap();
    killer
        .batch_execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()",
        )
        .await
        .unwrap();
    // The ends of the connections are read in the background.
    tokio::time::sleep(Duration::from_millis(100)).await;

    for _ in 0..8 {
        let mut connection = site.database.connection().await.unwrap();
        connection.batch_execute("SELECT 1").await.unwrap();
    }
}

#[tokio::test]
async fn a_request_does_not_wait_for_ever_for_a_connection() {
    let site = Site::new().await;
    let settings = PoolSettings { wait: Duration::from_millis(200), ..PoolSettings::new(1) };
    let small = Database::with_settings(site.fresh.url(), settings).await.unwrap();
    let held = small.connection().await.unwrap();
    let began = Instant::now();
    assert!(matches!(small.connection().await, Err(StoreError::Unavailable(_))));
    assert!((Duration::from_millis(150)..Duration::from_secs(3)).contains(&began.elapsed()));
    drop(held);
    assert!(small.connection().await.is_ok());
    small.close();
    assert!(matches!(small.connection().await, Err(StoreError::Unavailable(_))));
}

#[tokio::test]
async fn a_wrong_address_shows_at_once_and_says_what_is_wrong() {
    let site = Site::new().await;
    let nowhere = SecretString::from("postgres://app@/site?host=/nonexistent/folder");
    let error = Database::connect(&nowhere, 2).await.unwrap_err();
    assert!(matches!(&error, ConnectError::Unreachable(cause) if cause.contains("No such file")), "{error:?}");
    let missing = url_of(site.fresh.url(), "no_such_database").unwrap();
    assert!(matches!(Database::connect(&missing, 2).await, Err(ConnectError::NoSuchDatabase)));
}

#[tokio::test]
async fn sessions_cannot_hold_locks_for_ever() {
    let site = Site::new().await;
    assert_eq!(site.text("SELECT current_setting('statement_timeout')").await, "30s");
    assert_eq!(site.text("SELECT current_setting('idle_in_transaction_session_timeout')").await, "1min");
    assert_eq!(site.text("SELECT current_setting('TimeZone')").await, "UTC");
}

#[tokio::test]
async fn failures_are_told_apart_by_what_a_caller_can_do() {
    let site = Site::with(1, 1).await;
    let mut connection = site.database.connection().await.unwrap();

    let taken = "INSERT INTO users (email, username, display_name) VALUES ('x@example.com', 'person_0', 'X')";
    let error = connection.batch_execute(taken).await.unwrap_err();
    assert!(violated(&error, "users_username_key") && !violated(&error, "users_email_key"));
    assert!(!names_nothing(&error) && !is_contention(&error));

    let gone = format!("INSERT INTO likes (user_id, post_id) VALUES ('{}', '{}')", person(0), post(9));
    let error = connection.batch_execute(&gone).await.unwrap_err();
    assert!(names_nothing(&error));
    assert!(matches!(store_error(error), StoreError::Failed(_)));

    let slow = "BEGIN; SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)";
    let error = connection.batch_execute(slow).await.unwrap_err();
    assert!(matches!(store_error(error), StoreError::Unavailable(_)));
    connection.batch_execute("ROLLBACK").await.unwrap();

    let mut rival = site.database.connection().await.unwrap();
    rival.batch_execute("BEGIN; LOCK TABLE posts").await.unwrap();
    let late = "BEGIN; SET LOCAL lock_timeout = 20; LOCK TABLE posts";
    let error = connection.batch_execute(late).await.unwrap_err();
    assert!(is_contention(&error));
    assert!(matches!(store_error(error), StoreError::Contended(_)));
    connection.batch_execute("ROLLBACK").await.unwrap();
    rival.batch_execute("ROLLBACK").await.unwrap();

    let cut = "SELECT pg_terminate_backend(pg_backend_pid())";
    let error = connection.batch_execute(cut).await.unwrap_err();
    assert!(matches!(store_error(error), StoreError::Unavailable(_)));
}
