use std::{num::NonZeroU32, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

/// The length of the spans of time in which uses are counted. They follow each other on the clock, in UTC, without gaps:
/// every node that has the time knows when one begins, and nobody has to remember.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window(u32);

impl Window {
    /// The minutes of the clock.
    pub const MINUTE: Self = Self(60);
    /// The hours of the clock.
    pub const HOUR: Self = Self(3_600);

    /// Windows of so many seconds.
    pub const fn of_seconds(seconds: NonZeroU32) -> Self {
        Self(seconds.get())
    }

    /// Its length in seconds.
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// Its length.
    pub fn length(self) -> Duration {
        Duration::from_secs(self.seconds().into())
    }

    /// When the window began that `now` lies in. A moment on a border lies in the window that begins there.
    pub fn start(self, now: DateTime<Utc>) -> DateTime<Utc> {
        let length = i64::from(self.seconds());
        let seconds = now.timestamp().div_euclid(length) * length;
        // Only before the first day that can be told is there none.
        DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MIN_UTC)
    }

    /// When that window ends.
    pub fn end(self, now: DateTime<Utc>) -> DateTime<Utc> {
        let length = TimeDelta::seconds(self.seconds().into());
        self.start(now).checked_add_signed(length).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// How long the window that began at `start` still lasts; nothing if it is over.
    pub fn left(self, start: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
        let passed = now.signed_duration_since(start);
        (TimeDelta::seconds(self.seconds().into()) - passed).to_std().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn moment() -> impl Strategy<Value = DateTime<Utc>> {
        (-100_000_000_000_i64..100_000_000_000, 0_u32..1_000_000_000)
            .prop_map(|(seconds, nanos)| DateTime::from_timestamp(seconds, nanos).unwrap())
    }

    fn window() -> impl Strategy<Value = Window> {
        (1_u32..10_000_000).prop_map(|seconds| Window::of_seconds(NonZeroU32::new(seconds).unwrap()))
    }

    proptest! {
        #[test]
        fn a_moment_lies_in_its_window_and_in_no_other(now in moment(), window in window()) {
            let (start, end) = (window.start(now), window.end(now));
            prop_assert!(start <= now && now < end, "{start} {now} {end}");
            prop_assert_eq!((end - start).num_seconds(), i64::from(window.seconds()));
            prop_assert_eq!(window.start(start), start);
            prop_assert_eq!(window.start(end), end, "the next begins where this one ends");
            prop_assert_eq!(window.start(end - TimeDelta::nanoseconds(1)), start);
        }

        #[test]
        fn what_is_left_is_never_more_than_the_whole_and_ends_with_the_window(now in moment(), window in window()) {
            let start = window.start(now);
            let left = window.left(start, now);
            prop_assert!(left > Duration::ZERO && left <= window.length());
            prop_assert_eq!(now + left, window.end(now));
            prop_assert_eq!(window.left(start, window.end(now)), Duration::ZERO);
        }

        #[test]
        fn time_goes_from_window_to_window(a in moment(), b in moment(), window in window()) {
            prop_assert_eq!(a <= b || window.start(b) <= window.start(a), true);
            prop_assert_eq!(b <= a || window.start(a) <= window.start(b), true);
        }
    }

    #[test]
    fn hours_are_those_of_the_clock() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2026-02-02T10:15:30.25Z");
        assert_eq!(Window::HOUR.start(now), at("2026-02-02T10:00:00Z"));
        assert_eq!(Window::HOUR.end(now), at("2026-02-02T11:00:00Z"));
        assert_eq!(Window::MINUTE.start(at("1969-12-31T23:59:59Z")), at("1969-12-31T23:59:00Z"));
    }
}
