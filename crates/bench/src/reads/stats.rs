//! Numbers out of many.

use std::time::Duration;

/// How long things took, the shortest first.
#[derive(Debug, Clone, Default)]
pub struct Latencies(Vec<u32>);

impl Latencies {
    /// Of so many microseconds each.
    pub fn of(mut micros: Vec<u32>) -> Self {
        micros.sort_unstable();
        Self(micros)
    }

    /// What so many of a thousand did not take longer than; nothing if there are none.
    pub fn per_mille(&self, share: usize) -> Duration {
        let place = (self.0.len() * share).div_ceil(1_000).max(1) - 1;
        let micros = self.0.get(place.min(self.0.len().saturating_sub(1))).copied().unwrap_or_default();
        Duration::from_micros(micros.into())
    }
}

/// The rate at which an endpoint could answer at best, if bare answers and its statements have these rates.
pub fn limit(bare: f64, statements: f64) -> f64 {
    if bare <= 0.0 || statements <= 0.0 { 0.0 } else { 1.0 / (1.0 / bare + 1.0 / statements) }
}

/// The middle one; nothing if there are none.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_values() {
        let hundred = Latencies::of((1..=100).rev().collect());
        let micros = |share| hundred.per_mille(share).as_micros();
        assert_eq!((micros(0), micros(500), micros(990), micros(991), micros(1_000)), (1, 50, 99, 100, 100));
        assert_eq!(Latencies::of(vec![7]).per_mille(990), Duration::from_micros(7));
        assert_eq!(Latencies::default().per_mille(500), Duration::ZERO);
    }

    #[test]
    fn costs_add_up_to_the_limit() {
        assert!((limit(40_000.0, 10_000.0) - 8_000.0).abs() < 1e-6);
        assert!(limit(0.0, 10.0).abs() < f64::EPSILON);
    }

    #[test]
    fn the_middle_is_not_moved_by_the_ends() {
        assert!((median(vec![9.0, 1.0, 5.0]) - 5.0).abs() < f64::EPSILON);
        assert!(median(Vec::new()).abs() < f64::EPSILON);
    }
}
