//! The picture in words and numbers, as the page shows it.

use chrono::{DateTime, Utc};
use vibeslop_application::operation::{Overview, Picture, Queues, Route};
use vibeslop_domain::jobs::JobState;
use vibeslop_ports::ai::UsageLine;

use super::{
    charts::{self, Chart},
    figures::{bytes, dollars, if_any, often, share, span, took},
    table::{Head, Table},
};

/// How many routes are listed.
const ROUTES: usize = 40;
/// What is said where the database would know.
const AWAY: &str = "The database does not answer at the moment.";

/// What the page shows.
pub struct Seen {
    pub time: String,
    pub shown_time: String,
    pub covers: String,
    pub tiles: Vec<Fact>,
    pub charts: Vec<Chart>,
    pub routes: Table,
    pub queues: Table,
    pub faults: Table,
    pub services: Table,
    pub usage: Table,
    pub database: Vec<Fact>,
    pub caches: Table,
    pub process: Vec<Fact>,
}

/// A number with its name.
pub struct Fact {
    pub name: &'static str,
    pub value: String,
    /// Whether somebody should look into it.
    pub is_bad: bool,
}

impl Fact {
    fn new(name: &'static str, value: impl Into<String>) -> Self {
        Self { name, value: value.into(), is_bad: false }
    }

    fn bad_if(self, is_bad: bool) -> Self {
        Self { is_bad, ..self }
    }
}

impl Seen {
    pub fn of(picture: &Picture, version: &str) -> Self {
        let seen = &picture.overview;
        Self {
            time: seen.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            shown_time: clock_time(seen.at),
            covers: span(seen.covers),
            tiles: tiles(seen),
            charts: charts::of(seen),
            routes: routes(seen),
            queues: queues(picture.queues.as_ref()),
            faults: faults(picture.queues.as_ref()),
            services: services(seen),
            usage: usage(picture.usage.as_deref()),
            database: database(seen),
            caches: caches(seen),
            process: process(seen, version),
        }
    }
}

pub fn clock_time(at: DateTime<Utc>) -> String {
    at.format("%H:%M:%S UTC").to_string()
}

fn tiles(seen: &Overview) -> Vec<Fact> {
    let traffic = &seen.traffic;
    vec![
        Fact::new("Requests a second", often(traffic.per_second)),
        Fact::new("Half take up to", took(traffic.p50)),
        Fact::new("95 of 100 up to", took(traffic.p95)),
        Fact::new("Answered with 5xx", share(traffic.failing)).bad_if(traffic.failing.is_some_and(|part| part > 0.0)),
        Fact::new("Being answered", often(traffic.in_flight)),
        Fact::new("Since the start", often(traffic.total)),
        Fact::new("Streams open", if_any(seen.streams)),
        Fact::new("Running for", seen.process.uptime.map_or_else(|| "–".to_owned(), span)),
    ]
}

fn routes(seen: &Overview) -> Table {
    let rows = seen.routes.iter().take(ROUTES).map(|line| {
        let answers = line.statuses.iter().map(|(status, count)| format!("{status} × {}", often(*count)));
        vec![
            route(&line.route),
            often(line.lately),
            often(line.per_second),
            took(line.p50),
            took(line.p95),
            took(line.p99),
            often(line.total),
            answers.collect::<Vec<_>>().join(", "),
        ]
    });
    let left_out = seen.routes.len().saturating_sub(ROUTES);
    let note = match (seen.routes.len(), left_out) {
        (0, _) => "No request yet.".to_owned(),
        (_, 0) => String::new(),
        (_, left_out) => format!("{left_out} routes with fewer requests are not listed."),
    };
    let head = vec![
        Head::text("Route"),
        Head::number("Requests"),
        Head::number("A second"),
        Head::number("p50"),
        Head::number("p95"),
        Head::number("p99"),
        Head::number("Since the start"),
        Head::text("Answers"),
    ];
    Table { id: "routes", title: "Routes", head, rows: rows.collect(), note }
}

/// What no route was found for is measured under one name.
fn route(route: &Route) -> String {
    let path = if route.path == "none" { "(no such route)" } else { &route.path };
    format!("{} {path}", route.method)
}

fn queues(queues: Option<&Queues>) -> Table {
    let head = [Head::text("Queue")].into_iter().chain(JobState::ALL.map(|state| Head::number(state.as_str())));
    let rows = queues.into_iter().flat_map(|queues| &queues.lines).map(|line| {
        let counts = line.jobs.iter().map(|(_, jobs)| jobs.to_string());
        [line.queue.clone()].into_iter().chain(counts).collect()
    });
    let note = if queues.is_none() { AWAY } else { "" };
    Table { id: "queues", title: "Job queues", head: head.collect(), rows: rows.collect(), note: note.to_owned() }
}

fn faults(queues: Option<&Queues>) -> Table {
    let faults = queues.map(|queues| queues.faults.as_slice()).unwrap_or_default();
    let rows = faults.iter().map(|fault| {
        vec![
            fault.kind.clone(),
            fault.at.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
            format!("{} of {}", fault.attempt, fault.max_attempts),
            fault.state.as_str().to_owned(),
            fault.error.clone(),
        ]
    });
    let note = match queues {
        None => AWAY,
        Some(queues) if queues.faults.is_empty() => "No job has failed that waits for another attempt or was given up.",
        Some(_) => "",
    };
    let head = ["Kind", "Failed", "Attempt", "State", "Error"].map(Head::text).into();
    Table { id: "faults", title: "Jobs that failed", head, rows: rows.collect(), note: note.to_owned() }
}

fn services(seen: &Overview) -> Table {
    let rows = seen.services.iter().map(|service| {
        let faults = service.faults.iter().map(|(outcome, count)| format!("{outcome} × {}", often(*count)));
        let breaker = match service.resting.as_deref() {
            None => "–".to_owned(),
            Some([]) => "calls go through".to_owned(),
            Some(models) => format!("left alone for a while: {}", models.join(", ")),
        };
        vec![
            service.name.clone(),
            often(service.lately),
            often(service.failures_lately),
            took(service.p50),
            took(service.p95),
            often(service.calls),
            often(service.failures),
            breaker,
            faults.collect::<Vec<_>>().join(", "),
        ]
    });
    let head = vec![
        Head::text("Service"),
        Head::number("Calls"),
        Head::number("Failed"),
        Head::number("p50"),
        Head::number("p95"),
        Head::number("Since the start"),
        Head::number("Failed"),
        Head::text("Breaker"),
        Head::text("How they failed"),
    ];
    Table { id: "services", title: "Outside services", head, rows: rows.collect(), note: String::new() }
}

fn usage(lines: Option<&[UsageLine]>) -> Table {
    let all = lines.unwrap_or_default();
    let rows = all.iter().map(|line| {
        vec![
            line.purpose.replace('_', " "),
            line.model.clone(),
            line.calls.to_string(),
            line.failures.to_string(),
            line.people.to_string(),
            line.usage.prompt_tokens.to_string(),
            line.usage.completion_tokens.to_string(),
            line.usage.cost_usd.map_or_else(|| "–".to_owned(), dollars),
        ]
    });
    let note = match lines {
        None => AWAY.to_owned(),
        Some([]) => "No model was asked in the last 24 hours.".to_owned(),
        Some(all) => {
            let cost: f64 = all.iter().filter_map(|line| line.usage.cost_usd).sum();
            let tokens: u64 = all.iter().map(|line| line.usage.prompt_tokens + line.usage.completion_tokens).sum();
            format!("Together {} and {tokens} tokens.", dollars(cost))
        }
    };
    let head = vec![
        Head::text("Purpose"),
        Head::text("Model"),
        Head::number("Calls"),
        Head::number("Failed"),
        Head::number("People"),
        Head::number("Tokens read"),
        Head::number("Written"),
        Head::number("Cost"),
    ];
    Table { id: "usage", title: "Models in the last 24 hours, all nodes", head, rows: rows.collect(), note }
}

fn database(seen: &Overview) -> Vec<Fact> {
    let database = &seen.database;
    let of = |number: Option<f64>| if_any(number);
    let connections = database.connections;
    let waiting = connections.map(|connections| connections.waiting);
    vec![
        Fact::new("Connections in use", of(connections.map(|connections| connections.used))),
        Fact::new("Idle", of(connections.map(|connections| connections.idle))),
        Fact::new("Allowed", of(connections.map(|connections| connections.allowed))),
        Fact::new("Waiting for one", of(waiting)).bad_if(waiting.is_some_and(|waiting| waiting > 0.0)),
        Fact::new("95 of 100 waited up to", took(database.wait_p95)),
        Fact::new("Statements a second", often(database.per_second)),
        Fact::new("Half take up to", took(database.p50)),
        Fact::new("95 of 100 up to", took(database.p95)),
        Fact::new("Slow since the start", often(database.slow)),
    ]
}

fn caches(seen: &Overview) -> Table {
    let rows = seen.caches.iter().map(|cache| vec![cache.name.clone(), often(cache.lookups), share(cache.hits)]);
    let head = vec![Head::text("Cache"), Head::number("Asked"), Head::number("Was there")];
    let note = if seen.caches.is_empty() { "Nothing was asked of a cache yet." } else { "" };
    Table { id: "caches", title: "Caches since the start", head, rows: rows.collect(), note: note.to_owned() }
}

fn process(seen: &Overview, version: &str) -> Vec<Fact> {
    let process = &seen.process;
    vec![
        Fact::new("Version", version),
        Fact::new("Memory", bytes(process.memory)),
        Fact::new("Processors busy", if_any(process.processors)),
        Fact::new("Threads", if_any(process.threads)),
        Fact::new("Open files", if_any(process.files)),
        Fact::new("Event-loop lag, p99", took(process.lag_p99)),
        Fact::new("Tokens of models since the start", often(seen.tokens)),
        Fact::new("Their cost", dollars(seen.cost)),
    ]
}
