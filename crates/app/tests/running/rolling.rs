//! Nodes are replaced one after the other, and nobody notices.

use std::time::Duration;

use vibeslop_bench::site::{Crowd, Running, free_ports, people};

use crate::site::{Site, number, until};

const VISITORS: usize = 50;
const LISTENERS: usize = 10;

/// What clients do is a rule of three sentences: see `vibeslop_bench::site`.
#[tokio::test(flavor = "multi_thread")]
async fn three_nodes_are_restarted_under_load_and_nobody_notices() {
    let (site, settings) = Site::new(100, &[("SHUTDOWN_DRAIN", "3s")]);
    let mut running = Running::start(settings.clone(), &free_ports(3).unwrap()).await.unwrap();
    let people = people(&settings.database, LISTENERS + VISITORS).await.unwrap();
    let crowd = Crowd::gather(&running.nodes, &people, LISTENERS, Duration::from_millis(150)).await.unwrap();
    until("everybody is at it", Duration::from_mins(1), async || crowd.tally().counted().answered > 500).await;
    for node in 0..3 {
        let (stopped, back) = running.restart(node).await.unwrap();
        println!("node {node} stopped in {stopped:?} and was back after {back:?}");
    }
    let outcome = crowd.disperse().await;

    let (counted, resumed) = (&outcome.counted, outcome.resumed());
    println!(
        "{} requests, the slowest in {:?}; {} posts, {} reports; streams were resumed {resumed} times",
        counted.answered,
        outcome.slowest,
        counted.posts.len(),
        counted.reports
    );
    assert!(counted.failures.is_empty(), "{} failed: {:#?}", counted.failures.len(), first(&counted.failures));
    let faults = outcome.faults_of_streams();
    assert!(faults.is_empty(), "{} faults: {:#?}", faults.len(), first(&faults));
    assert!(usize::try_from(resumed).unwrap() >= LISTENERS, "each stream was at a node that was restarted");
    assert!(!counted.messages.is_empty() && counted.reports > 0 && counted.posts.len() > VISITORS);

    // Each post once, and no other of the crowd's.
    let posts = number(&settings, "SELECT count(*) FROM posts WHERE content ~ '^[0-9]+ wrote [0-9]+$'").await;
    let different =
        number(&settings, "SELECT count(DISTINCT content) FROM posts WHERE content ~ '^[0-9]+ wrote [0-9]+$'").await;
    assert_eq!((posts, different), (i64::try_from(counted.posts.len()).unwrap(), posts));
    // Each report has enqueued a job, and each job has run.
    let reports = i64::try_from(counted.reports).unwrap();
    let done = "SELECT count(*) FROM jobs WHERE kind = 'alert_administrators' AND state = 'completed'";
    until("all jobs have run", Duration::from_secs(30), async || number(&settings, done).await == reports).await;
    let left = "SELECT count(*) FROM jobs WHERE kind = 'alert_administrators'";
    assert_eq!(number(&settings, left).await, reports);
    running.stop().await.unwrap();
    site.cluster.stop().unwrap();
}

fn first(faults: &[String]) -> &[String] {
    faults.get(..10).unwrap_or(faults)
}
