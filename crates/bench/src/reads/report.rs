//! What was measured, as a table.

use std::fmt::Write as _;

use super::{
    endpoints::Goal,
    stats::{self, Latencies},
};

/// What was measured of an endpoint.
#[derive(Debug, Clone)]
pub struct Row {
    /// The endpoint.
    pub name: &'static str,
    /// What is to be reached.
    pub goal: Goal,
    /// How much more it may cost on the larger site.
    pub may_grow: f64,
    /// Answers a second.
    pub rate: f64,
    /// How long they took.
    pub latencies: Latencies,
    /// How many statements one costs.
    pub statements: usize,
    /// How many bytes it has.
    pub bytes: f64,
    /// How often a second pgbench ran the same statements; nothing if there are none.
    pub pgbench: Option<f64>,
    /// What an answer costs on the larger site, over what it costs on the smaller.
    pub growth: Option<f64>,
}

/// What all rows have in common.
#[derive(Debug, Clone)]
pub struct Around {
    /// The machine and the database.
    pub machine: String,
    /// How many connections, on both sides.
    pub connections: usize,
    /// Answers to `/health/live` a second.
    pub bare: f64,
    /// The most memory that the service used, in bytes.
    pub memory: u64,
    /// The larger site.
    pub people: u32,
}

impl Row {
    /// The rate at which it could answer at best.
    pub fn limit(&self, bare: f64) -> f64 {
        self.pgbench.map_or(bare, |statements| stats::limit(bare, statements))
    }

    /// What was reached of the limit.
    pub fn ratio(&self, bare: f64) -> f64 {
        if bare > 0.0 { self.rate / self.limit(bare) } else { 0.0 }
    }

    /// What is missed, in words; nothing if all is reached.
    pub fn missed(&self, bare: f64) -> Option<String> {
        let mut missed = Vec::new();
        match self.goal {
            Goal::OfLimit(wanted) if self.ratio(bare) < wanted => {
                missed.push(format!("{:.2} of the limit, {wanted:.2} wanted", self.ratio(bare)));
            }
            Goal::OfBare(wanted) if self.rate < wanted * bare => {
                missed.push(format!("{:.2} of a bare answer, {wanted:.2} wanted", self.rate / bare));
            }
            Goal::Within(millis) if self.latencies.per_mille(990).as_millis() >= millis.into() => {
                missed.push(format!("p99 is {:.1} ms, below {millis} ms wanted", millis_of(&self.latencies, 990)));
            }
            _ => {}
        }
        if let Some(growth) = self.growth.filter(|growth| *growth > self.may_grow) {
            missed.push(format!("costs {growth:.2} times as much on the larger site, {:.1} wanted", self.may_grow));
        }
        if missed.is_empty() { None } else { Some(missed.join("; ")) }
    }
}

/// A percentile in milliseconds.
pub fn millis_of(latencies: &Latencies, share: usize) -> f64 {
    latencies.per_mille(share).as_secs_f64() * 1_000.0
}

/// All of it, for a terminal.
pub fn table(around: &Around, rows: &[Row]) -> String {
    let mut text = String::new();
    let Around { machine, connections, bare, people, .. } = around;
    // Writing to a text does not fail.
    let _ = writeln!(text, "{machine}\n{people} people, {connections} connections; a bare answer: {bare:.0}/s\n");
    let _ = writeln!(
        text,
        "{:22}{:>9}{:>9}{:>9}{:>6}{:>8}{:>10}{:>9}{:>7}{:>8}",
        "endpoint", "per s", "p50 ms", "p99 ms", "stmts", "bytes", "pgbench", "limit", "ratio", "growth"
    );
    for row in rows {
        let pgbench = row.pgbench.map_or_else(|| "-".to_owned(), |rate| format!("{rate:.0}"));
        let growth = row.growth.map_or_else(|| "-".to_owned(), |growth| format!("{growth:.2}"));
        let _ = writeln!(
            text,
            "{:22}{:>9.0}{:>9.2}{:>9.2}{:>6}{:>8.0}{:>10}{:>9.0}{:>7.2}{:>8}{}",
            row.name,
            row.rate,
            millis_of(&row.latencies, 500),
            millis_of(&row.latencies, 990),
            row.statements,
            row.bytes,
            pgbench,
            row.limit(*bare),
            row.ratio(*bare),
            growth,
            row.missed(*bare).map_or("", |_| "  *"),
        );
    }
    let _ = writeln!(text, "\nMemory of the service at most: {} MB", around.memory / 1_000_000);
    for (name, missed) in rows.iter().filter_map(|row| Some((row.name, row.missed(*bare)?))) {
        let _ = writeln!(text, "  * {name}: {missed}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(goal: Goal, rate: f64, pgbench: Option<f64>, growth: f64) -> Row {
        Row {
            name: "post",
            goal,
            may_grow: 1.3,
            rate,
            latencies: Latencies::of(vec![1_000, 20_000]),
            statements: 3,
            bytes: 900.0,
            pgbench,
            growth: Some(growth),
        }
    }

    #[test]
    fn what_is_missed_is_told() {
        let missed = |goal, rate, growth| row(goal, rate, Some(10_000.0), growth).missed(40_000.0);
        assert_eq!(missed(Goal::OfLimit(0.8), 6_500.0, 1.2), None);
        assert_eq!(missed(Goal::OfLimit(0.8), 6_000.0, 1.2).unwrap(), "0.75 of the limit, 0.80 wanted");
        assert_eq!(missed(Goal::OfBare(0.5), 18_000.0, 1.0).unwrap(), "0.45 of a bare answer, 0.50 wanted");
        assert_eq!(missed(Goal::Within(15), 1.0, 1.0).unwrap(), "p99 is 20.0 ms, below 15 ms wanted");
        assert!(missed(Goal::Growth, 1.0, 1.5).unwrap().contains("1.50 times"));
    }

    #[test]
    fn the_table_marks_what_is_missed() {
        let around =
            Around { machine: "a machine".to_owned(), connections: 16, bare: 40_000.0, memory: 99_000_000, people: 9 };
        let text = table(&around, &[row(Goal::OfLimit(0.8), 4_000.0, Some(10_000.0), 1.0)]);
        assert!(text.contains("0.50    1.00  *\n") && text.contains("99 MB"), "{text}");
        assert!(text.ends_with("  * post: 0.50 of the limit, 0.80 wanted\n"), "{text}");
    }
}
