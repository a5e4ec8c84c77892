//! Nodes that die, and what they held.

use std::time::Duration;

use vibeslop_application::{in_transaction, jobs::NodeSettings};
use vibeslop_ports::jobs::{JobChange, JobState, JobStore, Queue};

use crate::site::{Act, Site, eager};

fn mortal() -> NodeSettings {
    NodeSettings { silence: Duration::from_secs(1), ..eager() }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_dead_node_held_is_done_by_another_and_by_nobody_while_it_lives() {
    let site = Site::new().await;
    let first = site.node("first", mortal()).start();
    let long = site.add(&Act::Take(1_900)).await;
    site.until(long, JobState::Executing).await;
    let second = site.node("second", mortal()).start();
    // It takes longer than the silence, but its node is not silent.
    assert_eq!(site.until(long, JobState::Completed).await.attempt, 1);
    assert_eq!(site.ran(), [("first", Act::Take(1_900))]);

    second.stop().await;
    let long = site.add(&Act::Take(1_500)).await;
    site.until(long, JobState::Executing).await;
    drop(first); // As if the process had been killed: nothing is told to anybody.
    let third = site.node("third", mortal()).start();
    let done = site.until(long, JobState::Completed).await;
    assert_eq!((done.attempt, done.errors[0].error.as_str()), (2, "the node that ran it died"));
    assert_eq!(site.ran().last(), Some(&("third", Act::Take(1_500))));
    third.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_kills_its_nodes_is_given_up_in_the_end() {
    let site = Site::new().await;
    let id = site.add(&Act::Done).await;
    let now = vibeslop_testkit::fixtures::noon();
    for attempt in 1..=3 {
        let node = site.node("one", mortal()).id();
        assert_eq!(site.database.take(Queue::Default, 5, node).await.unwrap().len(), 1);
        assert_eq!(site.job(id).await.attempt, attempt);
        // Nobody has ever heard of this node.
        assert_eq!(site.database.rescue(Duration::from_secs(1), now).await.unwrap(), 1);
    }
    let job = site.job(id).await;
    assert_eq!((job.state, job.errors.len(), job.finished_at), (JobState::Discarded, 3, Some(now)));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_node_holds_without_knowing_is_given_back() {
    let site = Site::new().await;
    let id = site.add(&Act::Done).await;
    let node = site.node("one", mortal()).id();
    // The answer never arrives.
    drop(site.database.take(Queue::Default, 5, node).await.unwrap());
    assert_eq!(site.database.beat(node, &[]).await.unwrap(), []);
    assert_eq!(site.state(id).await, JobState::Executing, "it may still arrive");
    site.run("UPDATE jobs SET attempted_at = attempted_at - interval '61 seconds'").await;
    assert_eq!(site.database.beat(node, &[id]).await.unwrap(), [], "it has arrived");
    assert_eq!(site.state(id).await, JobState::Executing);
    site.database.beat(node, &[]).await.unwrap();
    assert_eq!(site.state(id).await, JobState::Available);
    assert_eq!(site.database.beat(node, &[id]).await.unwrap(), [id], "and whoever thinks otherwise is told");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_job_that_is_called_off_is_broken_off() {
    let site = Site::new().await;
    let node = site.node("one", NodeSettings { default_places: 1, ..eager() }).start();
    let id = site.add(&Act::Take(1_900)).await;
    site.until(id, JobState::Executing).await;
    let cancelled = in_transaction(&site.transactions, async |tx| {
        Ok(tx.jobs().cancel(id, vibeslop_testkit::fixtures::noon()).await?)
    });
    assert_eq!(cancelled.await.unwrap(), JobChange::Done);
    // Its place is free again long before it would have ended.
    let began = std::time::Instant::now();
    let other = site.add(&Act::Done).await;
    site.until(other, JobState::Completed).await;
    assert!(began.elapsed() < Duration::from_millis(1_500), "{:?}", began.elapsed());
    node.stop().await;
    assert_eq!(site.state(id).await, JobState::Cancelled);
}
