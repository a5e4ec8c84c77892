//! What jobs, models and outside services come to, in metrics.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use vibeslop_domain::{
    ids::UserId,
    jobs::{JobState, Queue},
};
use vibeslop_ports::{
    StoreError,
    ai::{CallLog, ModelCall, UsageLine},
    jobs::{JobMeter, JobQueries},
    mail::{Mail, MailError, Mailer},
};

const JOB: &str = "vibeslop_job_duration_seconds";
const RESCUED: &str = "vibeslop_jobs_rescued_total";
const JOBS: &str = "vibeslop_jobs";
const CALL: &str = "vibeslop_ai_call_duration_seconds";
const TOKENS: &str = "vibeslop_ai_tokens_total";
const COST: &str = "vibeslop_ai_cost_dollars";
const MAIL: &str = "vibeslop_mail_duration_seconds";

pub(super) fn describe() {
    describe_histogram!(
        JOB,
        Unit::Seconds,
        "How long an attempt at a job took, by kind and by what became of the job."
    );
    describe_counter!(RESCUED, "Jobs that were taken from nodes which are dead.");
    describe_gauge!(JOBS, Unit::Count, "Jobs by queue and state.");
    describe_histogram!(CALL, Unit::Seconds, "How long a call of a model took, by purpose, model and outcome.");
    describe_counter!(TOKENS, "Tokens that models read and wrote.");
    describe_gauge!(COST, Unit::Count, "What models cost since the start, in US dollars.");
    describe_histogram!(vibeslop_github::CALL_DURATION, Unit::Seconds, "How long GitHub took to answer, by outcome.");
    describe_histogram!(MAIL, Unit::Seconds, "How long it took to hand a mail over, by outcome.");
    describe_gauge!(vibeslop_openrouter::RESTING, Unit::Count, "Whether a model is left alone because it failed.");
    vibeslop_cache::describe_metrics();
}

/// Measures jobs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Jobs;

impl JobMeter for Jobs {
    fn ended(&self, kind: &str, queue: Queue, state: JobState, took: Duration) {
        let labels = [("kind", kind.to_owned()), ("queue", queue.as_str().into()), ("state", state.as_str().into())];
        histogram!(JOB, &labels).record(took);
    }

    fn rescued(&self, jobs: usize) {
        counter!(RESCUED).increment(jobs as u64);
    }
}

/// Looks at how many jobs wait, run and are over. A failure is told by whoever else needs the database.
pub(super) async fn look_at_jobs(jobs: &dyn JobQueries) {
    let Ok(counts) = jobs.job_counts().await else { return };
    for queue in Queue::ALL {
        for state in JobState::ALL {
            let found = counts.iter().find(|count| count.queue == queue.as_str() && count.state == state);
            #[expect(clippy::cast_precision_loss, reason = "there are not that many jobs")]
            let jobs = found.map_or(0, |count| count.jobs) as f64;
            gauge!(JOBS, "queue" => queue.as_str(), "state" => state.as_str()).set(jobs);
        }
    }
}

/// Measures the calls of models that are written down.
pub struct MeasuredCalls(pub Arc<dyn CallLog>);

impl std::fmt::Debug for MeasuredCalls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MeasuredCalls")
    }
}

#[async_trait]
impl CallLog for MeasuredCalls {
    async fn record(&self, call: &ModelCall) -> Result<(), StoreError> {
        let (purpose, model, outcome) = (call.purpose, call.model.clone(), call.outcome.as_str());
        histogram!(CALL, "purpose" => purpose, "model" => model.clone(), "outcome" => outcome).record(call.duration);
        let tokens = |direction: &'static str| counter!(TOKENS, "model" => model.clone(), "direction" => direction);
        tokens("read").increment(call.usage.prompt_tokens);
        tokens("written").increment(call.usage.completion_tokens);
        if let Some(cost) = call.usage.cost_usd {
            gauge!(COST, "model" => model.clone()).increment(cost);
        }
        self.0.record(call).await
    }

    async fn usage_since(&self, since: DateTime<Utc>, user: Option<UserId>) -> Result<Vec<UsageLine>, StoreError> {
        self.0.usage_since(since, user).await
    }
}

/// Measures how mail is handed over.
pub struct MeasuredMailer(pub Arc<dyn Mailer>);

impl std::fmt::Debug for MeasuredMailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MeasuredMailer")
    }
}

#[async_trait]
impl Mailer for MeasuredMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let began = Instant::now();
        let sent = self.0.send(mail).await;
        let outcome = match &sent {
            Ok(()) => "sent",
            Err(MailError::Refused(_)) => "refused",
            Err(MailError::Service(_)) => "failed",
        };
        histogram!(MAIL, "outcome" => outcome).record(began.elapsed());
        sent
    }
}
