use std::time::Duration;

/// The longest that a job rests between two attempts, without the jitter.
pub const LONGEST_BACKOFF: Duration = Duration::from_hours(24);
const SHORTEST: Duration = Duration::from_secs(15);

/// Chance, drawn by the caller: which part of the jitter is added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Jitter(u32);

impl Jitter {
    /// Nothing is added.
    pub const NONE: Self = Self(0);
    /// All of it is added.
    pub const WHOLE: Self = Self(u32::MAX);

    /// Out of any number, all of which are equally likely.
    pub const fn of(number: u32) -> Self {
        Self(number)
    }
}

/// How long a job rests after its `attempt`th failure: 15 + 2ⁿ seconds, at most a day, and up to a tenth more, so that
/// what failed together does not come back together.
///
/// ```
/// use vibeslop_domain::jobs::{Jitter, backoff};
///
/// let seconds: Vec<u64> = (1..=5).map(|attempt| backoff(attempt, Jitter::NONE).as_secs()).collect();
/// assert_eq!(seconds, [17, 19, 23, 31, 47]);
/// ```
pub fn backoff(attempt: u16, jitter: Jitter) -> Duration {
    // Far beyond the cap already, and far below where numbers end.
    let doubled = Duration::from_secs(1 << attempt.min(32));
    let rest = (SHORTEST + doubled).min(LONGEST_BACKOFF);
    rest + rest.mul_f64(f64::from(jitter.0) / f64::from(u32::MAX) / 10.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_rest_is_longer_than_the_one_before_until_it_is_a_day(attempt in 1u16..1_000, a: u32, b: u32) {
            let (sooner, later) = (backoff(attempt, Jitter::NONE), backoff(attempt + 1, Jitter::NONE));
            prop_assert!(sooner < later || (sooner, later) == (LONGEST_BACKOFF, LONGEST_BACKOFF));
            let (less, more) = (backoff(attempt, Jitter::of(a.min(b))), backoff(attempt, Jitter::of(a.max(b))));
            prop_assert!(less <= more);
        }

        #[test]
        fn chance_adds_a_tenth_at_most(attempt: u16, chance: u32) {
            let (base, jittered) = (backoff(attempt, Jitter::NONE), backoff(attempt, Jitter::of(chance)));
            prop_assert!(base >= SHORTEST && base <= LONGEST_BACKOFF);
            prop_assert!(jittered >= base && jittered <= base + base / 10 + Duration::from_nanos(1));
        }
    }

    #[test]
    fn all_of_chance_is_a_tenth() {
        assert_eq!(backoff(5, Jitter::WHOLE), Duration::from_millis(51_700));
        assert_eq!(backoff(u16::MAX, Jitter::WHOLE), LONGEST_BACKOFF + LONGEST_BACKOFF / 10);
    }
}
