use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use serde::{Deserialize, Serialize};
use vibeslop_domain::ids::JobId;
use vibeslop_ports::{
    ServiceError, StoreError,
    jobs::{Attempt, Expiring, Failure, Job, JobState, Pause, Queue, Silence, TakenJob, Unmeasured},
    mocks::{MockExpiredRows, MockJobStore, MockTransactions, MockUnitOfWork},
};

use super::*;
use crate::{
    Error,
    fixtures::{CountingEntropy, CountingIds, SetClock, now},
};

#[derive(Serialize, Deserialize)]
struct Greet;

impl Job for Greet {
    const KIND: &'static str = "greet";
    const MAX_ATTEMPTS: u16 = 3;
    const TIME_LIMIT: Duration = Duration::from_secs(1);
}

fn node(store: MockJobStore, settings: NodeSettings) -> Node {
    let ports = NodePorts {
        store: Arc::new(store),
        bell: Arc::new(Silence),
        meter: Arc::new(Unmeasured),
        clock: SetClock::new(),
        entropy: Arc::new(CountingEntropy::default()),
        ids: Arc::new(CountingIds::default()),
    };
    Node::new(ports, Handlers::default().on(|_: Greet, _| async { Ok(()) }), settings)
}

fn taken(number: u128) -> TakenJob {
    TakenJob {
        id: JobId(uuid::Uuid::from_u128(number)),
        kind: Greet::KIND.to_owned(),
        args: serde_json::Value::Null,
        attempt: Attempt { number: 1, most: 3 },
    }
}

#[test]
fn a_job_makes_of_a_failure_what_there_is_to_be_done() {
    let limited = ServiceError::Limited { retry_after: Some(Duration::from_mins(5)) };
    let waits = Failure::from(Error::service("github_limited", "Sorry, Ada", limited));
    assert!(matches!(&waits, Failure::Wait(Pause::For(time), _) if *time == Duration::from_mins(5)), "{waits:?}");
    let timed_out = Failure::from(Error::service("github_failed", "Sorry, Ada", ServiceError::TimedOut));
    let away = Failure::from(Error::from(StoreError::Unavailable("ada@example.com".into())));
    for (failure, retried) in [(timed_out, true), (away, true), (Failure::from(Error::NotFound("user")), false)] {
        assert_eq!(matches!(failure, Failure::Retry(_)), retried, "{failure:?}");
        assert!(!failure.reason().as_str().to_lowercase().contains("ada"), "{failure:?}");
    }
    let refused = Error::Refused { code: "own_gig", message: "Ada may not".to_owned() };
    assert!(matches!(Failure::from(refused), Failure::Never(reason) if reason.as_str() == "own_gig"));
}

#[tokio::test(start_paused = true)]
async fn what_became_of_a_job_is_written_as_soon_as_the_store_is_back() {
    let (asked, written) = (Arc::new(AtomicU32::new(0)), Arc::new(AtomicU32::new(0)));
    let mut store = MockJobStore::new();
    let mut jobs = vec![taken(1)];
    store
        .expect_take()
        .returning(move |queue, _, _| Ok(if queue == Queue::Default { std::mem::take(&mut jobs) } else { Vec::new() }));
    store.expect_stage().returning(|_| Err(StoreError::Unavailable("the test says so".into())));
    store.expect_beat().returning(|_, _| Ok(Vec::new()));
    store.expect_rescue().returning(|_, _| Ok(0));
    store.expect_leave().times(1).returning(|_| Ok(()));
    let (tries, settled) = (Arc::clone(&asked), Arc::clone(&written));
    store.expect_settle().returning(move |_, jobs| {
        if tries.fetch_add(1, Ordering::SeqCst) < 4 {
            return Err(StoreError::Unavailable("the test says so".into()));
        }
        assert_eq!(jobs.len(), 1);
        assert_eq!((jobs[0].step.state, jobs[0].at), (JobState::Completed, now()));
        settled.fetch_add(1, Ordering::SeqCst);
        Ok(1)
    });
    let running = node(store, NodeSettings::default()).start();
    while written.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(running.stop().await, 0);
    assert_eq!((asked.load(Ordering::SeqCst), written.load(Ordering::SeqCst)), (5, 1));
}

#[tokio::test(start_paused = true)]
async fn one_job_that_cannot_be_written_holds_no_other_up() {
    let written = Arc::new(AtomicU32::new(0));
    let mut store = MockJobStore::new();
    let mut jobs = vec![taken(1), taken(2), taken(3)];
    store
        .expect_take()
        .returning(move |queue, _, _| Ok(if queue == Queue::Default { std::mem::take(&mut jobs) } else { Vec::new() }));
    store.expect_stage().returning(|_| Ok(0));
    store.expect_beat().returning(|_, _| Ok(Vec::new()));
    store.expect_rescue().returning(|_, _| Ok(0));
    store.expect_leave().returning(|_| Ok(()));
    let settled = Arc::clone(&written);
    store.expect_settle().returning(move |_, jobs| {
        if jobs.iter().any(|job| job.id == taken(2).id) {
            return Err(StoreError::failed("the test says so"));
        }
        settled.fetch_add(u32::try_from(jobs.len()).unwrap(), Ordering::SeqCst);
        Ok(jobs.len())
    });
    let running = node(store, NodeSettings::default()).start();
    while written.load(Ordering::SeqCst) < 2 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    running.stop().await;
}

#[tokio::test]
async fn rows_are_deleted_in_batches_until_none_is_left() {
    let mut rows = MockExpiredRows::new();
    let mut left = 2_300;
    rows.expect_prune().times(3).returning(move |what, most, _| {
        assert_eq!(what, Expiring::Retries);
        let batch = left.min(usize::try_from(most).unwrap());
        left -= batch;
        Ok(batch)
    });
    let pruning = Pruning { rows: Arc::new(rows), clock: SetClock::new() };
    assert_eq!(pruning.prune(Expiring::Retries).await, Ok(()));

    let mut rows = MockExpiredRows::new();
    rows.expect_prune().returning(|_, _, _| Err(StoreError::Unavailable("secret".into())));
    let failed = Pruning { rows: Arc::new(rows), clock: SetClock::new() }.prune(Expiring::Jobs).await;
    assert!(matches!(failed, Err(Failure::Retry(reason)) if !reason.as_str().contains("secret")));
}

#[tokio::test]
async fn what_is_due_is_enqueued_with_its_moment_and_each_kind_of_rows_apart() {
    let transactions = Arc::new(MockTransactions::of([MockUnitOfWork::default()]));
    let due = Schedule { transactions: transactions.clone(), clock: SetClock::new() };
    let entry = schedule().into_iter().find(|entry| entry.name == "prune_rows").unwrap();
    assert!(due.fire(&entry, now(), Occasion::OnTime).await.unwrap());
    let keys: Vec<_> = transactions.enqueued().into_iter().map(|job| job.unique.unwrap().key).collect();
    assert_eq!(keys, Expiring::ALL.map(Expiring::as_str));
}

#[cfg(feature = "mocks")]
#[test]
fn every_kind_that_the_schedule_enqueues_has_a_handler() {
    let handlers = handlers(&crate::Services::new(&crate::Ports::mocks(), &crate::Policy::default()));
    for entry in schedule() {
        for job in (entry.jobs)(now()) {
            assert!(handlers.kinds().any(|kind| kind == job.kind), "{}", job.kind);
        }
    }
}
