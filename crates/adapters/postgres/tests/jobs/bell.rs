//! How soon a job is begun.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use vibeslop_application::{Error, in_transaction, jobs::NodeSettings};
use vibeslop_ports::{jobs::JobState, transactions::Transactions};
use vibeslop_postgres::{PgBell, PgTransactions};

use crate::site::{Act, Site, deaf};

async fn cut(site: &Site) {
    site.run(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND query ~ '^(LISTEN|NOTIFY)'",
    )
    .await;
}

async fn listeners(site: &Site) -> usize {
    use diesel_async::RunQueryDsl;
    let query = diesel::dsl::sql::<diesel::sql_types::BigInt>(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query ~ '^(LISTEN|NOTIFY)'",
    );
    let count: i64 = query.get_result(&mut *site.database.connection().await.unwrap()).await.unwrap();
    count.try_into().unwrap()
}

async fn wait_for_listeners(site: &Site, number: usize) {
    let began = Instant::now();
    while listeners(site).await != number {
        assert!(began.elapsed() < Duration::from_secs(20));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Enqueues on one node and answers how long it took until another one had begun it.
async fn latency(site: &Site, transactions: &PgTransactions) -> Duration {
    let before = site.ran().len();
    let id = in_transaction(transactions, async |tx| Ok(tx.jobs().enqueue(&site.act(&Act::Done)).await?)).await;
    id.unwrap();
    let committed = Instant::now();
    while site.ran().len() == before {
        assert!(committed.elapsed() < Duration::from_secs(20), "nobody began it");
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    committed.elapsed()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_begun_within_100_ms_of_its_commit_on_another_node() {
    let site = Site::new().await;
    let here = Arc::new(PgBell::hang(site.fresh.url()).unwrap());
    let there = Arc::new(PgBell::hang(site.fresh.url()).unwrap());
    wait_for_listeners(&site, 2).await;
    // Its own clock would find the job in an hour.
    let node = site.node_with("there", deaf(), there).start();
    let transactions = site.transactions.clone().watched_by(here);
    let mut took = Vec::new();
    for _ in 0..11 {
        took.push(latency(&site, &transactions).await);
    }
    took.sort();
    println!("begun after {took:?}");
    // The middle one: others use this machine as well.
    assert!(took[5] < Duration::from_millis(100), "{took:?}");
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_is_rolled_back_is_never_begun() {
    let site = Site::new().await;
    let bell = Arc::new(PgBell::hang(site.fresh.url()).unwrap());
    let node = site.node_with("one", deaf(), bell.clone()).start();
    let transactions = site.transactions.clone().watched_by(bell);
    let undone = in_transaction(&transactions, async |tx| {
        tx.jobs().enqueue(&site.act(&Act::Retry)).await?;
        Err::<(), _>(Error::NotFound("reason"))
    })
    .await;
    assert!(undone.is_err());
    let mut dropped = transactions.begin().await.unwrap();
    dropped.jobs().enqueue(&site.act(&Act::Retry)).await.unwrap();
    drop(dropped);
    // Whatever was enqueued before has had its turn when this one has.
    latency(&site, &transactions).await;
    node.stop().await;
    assert_eq!(site.ran(), [("one", Act::Done)]);
    for state in JobState::ALL {
        assert_eq!(site.count(state).await, i64::from(state == JobState::Completed), "{state:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_node_whose_bell_is_cut_off_looks_by_itself() {
    let site = Site::new().await;
    let here = Arc::new(PgBell::reconnecting(site.fresh.url(), Duration::from_hours(1)).unwrap());
    let there = Arc::new(PgBell::reconnecting(site.fresh.url(), Duration::from_hours(1)).unwrap());
    wait_for_listeners(&site, 2).await;
    let polling = NodeSettings { poll: Duration::from_millis(200), ..deaf() };
    let node = site.node_with("there", polling, there).start();
    cut(&site).await;
    wait_for_listeners(&site, 0).await;
    let transactions = site.transactions.clone().watched_by(here);
    for _ in 0..3 {
        assert!(latency(&site, &transactions).await < Duration::from_secs(5));
    }
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bell_that_was_cut_off_hangs_again_by_itself() {
    let site = Site::new().await;
    let bell = || Arc::new(PgBell::reconnecting(site.fresh.url(), Duration::from_millis(20)).unwrap());
    let (here, there) = (bell(), bell());
    wait_for_listeners(&site, 2).await;
    let node = site.node_with("there", deaf(), there).start();
    let transactions = site.transactions.clone().watched_by(here);
    for _ in 0..3 {
        cut(&site).await;
        // While it is cut off, and after.
        latency(&site, &transactions).await;
        wait_for_listeners(&site, 2).await;
        latency(&site, &transactions).await;
    }
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_transaction_that_enqueues_announces_anything_itself() {
    let site = Site::new().await;
    let (_, statements) = vibeslop_postgres::count::record(site.add(&Act::Done)).await;

    assert!(statements.iter().all(|sql| !sql.to_lowercase().contains("notify")), "{statements:?}");
    assert_eq!(statements.len(), 1, "{statements:?}");
}
