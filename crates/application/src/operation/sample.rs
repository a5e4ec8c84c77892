use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Exposition, Histogram};

// The names under which things are measured, as in `/metrics`.
const REQUESTS: &str = "vibeslop_http_request_duration_seconds";
const REQUESTS_COUNT: &str = "vibeslop_http_request_duration_seconds_count";
const IN_FLIGHT: &str = "vibeslop_http_requests_in_flight";
const CONNECTIONS: &str = "vibeslop_database_connections";
const POOL_WAITING: &str = "vibeslop_database_pool_waiting";
const POOL_WAIT: &str = "vibeslop_database_pool_wait_seconds";
const STATEMENTS: &str = "vibeslop_database_query_duration_seconds";
const SLOW_STATEMENTS: &str = "vibeslop_database_slow_queries_total";
const GITHUB_CALLS: &str = "vibeslop_github_call_duration_seconds";
const MODEL_CALLS: &str = "vibeslop_ai_call_duration_seconds";
const MAILS: &str = "vibeslop_mail_duration_seconds";
const RESTING: &str = "vibeslop_service_resting";
const TOKENS: &str = "vibeslop_ai_tokens_total";
const COST: &str = "vibeslop_ai_cost_dollars";
const STREAMS: &str = "vibeslop_streams_open";
const CACHE_LOOKUPS: &str = "vibeslop_cache_lookups_total";
const CACHE_MISSES: &str = "vibeslop_cache_misses_total";
const LAG: &str = "vibeslop_event_loop_lag_seconds";
const MEMORY: &str = "process_resident_memory_bytes";
const PROCESSOR: &str = "process_cpu_seconds_total";
const THREADS: &str = "process_threads";
const FILES: &str = "process_open_fds";
const STARTED: &str = "process_start_time_seconds";

/// What the measurements came to at a moment, all since the program's start.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    /// When it was taken.
    pub at: DateTime<Utc>,
    /// How requests were answered, by route.
    pub routes: BTreeMap<Route, Answers>,
    /// Requests that are being answered.
    pub in_flight: f64,
    /// Connections to the database.
    pub connections: Option<Connections>,
    /// How long statements took.
    pub statements: Histogram,
    /// How long connections were waited for.
    pub pool_wait: Histogram,
    /// Statements that took too long.
    pub slow_statements: f64,
    /// Calls of outside services, by service.
    pub services: BTreeMap<String, Calls>,
    /// Tokens that models read and wrote.
    pub tokens: f64,
    /// What models cost, in US dollars.
    pub cost: f64,
    /// Live streams that are open.
    pub streams: Option<f64>,
    /// What was asked of caches, by cache.
    pub caches: BTreeMap<String, Lookups>,
    /// The process itself.
    pub process: Process,
}

/// What a request was sent to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The path with its parameters' names.
    pub path: String,
    /// The method.
    pub method: String,
}

/// How requests were answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answers {
    /// How long it took.
    pub took: Histogram,
    /// How many, by status.
    pub statuses: BTreeMap<String, f64>,
}

/// Connections to the database.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Connections {
    /// In use.
    pub used: f64,
    /// Open and idle.
    pub idle: f64,
    /// At most.
    pub allowed: f64,
    /// How many wait for one.
    pub waiting: f64,
}

/// Calls of an outside service.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Calls {
    /// How long they took.
    pub took: Histogram,
    /// How many, by outcome.
    pub outcomes: BTreeMap<String, f64>,
    /// What of the service is left alone for a while because it failed, where there is a breaker that does so.
    pub resting: Option<Vec<String>>,
}

/// What was asked of a cache.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Lookups {
    /// In all.
    pub all: f64,
    /// What was not there.
    pub misses: f64,
}

/// The process itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Process {
    /// Memory in bytes.
    pub memory: Option<f64>,
    /// Seconds that processors spent on it.
    pub processor_seconds: Option<f64>,
    /// Threads.
    pub threads: Option<f64>,
    /// Open files and connections.
    pub files: Option<f64>,
    /// When it was started, in seconds since 1970.
    pub started: Option<f64>,
    /// How late tasks were woken.
    pub lag: Histogram,
}

impl Sample {
    /// Reads what was measured.
    pub fn of(exposition: &str, at: DateTime<Utc>) -> Self {
        let found = Exposition::parse(exposition);
        let all = |name| found.histogram(name).unwrap_or_default();
        Self {
            at,
            routes: routes(&found),
            in_flight: found.value(IN_FLIGHT).unwrap_or_default(),
            connections: connections(&found),
            statements: all(STATEMENTS),
            pool_wait: all(POOL_WAIT),
            slow_statements: found.value(SLOW_STATEMENTS).unwrap_or_default(),
            services: services(&found),
            tokens: found.value(TOKENS).unwrap_or_default(),
            cost: found.value(COST).unwrap_or_default(),
            streams: found.value(STREAMS),
            caches: caches(&found),
            process: Process {
                memory: found.value(MEMORY),
                processor_seconds: found.value(PROCESSOR),
                threads: found.value(THREADS),
                files: found.value(FILES),
                started: found.value(STARTED),
                lag: all(LAG),
            },
        }
    }
}

fn routes(found: &Exposition<'_>) -> BTreeMap<Route, Answers> {
    let route =
        |one: &super::Series<'_>| Route { path: one.label("route").to_owned(), method: one.label("method").to_owned() };
    let mut routes: BTreeMap<Route, Answers> = found
        .histograms(REQUESTS, route)
        .into_iter()
        .map(|(route, took)| (route, Answers { took, statuses: BTreeMap::new() }))
        .collect();
    for one in found.all(REQUESTS_COUNT) {
        if let Some(answers) = routes.get_mut(&route(one)) {
            *answers.statuses.entry(one.label("status").to_owned()).or_default() += one.value;
        }
    }
    routes
}

fn connections(found: &Exposition<'_>) -> Option<Connections> {
    let by_state = found.by(CONNECTIONS, "state");
    let of = |state| by_state.get(state).copied().unwrap_or_default();
    let waiting = found.value(POOL_WAITING).unwrap_or_default();
    (!by_state.is_empty()).then(|| Connections { used: of("used"), idle: of("idle"), allowed: of("allowed"), waiting })
}

fn services(found: &Exposition<'_>) -> BTreeMap<String, Calls> {
    let measured = [("GitHub", GITHUB_CALLS), ("Language models", MODEL_CALLS), ("Mail", MAILS)];
    let calls = measured.into_iter().map(|(service, metric)| {
        let outcomes = found.by(&format!("{metric}_count"), "outcome");
        let resting = (metric == MODEL_CALLS).then(|| resting(found)).flatten();
        (service.to_owned(), Calls { took: found.histogram(metric).unwrap_or_default(), outcomes, resting })
    });
    calls.collect()
}

fn resting(found: &Exposition<'_>) -> Option<Vec<String>> {
    let breakers = found.all(RESTING);
    let all = breakers.iter().filter(|one| one.value > 0.0);
    let resting = all.map(|one| format!("{} ({})", one.label("model"), one.label("purpose"))).collect();
    (!breakers.is_empty()).then_some(resting)
}

fn caches(found: &Exposition<'_>) -> BTreeMap<String, Lookups> {
    let misses = found.by(CACHE_MISSES, "cache");
    let lookups = found.by(CACHE_LOOKUPS, "cache").into_iter();
    lookups
        .map(|(cache, all)| {
            let misses = misses.get(&cache).copied().unwrap_or_default();
            (cache, Lookups { all, misses })
        })
        .collect()
}
