//! The lines of the last minutes.

use std::time::Duration;

use vibeslop_application::operation::{Overview, Point, WINDOW};

use super::{
    chart::{self, Moment},
    figures::{bytes, if_any, took},
    seen::clock_time,
};

/// How many rows the table beside a drawing has.
const ROWS: usize = 12;

/// A drawing, with all that it shows in words and in a table.
pub struct Chart {
    pub id: &'static str,
    pub title: &'static str,
    pub lines: Vec<Line>,
    /// Where the scale ends.
    pub top: String,
    pub words: String,
    /// Times and what was measured then, newest first: not all, but as many as somebody reads.
    pub rows: Vec<(String, Vec<String>)>,
}

/// A line of a drawing.
pub struct Line {
    pub name: &'static str,
    pub path: String,
    pub now: String,
}

/// The name of a line, and what it is made of.
type Measured = (&'static str, fn(&Point) -> Option<f64>);

/// What is drawn.
struct Plan {
    id: &'static str,
    title: &'static str,
    lines: &'static [Measured],
    /// The least that the scale goes up to, so that nothing looks like much.
    least: f64,
    /// What the scale counts in.
    unit: f64,
    shown: fn(Option<f64>) -> String,
}

const PLANS: [Plan; 6] = [
    Plan {
        id: "requests",
        title: "Requests a second",
        lines: &[("All", |point| Some(point.requests)), ("Answered with 5xx", |point| Some(point.failing))],
        least: 1.0,
        unit: 1.0,
        shown: if_any,
    },
    Plan {
        id: "latency",
        title: "Time to answer",
        lines: &[("95 of 100", |point| point.p95), ("Half", |point| point.p50)],
        least: 0.001,
        unit: 1.0,
        shown: took,
    },
    Plan {
        id: "statements",
        title: "Statements a second",
        lines: &[("Statements", |point| Some(point.statements))],
        least: 1.0,
        unit: 1.0,
        shown: if_any,
    },
    Plan {
        id: "connections",
        title: "Connections in use",
        lines: &[("Connections", |point| point.connections)],
        least: 5.0,
        unit: 1.0,
        shown: if_any,
    },
    Plan {
        id: "memory",
        title: "Memory",
        lines: &[("Memory", |point| point.memory)],
        least: 1.0,
        unit: 1_048_576.0,
        shown: bytes,
    },
    Plan {
        id: "processors",
        title: "Processors busy",
        lines: &[("Processors", |point| point.processors)],
        least: 1.0,
        unit: 1.0,
        shown: if_any,
    },
];

/// All drawings.
pub fn of(seen: &Overview) -> Vec<Chart> {
    PLANS.iter().map(|plan| plan.drawn(seen)).collect()
}

impl Plan {
    fn drawn(&self, seen: &Overview) -> Chart {
        let values = || self.lines.iter().flat_map(|(_, value)| seen.points.iter().filter_map(value));
        let top = self.unit * chart::top(values().map(|value| value / self.unit), self.least);
        let ago = |point: &Point| (seen.at - point.at).to_std().unwrap_or(Duration::ZERO);
        let line = |(name, value): &Measured| {
            let moments: Vec<Moment> = seen.points.iter().map(|point| (ago(point), value(point))).collect();
            Line {
                name,
                path: chart::path(&moments, WINDOW, top),
                now: (self.shown)(seen.points.last().and_then(value)),
            }
        };
        Chart {
            id: self.id,
            title: self.title,
            lines: self.lines.iter().map(line).collect(),
            top: (self.shown)(Some(top)),
            words: self.words(seen),
            rows: self.rows(seen),
        }
    }

    /// What somebody who sees no drawing should know of it.
    fn words(&self, seen: &Overview) -> String {
        let told = self.lines.iter().map(|(name, value)| {
            let measured = || seen.points.iter().filter_map(value);
            match measured().min_by(f64::total_cmp).zip(measured().max_by(f64::total_cmp)) {
                None => format!("{name}: nothing was measured yet."),
                Some((least, most)) => {
                    let now = seen.points.last().and_then(value);
                    format!(
                        "{name}: from {} to {}, now {}.",
                        (self.shown)(Some(least)),
                        (self.shown)(Some(most)),
                        (self.shown)(now)
                    )
                }
            }
        });
        told.collect::<Vec<_>>().join(" ")
    }

    fn rows(&self, seen: &Overview) -> Vec<(String, Vec<String>)> {
        let step = seen.points.len().div_ceil(ROWS).max(1);
        let cells = |point: &Point| self.lines.iter().map(|(_, value)| (self.shown)(value(point))).collect();
        seen.points.iter().rev().step_by(step).map(|point| (clock_time(point.at), cells(point))).collect()
    }
}
