use metrics::{Counter, counter, describe_counter};

const LOOKUPS: &str = "vibeslop_cache_lookups_total";
const MISSES: &str = "vibeslop_cache_misses_total";

/// Says what the metrics are, once they are collected.
pub fn describe() {
    describe_counter!(LOOKUPS, "What was asked of caches.");
    describe_counter!(MISSES, "What was asked of caches and had to be read.");
}

/// Counts what is asked of a cache, and what was not there.
#[derive(Clone)]
pub struct Lookups {
    all: Counter,
    misses: Counter,
}

impl Lookups {
    pub fn of(cache: &'static str) -> Self {
        Self { all: counter!(LOOKUPS, "cache" => cache), misses: counter!(MISSES, "cache" => cache) }
    }

    /// Counts a lookup and what it found.
    pub fn counted<T>(&self, found: Option<T>) -> Option<T> {
        self.all.increment(1);
        if found.is_none() {
            self.misses.increment(1);
        }
        found
    }

    /// Counts a lookup now. What `load` reads is awaited only where the cache has nothing, and is counted then.
    pub fn loading<T>(&self, load: impl Future<Output = T>) -> impl Future<Output = T> {
        self.all.increment(1);
        let misses = self.misses.clone();
        async move {
            misses.increment(1);
            load.await
        }
    }
}
