mod lines;

use std::time::Duration;

use chrono::{DateTime, Utc};

pub use self::lines::{CacheLine, DatabaseLine, Point, ProcessLine, RouteLine, ServiceLine, Traffic};
use super::{
    Histogram, Sample,
    exposition::total,
    sample::{Answers, Calls, Lookups},
};

/// Over how long the present rate is taken, at least: shorter, and it jumps.
const PRESENT: Duration = Duration::from_secs(10);
/// The shortest time that makes a point of a line.
const SHORTEST: Duration = Duration::from_secs(2);
/// Outcomes of calls that are no fault of the service: also that something is not there, and that nobody waited.
const WELL: [&str; 4] = ["answered", "sent", "not_found", "abandoned"];

/// How this node does, and what happened on it in the last minutes.
#[derive(Debug, Clone, PartialEq)]
pub struct Overview {
    /// When it was looked at.
    pub at: DateTime<Utc>,
    /// How much of the past it knows: up to [`WINDOW`](super::WINDOW).
    pub covers: Duration,
    /// Requests of all routes.
    pub traffic: Traffic,
    /// How it went, the oldest first.
    pub points: Vec<Point>,
    /// Requests by route, those with the most of them lately first.
    pub routes: Vec<RouteLine>,
    /// The database.
    pub database: DatabaseLine,
    /// Outside services.
    pub services: Vec<ServiceLine>,
    /// Caches.
    pub caches: Vec<CacheLine>,
    /// Tokens that models read and wrote for this node since its start.
    pub tokens: f64,
    /// What that cost, in US dollars.
    pub cost: f64,
    /// Live streams that are open on this node.
    pub streams: Option<f64>,
    /// The process.
    pub process: ProcessLine,
}

impl Overview {
    /// What happened up to `now`, given what was sampled before, the oldest first.
    pub fn of<'a>(earlier: impl Iterator<Item = &'a Sample> + Clone, now: &'a Sample) -> Self {
        let earlier = earlier.filter(|sample| sample.at < now.at);
        let oldest = earlier.clone().next().unwrap_or(now);
        let recent = earlier.clone().filter(|sample| between(sample, now) >= PRESENT).last().unwrap_or(oldest);
        let covers = between(oldest, now);
        let lately = |all: fn(&Sample) -> &Histogram| all(now).since(all(oldest));
        let statements = lately(|sample| &sample.statements);
        Self {
            at: now.at,
            covers,
            traffic: traffic(oldest, recent, now),
            points: points(earlier.clone(), now),
            routes: routes(oldest, now, covers),
            database: DatabaseLine {
                connections: now.connections,
                per_second: rate(now.statements.count() - recent.statements.count(), between(recent, now)),
                p50: statements.quantile(0.5),
                p95: statements.quantile(0.95),
                wait_p95: lately(|sample| &sample.pool_wait).quantile(0.95),
                slow: now.slow_statements,
            },
            services: now
                .services
                .iter()
                .map(|(name, calls)| service(name, oldest.services.get(name), calls))
                .collect(),
            caches: now.caches.iter().map(|(name, lookups)| cache(name, *lookups)).collect(),
            tokens: now.tokens,
            cost: now.cost,
            streams: now.streams,
            process: ProcessLine {
                uptime: now.process.started.and_then(|started| uptime(started, now.at)),
                memory: now.process.memory,
                processors: processors(recent, now),
                threads: now.process.threads,
                files: now.process.files,
                lag_p99: lately(|sample| &sample.process.lag).quantile(0.99),
            },
        }
    }
}

fn between(earlier: &Sample, later: &Sample) -> Duration {
    (later.at - earlier.at).to_std().unwrap_or_default()
}

/// How often in a second. Nothing, where no time has passed.
fn rate(often: f64, time: Duration) -> f64 {
    if time.is_zero() { 0.0 } else { often.max(0.0) / time.as_secs_f64() }
}

/// All requests of a sample, and how many of them were answered with a fault of ours.
fn requests(sample: &Sample) -> (Histogram, f64) {
    let mut took = Histogram::default();
    sample.routes.values().for_each(|answers| took.add(&answers.took));
    (took, total(sample.routes.values().map(faults)))
}

fn faults(answers: &Answers) -> f64 {
    total(answers.statuses.iter().filter(|(status, _)| status.starts_with('5')).map(|(_, often)| *often))
}

fn traffic(oldest: &Sample, recent: &Sample, now: &Sample) -> Traffic {
    let ((took_before, failed_before), (took, failed)) = (requests(oldest), requests(now));
    let lately = took.since(&took_before);
    Traffic {
        total: took.count(),
        failed,
        per_second: rate(took.count() - requests(recent).0.count(), between(recent, now)),
        failing: (lately.count() > 0.0).then(|| (failed - failed_before).max(0.0) / lately.count()),
        in_flight: now.in_flight,
        p50: lately.quantile(0.5),
        p95: lately.quantile(0.95),
        p99: lately.quantile(0.99),
    }
}

fn points<'a>(earlier: impl Iterator<Item = &'a Sample>, now: &'a Sample) -> Vec<Point> {
    let mut points = Vec::new();
    let mut before: Option<(&Sample, (Histogram, f64))> = None;
    for sample in earlier.chain([now]) {
        let seen = requests(sample);
        let Some((last, (took_before, failed_before))) = &before else {
            before = Some((sample, seen));
            continue;
        };
        let time = between(last, sample);
        if time < SHORTEST {
            continue;
        }
        let took = seen.0.since(took_before);
        points.push(Point {
            at: sample.at,
            requests: rate(took.count(), time),
            failing: rate(seen.1 - failed_before, time),
            p50: took.quantile(0.5),
            p95: took.quantile(0.95),
            statements: rate(sample.statements.count() - last.statements.count(), time),
            connections: sample.connections.map(|connections| connections.used),
            memory: sample.process.memory,
            processors: processors(last, sample),
        });
        before = Some((sample, seen));
    }
    points
}

/// The file that tells it counts in whole seconds at times, so it is as good as the time is long.
fn processors(earlier: &Sample, later: &Sample) -> Option<f64> {
    let (before, after) = (earlier.process.processor_seconds?, later.process.processor_seconds?);
    let time = between(earlier, later);
    (!time.is_zero()).then(|| rate(after - before, time))
}

fn routes(oldest: &Sample, now: &Sample, covers: Duration) -> Vec<RouteLine> {
    let mut lines: Vec<RouteLine> = now
        .routes
        .iter()
        .map(|(route, answers)| {
            let before = oldest.routes.get(route).map(|before| before.took.clone()).unwrap_or_default();
            let lately = answers.took.since(&before);
            RouteLine {
                route: route.clone(),
                total: answers.took.count(),
                lately: lately.count(),
                per_second: rate(lately.count(), covers),
                p50: lately.quantile(0.5),
                p95: lately.quantile(0.95),
                p99: lately.quantile(0.99),
                statuses: answers.statuses.iter().map(|(status, often)| (status.clone(), *often)).collect(),
            }
        })
        .collect();
    // They were in the order of their paths, and those that are alike stay so.
    lines.sort_by(|a, b| b.lately.total_cmp(&a.lately).then(b.total.total_cmp(&a.total)));
    lines
}

fn service(name: &str, before: Option<&Calls>, now: &Calls) -> ServiceLine {
    let failures = |calls: &Calls| total(unwell(calls).map(|(_, often)| *often));
    let lately = before.map_or_else(|| now.took.clone(), |before| now.took.since(&before.took));
    ServiceLine {
        name: name.to_owned(),
        calls: now.took.count(),
        failures: failures(now),
        lately: lately.count(),
        failures_lately: (failures(now) - before.map_or(0.0, failures)).max(0.0),
        p50: lately.quantile(0.5),
        p95: lately.quantile(0.95),
        faults: unwell(now).map(|(outcome, often)| (outcome.clone(), *often)).collect(),
        resting: now.resting.clone(),
    }
}

fn unwell(calls: &Calls) -> impl Iterator<Item = (&String, &f64)> {
    calls.outcomes.iter().filter(|(outcome, _)| !WELL.contains(&outcome.as_str()))
}

fn cache(name: &str, lookups: Lookups) -> CacheLine {
    let hits = (lookups.all > 0.0).then(|| ((lookups.all - lookups.misses) / lookups.all).clamp(0.0, 1.0));
    CacheLine { name: name.to_owned(), lookups: lookups.all, hits }
}

fn uptime(started: f64, now: DateTime<Utc>) -> Option<Duration> {
    let since_1970 = (now - DateTime::UNIX_EPOCH).to_std().ok()?;
    Duration::try_from_secs_f64(since_1970.as_secs_f64() - started).ok()
}
