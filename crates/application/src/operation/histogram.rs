/// How many of a kind took up to how long.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Histogram {
    /// Upper ends, rising, with how many were below each.
    buckets: Vec<(f64, f64)>,
    count: f64,
}

impl Histogram {
    /// How many there were.
    pub const fn count(&self) -> f64 {
        self.count
    }

    /// The upper ends with how many were below each.
    pub fn buckets(&self) -> &[(f64, f64)] {
        &self.buckets
    }

    /// Adds to those that were below this bound.
    pub fn add_bucket(&mut self, bound: f64, below: f64) {
        let place = self.buckets.partition_point(|(known, _)| *known < bound);
        match self.buckets.get_mut(place) {
            #[expect(clippy::float_cmp, reason = "bounds are constants, and never computed")]
            Some((known, sum)) if *known == bound => *sum += below,
            _ => self.buckets.insert(place, (bound, below)),
        }
    }

    /// Adds to how many there were.
    pub fn add_count(&mut self, count: f64) {
        self.count += count;
    }

    /// This one and another of the same bounds.
    pub fn add(&mut self, other: &Self) {
        for (bound, below) in &other.buckets {
            self.add_bucket(*bound, *below);
        }
        self.count += other.count;
    }

    /// What came to it since then.
    #[must_use]
    pub fn since(&self, earlier: &Self) -> Self {
        let before = |bound: f64| {
            let same = earlier.buckets.iter().find(|(known, _)| known.total_cmp(&bound).is_eq());
            same.map_or(0.0, |(_, below)| *below)
        };
        let buckets = self.buckets.iter().map(|(bound, below)| (*bound, (below - before(*bound)).max(0.0)));
        Self { buckets: buckets.collect(), count: (self.count - earlier.count).max(0.0) }
    }

    /// How long the fastest took of which this share is made up, in the bounds' unit: 0.5 is the median. As Prometheus
    /// estimates it: within a bucket they are taken to lie evenly, and what is above all bounds counts as the last.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        if self.count <= 0.0 {
            return None;
        }
        let rank = share.clamp(0.0, 1.0) * self.count;
        let (mut lower, mut before) = (0.0, 0.0);
        for (bound, below) in &self.buckets {
            if *below >= rank {
                let inside = below - before;
                let part = if inside > 0.0 { (rank - before) / inside } else { 1.0 };
                return Some(if bound.is_finite() { lower + (bound - lower) * part } else { lower });
            }
            (lower, before) = (*bound, *below);
        }
        Some(lower)
    }
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "these numbers are exact")]
mod tests {
    use super::*;

    fn of(buckets: &[(f64, f64)], count: f64) -> Histogram {
        let mut made = Histogram::default();
        for (bound, below) in buckets {
            made.add_bucket(*bound, *below);
        }
        made.add_count(count);
        made
    }

    #[test]
    fn a_quantile_lies_evenly_within_its_bucket() {
        let took = of(&[(1.0, 0.0), (2.0, 10.0), (4.0, 20.0), (f64::INFINITY, 20.0)], 20.0);
        assert_eq!(took.quantile(0.25), Some(1.5));
        assert_eq!(took.quantile(0.5), Some(2.0));
        assert_eq!(took.quantile(0.75), Some(3.0));
        assert_eq!(took.quantile(1.0), Some(4.0));
    }

    #[test]
    fn what_is_above_all_bounds_counts_as_the_last_of_them() {
        let took = of(&[(1.0, 0.0), (f64::INFINITY, 3.0)], 3.0);
        assert_eq!(took.quantile(0.99), Some(1.0));
        assert_eq!(of(&[(1.0, 0.0)], 3.0).quantile(0.5), Some(1.0));
    }

    #[test]
    fn nothing_has_no_quantile() {
        assert_eq!(Histogram::default().quantile(0.5), None);
        assert_eq!(of(&[(1.0, 0.0)], 0.0).quantile(0.5), None);
    }

    #[test]
    fn what_came_since_is_the_difference_and_never_below_nothing() {
        let earlier = of(&[(1.0, 2.0), (f64::INFINITY, 4.0)], 4.0);
        let mut now = earlier.clone();
        now.add(&of(&[(1.0, 1.0), (f64::INFINITY, 1.0)], 1.0));
        let since = now.since(&earlier);
        assert_eq!((since.buckets(), since.count()), ([(1.0, 1.0), (f64::INFINITY, 1.0)].as_slice(), 1.0));
        assert_eq!(earlier.since(&now).count(), 0.0);
        assert_eq!(now.since(&Histogram::default()), now);
    }
}
