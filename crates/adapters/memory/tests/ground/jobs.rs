//! Jobs as nodes run them: taken, settled, lost, rescued; and rows that are of no use any more.

use std::{sync::Arc, time::Duration};

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use vibeslop_domain::{
    ids::{JobId, NodeId},
    jobs::{JobState, Queue, Reason, Step},
};
use vibeslop_memory::Memory;
use vibeslop_ports::{
    jobs::{Enqueued, ExpiredRows, Expiring, Job, JobQueries, JobStore, JobView, NewJob, Priority, Settled, TakenJob},
    transactions::Transactions,
};
use vibeslop_testkit::fixtures::{CountingIds, FakeClock, id, noon};

const ONE: NodeId = NodeId(id(1));
const OTHER: NodeId = NodeId(id(2));

#[derive(Serialize, Deserialize)]
struct Greet {
    name: String,
}

impl Job for Greet {
    const KIND: &'static str = "ground_greet";
    const MAX_ATTEMPTS: u16 = 2;
    const TIME_LIMIT: Duration = Duration::from_secs(1);
}

fn greet(name: &str) -> NewJob {
    NewJob::of(&Greet { name: name.to_owned() }, noon())
}

fn site() -> (Memory, Arc<FakeClock>) {
    let clock = Arc::new(FakeClock::default());
    (Memory::new(clock.clone(), Arc::new(CountingIds::default())), clock)
}

async fn enqueue(memory: &Memory, job: &NewJob) -> Enqueued {
    let mut unit = memory.begin().await.unwrap();
    let enqueued = unit.jobs().enqueue(job).await.unwrap();
    unit.commit().await.unwrap();
    enqueued
}

async fn added(memory: &Memory, job: &NewJob) -> JobId {
    let Enqueued::Added(id) = enqueue(memory, job).await else { panic!("the key is held") };
    id
}

async fn take(memory: &Memory, most: usize, node: NodeId) -> Vec<TakenJob> {
    memory.take(Queue::Default, most, node).await.unwrap()
}

async fn job(memory: &Memory, id: JobId) -> JobView {
    memory.job(id).await.unwrap().unwrap()
}

fn settled(taken: &TakenJob, state: JobState, error: Option<&str>) -> Settled {
    let step = Step { state, at: None, counts: true, error: error.map(Reason::new) };
    Settled { id: taken.id, attempt: taken.attempt.number, step, at: noon() }
}

#[tokio::test]
async fn jobs_are_taken_in_order_and_each_once() {
    let (memory, _) = site();
    let late = added(&memory, &greet("late").at(noon() + TimeDelta::hours(1))).await;
    let plain = added(&memory, &greet("plain")).await;
    let urgent = added(&memory, &greet("urgent").priority(Priority::URGENT)).await;
    let taken = take(&memory, 1, ONE).await;
    assert_eq!(taken.iter().map(|job| (job.id, job.attempt.number)).collect::<Vec<_>>(), [(urgent, 1)]);
    assert_eq!(take(&memory, 5, OTHER).await.iter().map(|job| job.id).collect::<Vec<_>>(), [plain]);
    assert!(take(&memory, 5, OTHER).await.is_empty());
    assert_eq!(memory.stage(noon()).await.unwrap(), 0, "its time has not come");
    assert_eq!(memory.stage(noon() + TimeDelta::hours(1)).await.unwrap(), 1);
    assert_eq!(take(&memory, 5, OTHER).await.iter().map(|job| job.id).collect::<Vec<_>>(), [late]);
}

#[tokio::test]
async fn what_becomes_of_a_job_is_said_by_the_node_that_holds_it() {
    let (memory, _) = site();
    let id = added(&memory, &greet("ada").unique_for("ada", Duration::from_hours(1))).await;
    let first = take(&memory, 1, ONE).await.remove(0);
    let failed = settled(&first, JobState::Available, Some("no luck"));
    assert_eq!(memory.settle(OTHER, std::slice::from_ref(&failed)).await.unwrap(), 0, "it is not theirs");
    assert_eq!(memory.settle(ONE, std::slice::from_ref(&failed)).await.unwrap(), 1);
    assert_eq!(memory.settle(ONE, &[failed]).await.unwrap(), 0, "it is theirs no more");
    let second = take(&memory, 1, ONE).await.remove(0);
    assert_eq!((second.attempt.number, second.attempt.most), (2, 2));
    let stale = settled(&first, JobState::Discarded, None);
    assert_eq!(memory.settle(ONE, &[stale]).await.unwrap(), 0, "that was another attempt");
    assert_eq!(memory.settle(ONE, &[settled(&second, JobState::Completed, None)]).await.unwrap(), 1);
    let done = job(&memory, id).await;
    assert_eq!((done.state, done.finished_at, done.attempt), (JobState::Completed, Some(noon()), 2));
    assert_eq!(
        done.errors.iter().map(|error| (error.attempt, error.error.as_str())).collect::<Vec<_>>(),
        [(1, "no luck")]
    );
    assert_eq!(enqueue(&memory, &greet("ada").unique("ada")).await, Enqueued::Known, "it holds its key for a while");
    let later = NewJob::of(&Greet { name: "ada".to_owned() }, noon() + TimeDelta::hours(1)).unique("ada");
    added(&memory, &later).await;
}

#[tokio::test]
async fn what_a_dead_node_held_is_given_to_others_until_it_is_given_up() {
    let (memory, clock) = site();
    let id = added(&memory, &greet("ada")).await;
    let silence = Duration::from_secs(30);
    for attempt in 1..=2 {
        assert_eq!(memory.beat(ONE, &[]).await.unwrap(), []);
        assert_eq!(take(&memory, 1, ONE).await.len(), 1);
        assert_eq!(memory.beat(ONE, &[id]).await.unwrap(), [], "it holds it");
        assert_eq!(memory.rescue(silence, noon()).await.unwrap(), 0, "it lives");
        clock.advance(TimeDelta::seconds(31));
        assert_eq!(memory.rescue(silence, noon()).await.unwrap(), 1);
        assert_eq!(memory.beat(ONE, &[id]).await.unwrap(), [id], "it has lost it");
        let error = job(&memory, id).await.errors.pop().unwrap();
        assert_eq!((error.attempt, error.error.as_str()), (attempt, "the node that ran it died"));
    }
    let given_up = job(&memory, id).await;
    assert_eq!((given_up.state, given_up.finished_at), (JobState::Discarded, Some(noon())));
}

#[tokio::test]
async fn what_a_node_holds_without_knowing_is_given_back_after_a_minute() {
    let (memory, clock) = site();
    let id = added(&memory, &greet("ada")).await;
    take(&memory, 1, ONE).await;
    memory.beat(ONE, &[]).await.unwrap();
    assert_eq!(job(&memory, id).await.state, JobState::Executing, "it is just about to hear of it");
    clock.advance(TimeDelta::seconds(61));
    memory.beat(ONE, &[]).await.unwrap();
    assert_eq!(job(&memory, id).await.state, JobState::Available);
    take(&memory, 1, OTHER).await;
    memory.leave(OTHER).await.unwrap();
    assert_eq!(memory.rescue(Duration::from_secs(30), noon()).await.unwrap(), 1, "who has left holds nothing");
}

#[tokio::test]
async fn done_jobs_stay_for_a_week_and_given_up_ones_for_a_month() {
    let (memory, _) = site();
    for (name, state) in [("done", JobState::Completed), ("given up", JobState::Discarded)] {
        added(&memory, &greet(name)).await;
        let taken = take(&memory, 1, ONE).await.remove(0);
        memory.settle(ONE, &[settled(&taken, state, None)]).await.unwrap();
    }
    added(&memory, &greet("waiting")).await;
    for (days, gone) in [(6, 0), (8, 1), (29, 0), (31, 1), (400, 0)] {
        let pruned = memory.prune(Expiring::Jobs, 10, noon() + TimeDelta::days(days)).await.unwrap();
        assert_eq!(pruned, gone, "after {days} days");
    }
    for rows in Expiring::ALL {
        assert_eq!(memory.prune(rows, 10, noon()).await.unwrap(), 0, "{rows:?}");
    }
}
