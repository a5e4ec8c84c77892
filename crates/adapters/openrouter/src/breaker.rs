use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use metrics::gauge;
use vibeslop_ports::ServiceError;

/// The metric that tells which models are left alone: 1 from the moment on that one is, until a call comes back well.
pub const RESTING: &str = "vibeslop_service_resting";

/// Leaves a service alone for a while that has failed several times in a row: whoever asks meanwhile is told so at
/// once. When the while is over one call goes out; if it comes back well everybody may call again.
#[derive(Debug, Clone)]
pub(crate) struct Breaker {
    purpose: &'static str,
    model: Arc<str>,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Everybody may call. How many calls failed in a row.
    Closed { failures: u32 },
    /// Nobody may call until then.
    Open { until: Instant },
    /// One call is on its way, for whose outcome the others wait.
    Trying { until: Instant },
}

impl Default for State {
    fn default() -> Self {
        Self::Closed { failures: 0 }
    }
}

/// When a service is left alone, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rest {
    /// How many calls have to fail in a row.
    pub after: u32,
    /// For how long.
    pub lasts: Duration,
}

impl Default for Rest {
    fn default() -> Self {
        Self { after: 5, lasts: Duration::from_secs(30) }
    }
}

impl Breaker {
    /// For the calls of one model, for one purpose.
    pub(crate) fn of(purpose: &'static str, model: &str) -> Self {
        let made = Self { purpose, model: model.into(), state: Arc::default() };
        made.tell(false);
        made
    }

    /// A turn to call, or the refusal.
    pub(crate) fn turn(&self, rest: Rest) -> Result<Turn, ServiceError> {
        self.turn_at(rest, Instant::now())
    }

    fn turn_at(&self, rest: Rest, now: Instant) -> Result<Turn, ServiceError> {
        let mut state = self.state();
        match *state {
            State::Closed { .. } => {}
            State::Open { until } if until <= now => *state = State::Trying { until: now + rest.lasts },
            // A call on trial that is not back after so long is not waited for.
            State::Trying { until } if until <= now => *state = State::Trying { until: now + rest.lasts },
            State::Open { until } => return Err(ServiceError::Resting { retry_after: until - now }),
            State::Trying { .. } => return Err(ServiceError::Resting { retry_after: Duration::from_secs(1) }),
        }
        let on_trial = matches!(*state, State::Trying { .. });
        drop(state);
        Ok(Turn { breaker: self.clone(), rest, on_trial, is_settled: false })
    }

    /// Tells whoever watches.
    fn tell(&self, rests: bool) {
        gauge!(RESTING, "purpose" => self.purpose, "model" => self.model.to_string()).set(f64::from(u8::from(rests)));
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A call that may go out.
#[derive(Debug)]
pub(crate) struct Turn {
    breaker: Breaker,
    rest: Rest,
    on_trial: bool,
    is_settled: bool,
}

impl Turn {
    /// How the call went. A service that refuses is alive.
    pub(crate) fn settle<T>(self, outcome: &Result<T, ServiceError>) {
        self.settle_at(outcome, Instant::now());
    }

    fn settle_at<T>(mut self, outcome: &Result<T, ServiceError>, now: Instant) {
        self.is_settled = true;
        let failed = matches!(outcome, Err(ServiceError::Unavailable(_) | ServiceError::TimedOut));
        let mut state = self.breaker.state();
        let failures = match *state {
            State::Closed { failures } => failures + 1,
            State::Trying { .. } if self.on_trial => self.rest.after,
            // A call from before the rest began.
            State::Open { .. } | State::Trying { .. } => return,
        };
        *state = match failed {
            false => State::default(),
            true if failures < self.rest.after => State::Closed { failures },
            true => State::Open { until: now + self.rest.lasts },
        };
        let rests = matches!(*state, State::Open { .. });
        drop(state);
        if rests || self.on_trial {
            self.breaker.tell(rests);
        }
        if rests {
            tracing::warn!(seconds = self.rest.lasts.as_secs(), "a model service is left alone for a while");
        }
    }
}

impl Drop for Turn {
    /// Whoever asked went away: the next one may try.
    fn drop(&mut self) {
        if self.on_trial && !self.is_settled {
            let mut state = self.breaker.state();
            if matches!(*state, State::Trying { .. }) {
                *state = State::Open { until: Instant::now() };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: Rest = Rest { after: 2, lasts: Duration::from_secs(30) };

    /// A breaker, and a time in the test's hand.
    struct Scene(Breaker, Instant);

    impl Scene {
        fn new() -> Self {
            Self(Breaker::of("texts", "a/model"), Instant::now())
        }

        fn later(&mut self, seconds: u64) {
            self.1 += Duration::from_secs(seconds);
        }

        fn turn(&self) -> Result<Turn, ServiceError> {
            self.0.turn_at(REST, self.1)
        }

        fn call(&self, outcome: &Result<(), ServiceError>) -> Result<(), ServiceError> {
            self.turn().map(|turn| turn.settle_at(outcome, self.1))
        }
    }

    fn dead() -> Result<(), ServiceError> {
        Err(ServiceError::Unavailable("no answer".into()))
    }

    #[test]
    fn a_service_that_fails_again_and_again_is_left_alone_and_tried_by_one() {
        let mut scene = Scene::new();
        scene.call(&dead()).unwrap();
        scene.call(&Err(ServiceError::TimedOut)).unwrap();
        scene.later(10);
        let Err(ServiceError::Resting { retry_after }) = scene.call(&Ok(())) else { panic!("it was asked") };
        assert_eq!(retry_after.as_secs(), 20);
        scene.later(21);
        let trial = scene.turn().unwrap();
        assert!(scene.turn().is_err(), "two were on trial");
        trial.settle_at(&dead(), scene.1);
        assert!(scene.turn().is_err(), "a failed trial let others in");
        scene.later(31);
        scene.call(&Ok(())).unwrap();
        scene.call(&dead()).unwrap();
        scene.call(&Ok(())).unwrap();
    }

    #[test]
    fn refusals_and_single_failures_change_nothing() {
        let scene = Scene::new();
        for _ in 0..10 {
            scene.call(&dead()).unwrap();
            scene.call(&Err(ServiceError::Unauthorized)).unwrap();
        }
    }

    #[test]
    fn a_trial_that_nobody_waits_for_gives_its_turn_to_the_next() {
        let mut scene = Scene::new();
        scene.call(&dead()).unwrap();
        scene.call(&dead()).unwrap();
        scene.later(31);
        drop(scene.turn().unwrap());
        scene.later(1);
        scene.call(&Ok(())).unwrap();
        scene.call(&Ok(())).unwrap();
    }

    #[test]
    fn a_call_from_before_says_nothing_of_the_rest() {
        let scene = Scene::new();
        let before = scene.turn().unwrap();
        scene.call(&dead()).unwrap();
        scene.call(&dead()).unwrap();
        before.settle_at(&Ok::<(), ServiceError>(()), scene.1);
        assert!(scene.turn().is_err());
    }
}
