use chrono::{DateTime, Utc};

use super::{Failure, Jitter, JobState, Reason};

/// Which attempt it is, out of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// From 1.
    pub number: u16,
    /// The last one.
    pub most: u16,
}

impl Attempt {
    /// Whether there is none after it.
    pub const fn is_last(self) -> bool {
        self.number >= self.most
    }
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The job is done.
    Done,
    /// The handler says that it did not work.
    Failed(Failure),
    /// The handler panicked.
    Panicked,
    /// It took longer than its kind may.
    TimedOut,
    /// The node had to stop before the job was done.
    GivenBack,
}

/// What becomes of the job after an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Where it stands from now on.
    pub state: JobState,
    /// When it runs next, if it does not stand where it is.
    pub at: Option<DateTime<Utc>>,
    /// Whether the attempt counts.
    pub counts: bool,
    /// What is kept of the failure.
    pub error: Option<Reason>,
}

impl Step {
    /// The rule: what an attempt that ended so at `now` makes of its job.
    pub fn after(end: End, attempt: Attempt, jitter: Jitter, now: DateTime<Utc>) -> Self {
        match end {
            End::Done => Self { state: JobState::Completed, at: None, counts: true, error: None },
            End::GivenBack => Self { state: JobState::Available, at: None, counts: false, error: None },
            End::Failed(Failure::Retry(reason)) => Self::retry(reason, attempt, jitter, now),
            End::Panicked => Self::retry(Reason::new("the handler panicked"), attempt, jitter, now),
            End::TimedOut => Self::retry(Reason::new("the handler took too long"), attempt, jitter, now),
            End::Failed(Failure::Wait(pause, reason)) => {
                Self { state: JobState::Scheduled, at: Some(pause.end(now)), counts: false, error: Some(reason) }
            }
            End::Failed(Failure::Never(reason)) => Self::over(JobState::Discarded, reason),
            End::Failed(Failure::Moot(reason)) => Self::over(JobState::Cancelled, reason),
        }
    }

    fn retry(reason: Reason, attempt: Attempt, jitter: Jitter, now: DateTime<Utc>) -> Self {
        if attempt.is_last() {
            return Self::over(JobState::Discarded, reason);
        }
        let at = Failure::rest(attempt.number, jitter, now);
        Self { state: JobState::Retryable, at: Some(at), counts: true, error: Some(reason) }
    }

    const fn over(state: JobState, reason: Reason) -> Self {
        Self { state, at: None, counts: true, error: Some(reason) }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::prelude::*;

    use super::{super::Pause, *};

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000)
    }

    fn end() -> impl Strategy<Value = End> {
        let reason = || Reason::new("it does not work");
        prop_oneof![
            Just(End::Done),
            Just(End::Panicked),
            Just(End::TimedOut),
            Just(End::GivenBack),
            Just(End::Failed(Failure::Retry(reason()))),
            Just(End::Failed(Failure::Never(reason()))),
            Just(End::Failed(Failure::Moot(reason()))),
            (-9_999_i64..9_999_999).prop_map(move |seconds| {
                End::Failed(Failure::Wait(Pause::Until(now() + TimeDelta::seconds(seconds)), reason()))
            }),
        ]
    }

    proptest! {
        #[test]
        fn a_job_goes_on_or_is_over_and_a_failure_leaves_a_reason(
            end in end(), number in 1_u16..30, most in 1_u16..30, chance: u32,
        ) {
            let step = Step::after(end.clone(), Attempt { number, most }, Jitter::of(chance), now());
            prop_assert_ne!(step.state, JobState::Executing);
            prop_assert_eq!(step.error.is_none(), matches!(end, End::Done | End::GivenBack));
            // What rests or sleeps says until when, and nothing else does.
            prop_assert_eq!(step.at.is_some(), matches!(step.state, JobState::Retryable | JobState::Scheduled));
            prop_assert!(step.at.is_none_or(|at| at >= now()));
            // No job is tried more often than it may be, except where the attempt did not count.
            prop_assert!(step.state.is_final() || !step.counts || number < most);
            prop_assert!(step.state != JobState::Completed || end == End::Done);
        }
    }

    #[test]
    fn the_last_attempt_is_the_last() {
        let retry = || End::Failed(Failure::Retry(Reason::new("no")));
        let step = |number| Step::after(retry(), Attempt { number, most: 3 }, Jitter::NONE, now());
        assert_eq!(step(1).at, Some(now() + TimeDelta::seconds(17)));
        assert_eq!(step(2).state, JobState::Retryable);
        assert_eq!(step(3).state, JobState::Discarded);
    }
}
