use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use chrono::TimeDelta;
use uuid::Uuid;
use vibeslop_domain::{
    ids::JobId,
    jobs::{JobState, Priority, Queue},
    page::Page,
};
use vibeslop_ports::{
    StoreError,
    jobs::{JobCount, JobError, JobView},
    mocks::{MockCallLog, MockJobQueries},
    operation::Measurements,
};

use super::*;
use crate::fixtures::{SetClock, now, store_away};

/// What was measured when so many requests were answered, the last of them with a fault.
fn measured(requests: u32, faults: u32) -> String {
    let well = requests - faults;
    format!(
        "vibeslop_http_request_duration_seconds_bucket{{method=\"GET\",route=\"/api/posts\",status=\"200\",le=\"0.1\"}} {well}\n\
         vibeslop_http_request_duration_seconds_bucket{{method=\"GET\",route=\"/api/posts\",status=\"200\",le=\"+Inf\"}} {well}\n\
         vibeslop_http_request_duration_seconds_count{{method=\"GET\",route=\"/api/posts\",status=\"200\"}} {well}\n\
         vibeslop_http_request_duration_seconds_bucket{{method=\"POST\",route=\"/api/posts\",status=\"503\",le=\"0.1\"}} 0\n\
         vibeslop_http_request_duration_seconds_bucket{{method=\"POST\",route=\"/api/posts\",status=\"503\",le=\"+Inf\"}} {faults}\n\
         vibeslop_http_request_duration_seconds_count{{method=\"POST\",route=\"/api/posts\",status=\"503\"}} {faults}\n\
         vibeslop_github_call_duration_seconds_count{{outcome=\"answered\"}} 4\n\
         vibeslop_github_call_duration_seconds_count{{outcome=\"timed_out\"}} {faults}\n\
         vibeslop_service_resting{{model=\"a/model\",purpose=\"texts\"}} 1\n\
         vibeslop_service_resting{{model=\"another\"}} 0\n\
         vibeslop_cache_lookups_total{{cache=\"profiles\"}} 10\n\
         vibeslop_cache_misses_total{{cache=\"profiles\"}} 1\n\
         vibeslop_database_connections{{state=\"used\"}} 2\n\
         process_start_time_seconds 1770027300\n"
    )
}

fn at(seconds: i64, requests: u32, faults: u32) -> Sample {
    Sample::of(&measured(requests, faults), now() + TimeDelta::seconds(seconds))
}

fn near(found: f64, wanted: f64) -> bool {
    (found - wanted).abs() < 1e-9
}

#[test]
fn what_happened_is_what_came_between_the_samples() {
    let earlier = [at(0, 10, 0), at(10, 10, 0), at(15, 30, 5)];
    let seen = Overview::of(earlier.iter(), &at(20, 60, 10));
    assert_eq!(seen.covers, Duration::from_secs(20));
    assert!(near(seen.traffic.total, 60.0) && near(seen.traffic.failed, 10.0));
    assert!(near(seen.traffic.per_second, 5.0), "over the last ten seconds: {:?}", seen.traffic);
    assert!(near(seen.traffic.failing.unwrap(), 0.2));
    let rates: Vec<(f64, f64)> = seen.points.iter().map(|point| (point.requests, point.failing)).collect();
    assert_eq!(rates, [(0.0, 0.0), (4.0, 1.0), (6.0, 1.0)]);
    let routes: Vec<(&str, f64)> = seen.routes.iter().map(|line| (line.route.method.as_str(), line.lately)).collect();
    assert_eq!(routes, [("GET", 40.0), ("POST", 10.0)], "those with the most first");
    assert_eq!(seen.routes[0].statuses, [("200".to_owned(), 50.0)]);
    assert!(seen.routes[0].p95.unwrap() <= 0.1 && near(seen.routes[0].per_second, 2.0));
    assert_eq!(seen.process.uptime.map(|uptime| uptime.as_secs()), Some(50));
}

#[test]
fn services_caches_and_the_database_tell_how_they_do() {
    let seen = Overview::of([at(0, 10, 1)].iter(), &at(5, 20, 3));
    let github = seen.services.iter().find(|service| service.name == "GitHub").unwrap();
    assert!(near(github.failures, 3.0) && near(github.failures_lately, 2.0));
    assert_eq!(github.faults, [("timed_out".to_owned(), 3.0)]);
    let models = seen.services.iter().find(|service| service.name == "Language models").unwrap();
    assert_eq!(models.resting, Some(vec!["a/model (texts)".to_owned()]));
    assert_eq!(github.resting, None, "it has no breaker");
    assert!(near(seen.caches[0].hits.unwrap(), 0.9));
    assert!(near(seen.database.connections.unwrap().used, 2.0));
}

#[test]
fn a_first_look_knows_what_there_is_and_of_no_time() {
    let seen = Overview::of([].iter(), &at(0, 10, 1));
    assert!(near(seen.traffic.total, 10.0) && near(seen.traffic.per_second, 0.0));
    assert_eq!((seen.traffic.failing, seen.points.len(), seen.covers), (None, 0, Duration::ZERO));
    let nothing = Overview::of([].iter(), &Sample::of("", now()));
    assert!(nothing.routes.is_empty() && nothing.database.connections.is_none());
}

struct Told(AtomicU32);

impl Measurements for Told {
    fn exposition(&self) -> String {
        measured(self.0.fetch_add(10, Ordering::SeqCst), 0)
    }
}

fn job(number: u128, state: JobState, failed_at: Option<i64>) -> JobView {
    let error = |seconds| JobError { at: now() + TimeDelta::seconds(seconds), attempt: 1, error: "away".to_owned() };
    JobView {
        id: JobId(Uuid::from_u128(number)),
        kind: "deliver_mail".to_owned(),
        queue: Some(Queue::Default),
        state,
        args: serde_json::json!({}),
        errors: failed_at.map(error).into_iter().collect(),
        attempt: 1,
        max_attempts: 5,
        priority: Priority::NORMAL,
        unique_key: None,
        scheduled_at: now(),
        attempted_at: None,
        attempted_by: None,
        finished_at: None,
        inserted_at: now(),
    }
}

#[tokio::test]
async fn however_many_look_the_database_is_asked_once_in_a_while() {
    let mut jobs = MockJobQueries::new();
    jobs.expect_job_counts()
        .times(2)
        .returning(|| Ok(vec![JobCount { queue: "default".to_owned(), state: JobState::Retryable, jobs: 1 }]));
    jobs.expect_jobs().times(4).returning(|filter, _, _| {
        let items = match filter.state {
            Some(JobState::Retryable) => vec![job(1, JobState::Retryable, Some(5)), job(2, JobState::Retryable, None)],
            _ => vec![job(3, JobState::Discarded, Some(9))],
        };
        Ok(Page { items, next: None })
    });
    let mut calls = MockCallLog::new();
    calls.expect_usage_since().times(2).withf(|_, user| user.is_none()).returning(|_, _| Ok(Vec::new()));
    let clock = SetClock::new();
    let dashboard = Dashboard::new(Arc::new(Told(AtomicU32::new(0))), Arc::new(jobs), Arc::new(calls), clock.clone());
    let first = dashboard.look().await;
    let queues = first.queues.clone().unwrap();
    assert_eq!(queues.faults.iter().map(|fault| fault.id.0.as_u128()).collect::<Vec<_>>(), [3, 1], "the latest first");
    let waiting = queues.lines[0].jobs.iter().find(|(state, _)| *state == JobState::Retryable);
    assert_eq!((queues.lines[0].queue.as_str(), waiting), ("default", Some(&(JobState::Retryable, 1))));
    clock.advance(TimeDelta::seconds(1));
    let second = dashboard.look().await;
    assert!(near(second.overview.traffic.total, 10.0), "what is measured is always new");
    assert_eq!(second.queues, first.queues);
    clock.advance(TimeDelta::seconds(2));
    dashboard.look().await;
}

#[tokio::test]
async fn while_the_database_is_away_the_rest_is_there() {
    let mut jobs = MockJobQueries::new();
    jobs.expect_job_counts().returning(|| Err(store_away()));
    let mut calls = MockCallLog::new();
    calls.expect_usage_since().returning(|_, _| Err(StoreError::Unavailable("away".into())));
    let told = Arc::new(Told(AtomicU32::new(7)));
    let dashboard = Dashboard::new(told, Arc::new(jobs), Arc::new(calls), SetClock::new());
    let seen = dashboard.look().await;
    assert_eq!((seen.queues, seen.usage), (None, None));
    assert!(near(seen.overview.traffic.total, 7.0));
}
