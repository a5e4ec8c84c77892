//! Nodes that are told to stop.

use std::time::{Duration, Instant};

use vibeslop_application::jobs::NodeSettings;
use vibeslop_ports::jobs::JobState;

use crate::site::{Act, Site, eager};

#[tokio::test(flavor = "multi_thread")]
async fn a_job_may_end_within_the_grace_time() {
    let site = Site::new().await;
    let node = site.node("one", NodeSettings { grace: Duration::from_secs(10), ..eager() }).start();
    let id = site.add(&Act::Take(600)).await;
    site.until(id, JobState::Executing).await;
    let asked = Instant::now();
    assert_eq!(node.stop().await, 0);
    assert!(asked.elapsed() < Duration::from_secs(9), "it waits for the job and no longer");
    let done = site.job(id).await;
    assert_eq!((done.state, done.attempt), (JobState::Completed, 1));
    // It takes no more.
    let other = site.add(&Act::Done).await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(site.state(other).await, JobState::Available);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_takes_longer_is_given_back_and_runs_elsewhere() {
    let site = Site::new().await;
    let first = site.node("first", NodeSettings { grace: Duration::from_millis(200), ..eager() }).start();
    let id = site.add(&Act::Take(1_500)).await;
    site.until(id, JobState::Executing).await;
    let asked = Instant::now();
    assert_eq!(first.stop().await, 1);
    assert!(asked.elapsed() < Duration::from_millis(1_400), "{:?}", asked.elapsed());
    let given_back = site.job(id).await;
    assert_eq!((given_back.state, given_back.attempt, given_back.errors.len()), (JobState::Available, 0, 0));
    let second = site.node("second", eager()).start();
    assert_eq!(site.until(id, JobState::Completed).await.attempt, 1);
    second.stop().await;
    assert_eq!(site.ran(), [("first", Act::Take(1_500)), ("second", Act::Take(1_500))]);
}
