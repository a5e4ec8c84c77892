use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::operation::{Connections, Route};

/// Requests, and how long their answers took, in seconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Traffic {
    /// Since the start.
    pub total: f64,
    /// Answered with a fault of ours since the start.
    pub failed: f64,
    /// In a second, at present.
    pub per_second: f64,
    /// Which share of the last minutes was answered with a fault of ours.
    pub failing: Option<f64>,
    /// Being answered.
    pub in_flight: f64,
    /// What half of them took in the last minutes, at most.
    pub p50: Option<f64>,
    /// What 95 of 100 took.
    pub p95: Option<f64>,
    /// What 99 of 100 took.
    pub p99: Option<f64>,
}

/// How things went from one sample to the next.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// When that was over.
    pub at: DateTime<Utc>,
    /// Requests in a second.
    pub requests: f64,
    /// Those among them that were answered with a fault of ours.
    pub failing: f64,
    /// What half of them took in seconds, at most.
    pub p50: Option<f64>,
    /// What 95 of 100 took.
    pub p95: Option<f64>,
    /// Statements in a second.
    pub statements: f64,
    /// Connections to the database in use.
    pub connections: Option<f64>,
    /// Memory in bytes.
    pub memory: Option<f64>,
    /// How many processors were busy with this process.
    pub processors: Option<f64>,
}

/// A route.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteLine {
    /// Which.
    pub route: Route,
    /// Requests since the start.
    pub total: f64,
    /// Requests in the last minutes.
    pub lately: f64,
    /// In a second, over the last minutes.
    pub per_second: f64,
    /// What half of those took in seconds, at most.
    pub p50: Option<f64>,
    /// What 95 of 100 took.
    pub p95: Option<f64>,
    /// What 99 of 100 took.
    pub p99: Option<f64>,
    /// How they were answered since the start: status and how often.
    pub statuses: Vec<(String, f64)>,
}

/// The database, as this node sees it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DatabaseLine {
    /// Connections, where they are measured.
    pub connections: Option<Connections>,
    /// Statements in a second, at present.
    pub per_second: f64,
    /// What half of the statements of the last minutes took in seconds, at most.
    pub p50: Option<f64>,
    /// What 95 of 100 took.
    pub p95: Option<f64>,
    /// How long 95 of 100 waited for a connection.
    pub wait_p95: Option<f64>,
    /// Statements since the start that took too long.
    pub slow: f64,
}

/// An outside service.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceLine {
    /// Its name.
    pub name: String,
    /// Calls since the start.
    pub calls: f64,
    /// Those that did not end well.
    pub failures: f64,
    /// Calls in the last minutes.
    pub lately: f64,
    /// Those that did not end well.
    pub failures_lately: f64,
    /// What half of the calls of the last minutes took in seconds, at most.
    pub p50: Option<f64>,
    /// What 95 of 100 took.
    pub p95: Option<f64>,
    /// How calls ended since the start, if not well.
    pub faults: Vec<(String, f64)>,
    /// What of it is left alone for a while because it failed, where there is a breaker that does so.
    pub resting: Option<Vec<String>>,
}

/// A cache.
#[derive(Debug, Clone, PartialEq)]
pub struct CacheLine {
    /// Its name.
    pub name: String,
    /// What was asked of it since the start.
    pub lookups: f64,
    /// Which share was there.
    pub hits: Option<f64>,
}

/// The process.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ProcessLine {
    /// For how long it has been running.
    pub uptime: Option<Duration>,
    /// Memory in bytes.
    pub memory: Option<f64>,
    /// How many processors are busy with it at present.
    pub processors: Option<f64>,
    /// Threads.
    pub threads: Option<f64>,
    /// Open files and connections.
    pub files: Option<f64>,
    /// How late 99 of 100 tasks were woken in the last minutes, at most, in seconds.
    pub lag_p99: Option<f64>,
}
