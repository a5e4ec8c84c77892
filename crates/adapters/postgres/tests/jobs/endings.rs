//! How attempts end, and what becomes of their jobs.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::TimeDelta;
use vibeslop_application::{
    in_transaction,
    jobs::{Handlers, Node, NodePorts, NodeSettings},
};
use vibeslop_ports::{
    environment::Clock,
    jobs::{Enqueued, JobChange, JobState, NewJob, Silence, Unmeasured},
};
use vibeslop_testkit::fixtures::CountingEntropy;

use crate::site::{Act, Site, eager};

#[tokio::test(flavor = "multi_thread")]
async fn each_way_to_end_has_its_state_and_keeps_its_error() {
    let site = Site::new().await;
    let node = site.node("one", NodeSettings::default());
    let mut ids = Vec::new();
    let ways = [
        (Act::Done, JobState::Completed, None),
        (Act::Retry, JobState::Retryable, Some("because")),
        (Act::Never, JobState::Discarded, Some("because")),
        (Act::Moot, JobState::Cancelled, Some("because")),
        (Act::WaitAnHour, JobState::Scheduled, Some("because")),
        (Act::Panic, JobState::Retryable, Some("the handler panicked")),
        (Act::Take(60_000), JobState::Retryable, Some("the handler took too long")),
    ];
    for (act, _, _) in &ways {
        ids.push(site.add(act).await);
    }
    assert_eq!(node.drain().await.unwrap().len(), ways.len());
    for (id, (act, state, error)) in ids.iter().zip(&ways) {
        let job = site.job(*id).await;
        assert_eq!(job.state, *state, "{act:?}");
        assert_eq!(job.attempt, u16::from(*act != Act::WaitAnHour), "{act:?}");
        assert_eq!(job.finished_at.is_some(), state.is_final(), "{act:?}");
        let kept: Vec<_> = job.errors.iter().map(|error| (error.attempt, error.error.as_str())).collect();
        assert_eq!(kept, error.iter().map(|error| (1, *error)).collect::<Vec<_>>(), "{act:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_rests_longer_each_time_and_is_given_up_for_somebody_to_see() {
    let site = Site::new().await;
    let node = site.node("one", NodeSettings::default());
    for act in [Act::Retry, Act::Panic] {
        let id = site.add(&act).await;
        for (attempt, rest) in [(1, 17), (2, 19)] {
            assert_eq!(node.drain().await.unwrap().len(), 1);
            let job = site.job(id).await;
            assert_eq!((job.state, job.attempt), (JobState::Retryable, attempt));
            let rests = job.scheduled_at - site.clock.now();
            assert!(rests >= TimeDelta::seconds(rest) && rests <= TimeDelta::milliseconds(rest * 1_100), "{rests}");
            assert_eq!(node.drain().await.unwrap(), [], "it rests");
            site.clock.advance(rests);
        }
        node.drain().await.unwrap();
        let given_up = site.job(id).await;
        assert_eq!((given_up.state, given_up.attempt, given_up.errors.len()), (JobState::Discarded, 3, 3));
        site.clock.advance(TimeDelta::days(1));
        assert_eq!(node.drain().await.unwrap(), []);

        let now = site.clock.now();
        let retried = in_transaction(&site.transactions, async |tx| Ok(tx.jobs().retry(id, now).await?)).await;
        assert_eq!(retried.unwrap(), JobChange::Done);
        assert_eq!(node.drain().await.unwrap().len(), 1);
        let again = site.job(id).await;
        assert_eq!((again.state, again.attempt, again.errors.len()), (JobState::Retryable, 1, 4));
        site.run("DELETE FROM jobs").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_that_has_to_wait_uses_no_attempt_and_holds_nobody_up() {
    let site = Site::new().await;
    let one_place = NodeSettings { default_places: 1, ..eager() };
    let node = site.node("one", one_place).start();
    let waits = site.add(&Act::WaitAnHour).await;
    let asleep = site.until(waits, JobState::Scheduled).await;
    assert_eq!((asleep.attempt, asleep.scheduled_at), (0, site.clock.now() + TimeDelta::hours(1)));
    // The one place is free for others.
    let other = site.add(&Act::Done).await;
    site.until(other, JobState::Completed).await;
    site.clock.advance(TimeDelta::minutes(59));
    let other = site.add(&Act::Done).await;
    site.until(other, JobState::Completed).await;
    assert_eq!(site.state(waits).await, JobState::Scheduled);
    site.clock.advance(TimeDelta::minutes(1));
    assert_eq!(site.until(waits, JobState::Completed).await.attempt, 1);
    node.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_jobs_run_at_once_than_there_are_places() {
    let site = Site::new().await;
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (running, highest) = (Arc::clone(&now), Arc::clone(&most));
    let handlers = Handlers::default().on(move |_: Act, _| {
        let (running, highest) = (Arc::clone(&running), Arc::clone(&highest));
        async move {
            let at_once = running.fetch_add(1, Ordering::SeqCst) + 1;
            highest.fetch_max(at_once, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(20)).await;
            running.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        }
    });
    let ports = NodePorts {
        store: Arc::new(site.database.clone()),
        bell: Arc::new(Silence),
        meter: Arc::new(Unmeasured),
        clock: site.clock.clone(),
        entropy: Arc::new(CountingEntropy::default()),
        ids: site.ids.clone(),
    };
    let jobs: Vec<NewJob> = (0..60).map(|_| site.act(&Act::Done)).collect();
    in_transaction(&site.transactions, async |tx| Ok(tx.jobs().enqueue_all(&jobs).await?)).await.unwrap();
    let node = Node::new(ports, handlers, NodeSettings { default_places: 7, ..eager() }).start();
    while site.count(JobState::Completed).await < 60 {
        let held = site.count(JobState::Executing).await;
        assert!(held <= 60, "{held}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    node.stop().await;
    assert_eq!(most.load(Ordering::SeqCst), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_of_another_version_wait_and_unreadable_ones_are_given_up() {
    let site = Site::new().await;
    let node = site.node("one", NodeSettings::default());
    let unknown = site.add(&Act::Done).await;
    let unreadable = site.add(&Act::Done).await;
    site.run(&format!("UPDATE jobs SET kind = 'of_tomorrow' WHERE id = '{unknown}'")).await;
    site.run(&format!("UPDATE jobs SET args = '{{\"secret\": 1}}' WHERE id = '{unreadable}'")).await;
    node.drain().await.unwrap();
    let (unknown, unreadable) = (site.job(unknown).await, site.job(unreadable).await);
    assert_eq!((unknown.state, unknown.attempt), (JobState::Scheduled, 0));
    assert_eq!(unreadable.state, JobState::Discarded);
    assert_eq!(unreadable.errors[0].error, "the arguments cannot be read", "and they are not quoted");
    assert_eq!(site.ran(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_with_a_period_is_held_beyond_the_end_of_the_job() {
    let site = Site::new().await;
    let node = site.node("one", NodeSettings::default());
    let hour = Duration::from_hours(1);
    let job = |act: &Act| site.act(act).unique_for("key", hour);
    assert!(matches!(site.enqueue(job(&Act::Done)).await, Enqueued::Added(_)));
    node.drain().await.unwrap();
    assert_eq!(site.count(JobState::Completed).await, 1);
    site.clock.advance(TimeDelta::minutes(59));
    assert_eq!(site.enqueue(job(&Act::Done)).await, Enqueued::Known);
    assert_eq!(site.enqueue(site.act(&Act::Done).unique("key")).await, Enqueued::Known);
    site.clock.advance(TimeDelta::minutes(1));
    let fifty = futures_util::future::join_all((0..50).map(|_| site.enqueue(job(&Act::Never)))).await;
    assert_eq!(fifty.iter().filter(|enqueued| matches!(enqueued, Enqueued::Added(_))).count(), 1);
    // What was given up stands in nobody's way.
    node.drain().await.unwrap();
    assert!(matches!(site.enqueue(site.act(&Act::Done).unique("key")).await, Enqueued::Added(_)));
    // Without a period, nor does what is done.
    node.drain().await.unwrap();
    assert!(matches!(site.enqueue(job(&Act::Done)).await, Enqueued::Added(_)));
}
