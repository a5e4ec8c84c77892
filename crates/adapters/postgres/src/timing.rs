//! How long statements took, and how long somebody waited for a connection.

use std::time::Duration;

use metrics::{Counter, Histogram, Unit, counter, describe_counter, describe_histogram, histogram};

const QUERY: &str = "vibeslop_database_query_duration_seconds";
const WAIT: &str = "vibeslop_database_pool_wait_seconds";
const SLOW: &str = "vibeslop_database_slow_queries_total";

/// What a pool reports its times to. Made once a pool, because looking a metric up costs as much as using it.
pub(crate) struct Timing {
    query: Histogram,
    wait: Histogram,
    slow: Counter,
    limit: Duration,
}

impl Timing {
    /// `limit` is how long a statement may take without being written to the log.
    pub(crate) fn new(limit: Duration) -> Self {
        describe_histogram!(
            QUERY,
            Unit::Seconds,
            "How long a statement took, its way to the server and back included."
        );
        describe_histogram!(WAIT, Unit::Seconds, "How long somebody waited for a connection.");
        describe_counter!(SLOW, "Statements that took so long that the log tells of them.");
        Self { query: histogram!(QUERY), wait: histogram!(WAIT), slow: counter!(SLOW), limit }
    }

    /// The same for the pool of a replica, whose times are told apart.
    pub(crate) fn of_replica(limit: Duration) -> Self {
        Self {
            query: histogram!(QUERY, "pool" => "replica"),
            wait: histogram!(WAIT, "pool" => "replica"),
            slow: counter!(SLOW, "pool" => "replica"),
            limit,
        }
    }

    /// A statement ran. The span around it tells on behalf of which request and route.
    pub(crate) fn ran(&self, took: Duration, sql: impl FnOnce() -> String) {
        self.query.record(took);
        if took >= self.limit {
            self.slow.increment(1);
            let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            tracing::warn!(duration_ms, sql = one_line(&sql()), "a statement was slow");
        }
    }

    /// Somebody got a connection, or gave up.
    pub(crate) fn waited(&self, took: Duration) {
        self.wait.record(took);
    }
}

impl std::fmt::Debug for Timing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Timing").field("limit", &self.limit).finish_non_exhaustive()
    }
}

/// SQL as it fits a line of the log: without comments and line breaks, and not for ever.
fn one_line(sql: &str) -> String {
    const MOST: usize = 500;
    let words = sql.lines().map(|line| line.split_once("--").map_or(line, |(code, _)| code));
    let mut text = words.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = text.char_indices().nth(MOST) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_fits_a_line() {
        assert_eq!(one_line("-- What it is for.\nSELECT 1, -- one\n    2\nFROM t\n"), "SELECT 1, 2 FROM t");
        assert_eq!(one_line(&"SELECT 'ä', ".repeat(100)).chars().count(), 501);
    }
}
