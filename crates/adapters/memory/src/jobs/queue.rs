use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{ids::JobId, jobs::JobState};
use vibeslop_ports::{
    StoreError,
    jobs::{Enqueued, JobChange, JobQueue, JobView, NewJob, Tick},
};

use super::rows::JobRow;
use crate::unit_of_work::Unit;

/// A job as it is when it is enqueued.
fn row(id: JobId, job: &NewJob) -> Result<JobRow, StoreError> {
    let view = JobView {
        id,
        kind: job.kind.to_owned(),
        queue: Some(job.queue),
        state: if job.at > job.now { JobState::Scheduled } else { JobState::Available },
        args: job.args()?.clone(),
        errors: Vec::new(),
        attempt: 0,
        max_attempts: job.max_attempts,
        priority: job.priority,
        unique_key: job.unique.as_ref().map(|unique| unique.key.clone()),
        scheduled_at: job.at,
        attempted_at: None,
        attempted_by: None,
        finished_at: None,
        inserted_at: job.now,
    };
    Ok(JobRow { view, unique_until: job.unique.as_ref().and_then(|unique| unique.until) })
}

#[async_trait]
impl JobQueue for Unit {
    async fn enqueue_all(&mut self, jobs: &[NewJob]) -> Result<Vec<Enqueued>, StoreError> {
        let Some(now) = jobs.iter().map(|job| job.now).max() else { return Ok(Vec::new()) };
        let mut enqueued = Vec::with_capacity(jobs.len());
        for job in jobs {
            let row = row(JobId(self.new_id()), job)?;
            self.world.let_go(job, now);
            if job.unique.as_ref().is_some_and(|unique| self.world.is_held(job.kind, &unique.key)) {
                enqueued.push(Enqueued::Known);
                continue;
            }
            self.done.jobs_enqueued |= row.view.state == JobState::Available;
            enqueued.push(Enqueued::Added(row.view.id));
            self.world.jobs.add_new(row.view.id, row)?;
        }
        Ok(enqueued)
    }

    async fn tick(&mut self, name: &'static str, due_at: DateTime<Utc>) -> Result<Tick, StoreError> {
        let tick = match self.world.job_ticks.get(&name) {
            None => Tick::First,
            Some(known) if *known < due_at => Tick::New,
            Some(_) => return Ok(Tick::Known),
        };
        self.world.job_ticks.put(name, due_at);
        Ok(tick)
    }

    async fn retry(&mut self, id: JobId, now: DateTime<Utc>) -> Result<JobChange, StoreError> {
        let Some(JobRow { view: job, .. }) = self.world.jobs.get(&id) else { return Ok(JobChange::NotFound) };
        if !job.state.can_be_retried() {
            return Ok(JobChange::NotPossible(job.state));
        }
        let taken = |other: &JobRow| {
            let is_over =
                other.view.state == JobState::Completed && other.unique_until.is_some_and(|until| until <= now);
            other.view.id != id
                && other.view.kind == job.kind
                && other.view.unique_key == job.unique_key
                && other.holds()
                && !is_over
        };
        if job.unique_key.is_some() && self.world.jobs.values().any(taken) {
            return Ok(JobChange::KeyTaken);
        }
        if let Some(row) = self.world.jobs.get_mut(&id) {
            row.view.state = JobState::Available;
            row.view.attempt = 0;
            row.view.scheduled_at = now;
            row.view.finished_at = None;
        }
        self.done.jobs_enqueued = true;
        Ok(JobChange::Done)
    }

    async fn cancel(&mut self, id: JobId, now: DateTime<Utc>) -> Result<JobChange, StoreError> {
        let Some(state) = self.world.jobs.get(&id).map(|row| row.view.state) else { return Ok(JobChange::NotFound) };
        if !state.can_be_cancelled() {
            return Ok(JobChange::NotPossible(state));
        }
        if let Some(row) = self.world.jobs.get_mut(&id) {
            row.view.state = JobState::Cancelled;
            row.view.finished_at = Some(now);
        }
        Ok(JobChange::Done)
    }
}
