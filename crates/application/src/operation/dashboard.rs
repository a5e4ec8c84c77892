use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::{MissedTickBehavior, interval, timeout};
use vibeslop_domain::{
    jobs::JobState,
    page::{Limit, Offset, Start},
};
use vibeslop_ports::{
    StoreError,
    ai::{CallLog, UsageLine},
    environment::Clock,
    jobs::{JobFilter, JobQueries},
    operation::Measurements,
};

use super::{EVERY, Overview, Queues, Sample, history::History, queues::FAULTS};
use crate::debug::opaque_debug;

/// How old what the database was asked may be: however many look, and however often, it is asked once.
const ASKED_LASTS: TimeDelta = TimeDelta::seconds(2);
/// How long the database is waited for. Somebody who looks because it is away wants to see the rest.
const PATIENCE: Duration = Duration::from_secs(2);
/// Over how long the cost of models is added up.
const USAGE: TimeDelta = TimeDelta::hours(24);

/// Shows whoever runs the service how it does.
#[derive(Clone)]
pub struct Dashboard {
    measurements: Arc<dyn Measurements>,
    jobs: Arc<dyn JobQueries>,
    calls: Arc<dyn CallLog>,
    clock: Arc<dyn Clock>,
    history: Arc<Mutex<History>>,
    asked: Arc<tokio::sync::Mutex<Option<Asked>>>,
}

opaque_debug!(Dashboard);

/// What the database was asked for the dashboard, and when.
struct Asked {
    at: DateTime<Utc>,
    queues: Option<Queues>,
    usage: Option<Vec<UsageLine>>,
}

/// What there is to see.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// This node.
    pub overview: Overview,
    /// Jobs of all nodes; nothing while the database does not answer.
    pub queues: Option<Queues>,
    /// What models were asked in the last 24 hours by all nodes; nothing while the database does not answer.
    pub usage: Option<Vec<UsageLine>>,
}

impl Dashboard {
    /// A dashboard that remembers nothing yet.
    pub fn new(
        measurements: Arc<dyn Measurements>,
        jobs: Arc<dyn JobQueries>,
        calls: Arc<dyn CallLog>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { measurements, jobs, calls, clock, history: Arc::default(), asked: Arc::default() }
    }

    /// Keeps a sample every few seconds, so that whoever looks sees the last minutes at once. Does not end.
    pub async fn watch(self) {
        let mut ticks = interval(EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let sample = self.sample();
            self.keep(sample);
        }
    }

    /// How things are. Four statements at most, and none if somebody looked just before.
    pub async fn look(&self) -> Picture {
        let sample = self.sample();
        let overview = self.keep(sample);
        let mut asked = self.asked.lock().await;
        let now = self.clock.now();
        let is_fresh = |asked: &Asked| (TimeDelta::zero()..ASKED_LASTS).contains(&(now - asked.at));
        let known = match asked.take().filter(is_fresh) {
            Some(known) => known,
            None => self.ask(now).await,
        };
        let picture = Picture { overview, queues: known.queues.clone(), usage: known.usage.clone() };
        *asked = Some(known);
        picture
    }

    fn sample(&self) -> Sample {
        Sample::of(&self.measurements.exposition(), self.clock.now())
    }

    /// What happened up to this sample, which is kept if it is time for one.
    fn keep(&self, sample: Sample) -> Overview {
        // Nothing in here breaks off, and if it did the samples would be no worse for it.
        let mut history = self.history.lock().unwrap_or_else(PoisonError::into_inner);
        let overview = Overview::of(history.samples(), &sample);
        history.keep(sample);
        overview
    }

    async fn ask(&self, now: DateTime<Utc>) -> Asked {
        let asked = async { tokio::join!(self.queues(), self.calls.usage_since(now - USAGE, None)) };
        match timeout(PATIENCE, asked).await {
            Ok((queues, usage)) => Asked { at: now, queues: queues.ok(), usage: usage.ok() },
            Err(_) => Asked { at: now, queues: None, usage: None },
        }
    }

    async fn queues(&self) -> Result<Queues, StoreError> {
        let failed = |state| {
            let filter = JobFilter { state: Some(state), queue: None };
            self.jobs.jobs(filter, Start::Skip(Offset::default()), Limit::clamped(FAULTS.into(), FAULTS))
        };
        let counts = self.jobs.job_counts().await?;
        let resting = failed(JobState::Retryable).await?;
        let given_up = failed(JobState::Discarded).await?;
        Ok(Queues::of(&counts, resting.items.into_iter().chain(given_up.items)))
    }
}
