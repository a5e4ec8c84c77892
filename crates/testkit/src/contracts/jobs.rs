//! Laws of the queue of jobs, as those who enqueue know it.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use serde_json::json;
use vibeslop_domain::{
    ids::JobId,
    page::{Limit, Offset, Start},
};
use vibeslop_ports::jobs::{Enqueued, Job, JobChange, JobFilter, JobState, JobView, NewJob, Priority, Queue, Tick};

use super::Stores;
use crate::fixtures::{id, noon};

#[derive(Serialize, Deserialize)]
struct Greet {
    name: String,
}

impl Job for Greet {
    const KIND: &'static str = "law_greet";
    const MAX_ATTEMPTS: u16 = 3;
    const TIME_LIMIT: Duration = Duration::from_secs(1);
}

fn greet(name: &str, now: DateTime<Utc>) -> NewJob {
    NewJob::of(&Greet { name: name.to_owned() }, now)
}

async fn enqueue(stores: &Stores, job: &NewJob) -> Enqueued {
    let mut work = stores.begin().await;
    let enqueued = work.jobs().enqueue(job).await.unwrap();
    work.commit().await.unwrap();
    enqueued
}

async fn added(stores: &Stores, job: &NewJob) -> JobId {
    match enqueue(stores, job).await {
        Enqueued::Added(id) => id,
        Enqueued::Known => panic!("the key is held"),
    }
}

async fn retry(stores: &Stores, id: JobId) -> JobChange {
    let mut work = stores.begin().await;
    let changed = work.jobs().retry(id, noon()).await.unwrap();
    work.commit().await.unwrap();
    changed
}

async fn cancel(stores: &Stores, id: JobId) -> JobChange {
    let mut work = stores.begin().await;
    let changed = work.jobs().cancel(id, noon()).await.unwrap();
    work.commit().await.unwrap();
    changed
}

async fn all(stores: &Stores, filter: JobFilter) -> Vec<JobView> {
    let start = Start::Skip(Offset::new(0).unwrap());
    stores.jobs.jobs(filter, start, Limit::clamped(100, 100)).await.unwrap().items
}

/// What a unit of work enqueues is there as it was told, if the unit of work commits.
pub async fn a_job_comes_back_as_it_was_enqueued(stores: &Stores) {
    let now = added(stores, &greet("ada", noon()).priority(Priority::URGENT)).await;
    let later = greet("bob", noon()).after(Duration::from_secs(90)).attempts(7).unique("bob");
    let later = added(stores, &later).await;
    let job = stores.jobs.job(now).await.unwrap().unwrap();
    assert_eq!((job.kind.as_str(), job.queue, job.state), (Greet::KIND, Some(Queue::Default), JobState::Available));
    assert_eq!((job.attempt, job.max_attempts, job.priority), (0, 3, Priority::URGENT));
    assert_eq!((job.args, job.errors, job.unique_key), (json!({"name": "ada"}), Vec::new(), None));
    assert_eq!((job.scheduled_at, job.inserted_at, job.finished_at), (noon(), noon(), None));
    let job = stores.jobs.job(later).await.unwrap().unwrap();
    assert_eq!((job.state, job.max_attempts, job.unique_key.as_deref()), (JobState::Scheduled, 7, Some("bob")));
    assert_eq!(job.scheduled_at, noon() + TimeDelta::seconds(90));
    assert_eq!(stores.jobs.job(JobId(id(99))).await.unwrap(), None);
    let counts = stores.jobs.job_counts().await.unwrap();
    assert_eq!(
        counts.iter().map(|count| (count.state, count.jobs)).collect::<Vec<_>>(),
        [(JobState::Available, 1), (JobState::Scheduled, 1),]
    );
}

/// A job is gone with the unit of work that enqueued it.
pub async fn what_is_rolled_back_is_never_run(stores: &Stores) {
    let mut work = stores.begin().await;
    work.jobs().enqueue(&greet("ada", noon()).unique("ada")).await.unwrap();
    work.rollback().await.unwrap();
    let mut work = stores.begin().await;
    work.jobs().enqueue(&greet("ada", noon())).await.unwrap();
    drop(work);
    assert_eq!(all(stores, JobFilter::default()).await, []);
    added(stores, &greet("ada", noon()).unique("ada")).await;
}

/// Of several that have a key, one is added, in one call and by however many at once.
pub async fn a_key_is_held_by_one_job_however_many_try(stores: &Stores) {
    let mut work = stores.begin().await;
    let jobs = [greet("a", noon()).unique("k"), greet("b", noon()), greet("c", noon()).unique("k")];
    let enqueued = work.jobs().enqueue_all(&jobs).await.unwrap();
    work.commit().await.unwrap();
    let [Enqueued::Added(first), Enqueued::Added(_), Enqueued::Known] = enqueued[..] else { panic!("{enqueued:?}") };
    assert_eq!(stores.jobs.job(first).await.unwrap().unwrap().args, json!({"name": "a"}));

    let at_once = join_all((0..50).map(|_| async { enqueue(stores, &greet("d", noon()).unique("many")).await })).await;
    assert_eq!(at_once.iter().filter(|enqueued| matches!(enqueued, Enqueued::Added(_))).count(), 1);
    let there = all(stores, JobFilter::default()).await;
    assert_eq!(there.iter().filter(|job| job.unique_key.as_deref() == Some("many")).count(), 1);
    assert_eq!(enqueue(stores, &greet("e", noon()).unique_for("many", Duration::from_secs(1))).await, Enqueued::Known);
}

/// A job that was called off lets go of its key, and gets it back only if nobody else has it.
pub async fn a_job_is_called_off_and_let_run_again(stores: &Stores) {
    let job = added(stores, &greet("ada", noon()).unique_for("ada", Duration::from_hours(1))).await;
    assert_eq!(retry(stores, job).await, JobChange::NotPossible(JobState::Available));
    assert_eq!(cancel(stores, job).await, JobChange::Done);
    assert_eq!(cancel(stores, job).await, JobChange::NotPossible(JobState::Cancelled));
    let cancelled = stores.jobs.job(job).await.unwrap().unwrap();
    assert_eq!((cancelled.state, cancelled.finished_at), (JobState::Cancelled, Some(noon())));

    let other = added(stores, &greet("ada", noon()).unique("ada")).await;
    assert_eq!(retry(stores, job).await, JobChange::KeyTaken);
    assert_eq!(cancel(stores, other).await, JobChange::Done);
    assert_eq!(retry(stores, job).await, JobChange::Done);
    let again = stores.jobs.job(job).await.unwrap().unwrap();
    assert_eq!((again.state, again.finished_at), (JobState::Available, None));
    for changed in [retry(stores, JobId(id(99))).await, cancel(stores, JobId(id(99))).await] {
        assert_eq!(changed, JobChange::NotFound);
    }
}

/// Jobs are listed newest first, by state and queue, page by page.
pub async fn jobs_are_listed_by_state_and_queue(stores: &Stores) {
    let mut ids = Vec::new();
    for number in 0..5 {
        ids.push(added(stores, &greet(&number.to_string(), noon())).await);
    }
    cancel(stores, ids[1]).await;
    let listed = |filter| async move { all(stores, filter).await.into_iter().map(|job| job.id).collect::<Vec<_>>() };
    let newest_first: Vec<JobId> = ids.iter().rev().copied().collect();
    assert_eq!(listed(JobFilter::default()).await, newest_first);
    assert_eq!(listed(JobFilter { state: Some(JobState::Cancelled), queue: None }).await, [ids[1]]);
    assert_eq!(listed(JobFilter { state: None, queue: Some(Queue::DeveloperScores) }).await, []);
    let mut start = Start::Skip(Offset::new(1).unwrap());
    let mut walked = Vec::new();
    loop {
        let page = stores.jobs.jobs(JobFilter::default(), start, Limit::clamped(2, 100)).await.unwrap();
        walked.extend(page.items.into_iter().map(|job| job.id));
        let Some(next) = page.next else { break };
        start = Start::Behind(next);
    }
    assert_eq!(walked, newest_first[1..]);
}

/// A moment of the schedule is noted by one, however many try, and none that came before it is noted any more.
pub async fn a_moment_of_the_schedule_is_noted_once(stores: &Stores) {
    let tick = async |name, minutes| {
        let mut work = stores.begin().await;
        let noted = work.jobs().tick(name, noon() + TimeDelta::minutes(minutes)).await.unwrap();
        work.commit().await.unwrap();
        noted
    };
    assert_eq!(tick("law_nightly", 1).await, Tick::First);
    assert_eq!(tick("law_nightly", 1).await, Tick::Known);
    assert_eq!(tick("law_nightly", 2).await, Tick::New);
    assert_eq!(tick("law_nightly", 1).await, Tick::Known, "a later one has been noted");
    assert_eq!(tick("law_hourly", 1).await, Tick::First, "another entry");
    let at_once = join_all((0..20).map(|_| tick("law_nightly", 3))).await;
    assert_eq!(at_once.iter().filter(|noted| **noted == Tick::New).count(), 1, "{at_once:?}");

    let mut work = stores.begin().await;
    assert_eq!(work.jobs().tick("law_nightly", noon() + TimeDelta::minutes(4)).await.unwrap(), Tick::New);
    work.rollback().await.unwrap();
    assert_eq!(tick("law_nightly", 4).await, Tick::New, "the note was undone");
}
