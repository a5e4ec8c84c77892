use std::{fmt, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Jitter, backoff};

/// The farthest that a job can put itself off.
pub const LONGEST_WAIT: TimeDelta = TimeDelta::days(7);

/// Why an attempt failed, in words that may be kept and shown to administrators. Whoever writes one sees to it that it
/// holds no secret and nothing of a person: it is made of the kinds of failures, not of what was being worked on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

impl Reason {
    /// The most characters that are kept.
    pub const MAX: usize = 500;

    /// In these words, in one line.
    pub fn new(words: impl fmt::Display) -> Self {
        let line = words.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).take(Self::MAX).collect();
        Self(line)
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How long a job puts itself off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// Until a moment that somebody else named: a service that says when it may be asked again.
    Until(DateTime<Utc>),
    /// For some time.
    For(Duration),
}

impl Pause {
    /// When it ends: never before `now`, and at most [`LONGEST_WAIT`] later.
    pub fn end(self, now: DateTime<Utc>) -> DateTime<Utc> {
        let latest = now.checked_add_signed(LONGEST_WAIT).unwrap_or(DateTime::<Utc>::MAX_UTC);
        let wanted = match self {
            Self::Until(moment) => moment,
            Self::For(time) => TimeDelta::from_std(time)
                .ok()
                .and_then(|time| now.checked_add_signed(time))
                .unwrap_or(DateTime::<Utc>::MAX_UTC),
        };
        wanted.clamp(now, latest)
    }
}

/// Why a handler did not do its job, and what is to be done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It may work another time: it rests for its back-off, while it has attempts left.
    Retry(Reason),
    /// Now is not the time. It sleeps without having used an attempt.
    Wait(Pause, Reason),
    /// It is never going to work: it is given up, for an administrator to see.
    Never(Reason),
    /// There is nothing left to do, because what it was about is gone: it is called off.
    Moot(Reason),
}

impl Failure {
    /// Why.
    pub const fn reason(&self) -> &Reason {
        match self {
            Self::Retry(reason) | Self::Wait(_, reason) | Self::Never(reason) | Self::Moot(reason) => reason,
        }
    }

    /// When it is tried again after its `attempt`th failure, at `now`.
    pub(super) fn rest(attempt: u16, jitter: Jitter, now: DateTime<Utc>) -> DateTime<Utc> {
        Pause::For(backoff(attempt, jitter)).end(now)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
    }

    proptest! {
        #[test]
        fn a_pause_ends_neither_in_the_past_nor_in_a_far_future(seconds in -1_000_000_000_i64..1_000_000_000) {
            let moment = now() + TimeDelta::seconds(seconds);
            let end = Pause::Until(moment).end(now());
            prop_assert!(end >= now() && end <= now() + LONGEST_WAIT);
            prop_assert!(end == moment || !(0..=LONGEST_WAIT.num_seconds()).contains(&seconds));
            let time = Duration::from_secs(seconds.unsigned_abs());
            let end = Pause::For(time).end(now());
            prop_assert!(end == now() + time || end == now() + LONGEST_WAIT);
        }
    }

    #[test]
    fn a_pause_for_ever_ends() {
        assert_eq!(Pause::For(Duration::MAX).end(now()), now() + LONGEST_WAIT);
    }

    #[test]
    fn a_reason_is_one_line_of_some_length() {
        assert_eq!(Reason::new("one\r\ntwo").as_str(), "one  two");
        assert_eq!(Reason::new("ä".repeat(1_000)).as_str().chars().count(), Reason::MAX);
    }
}
