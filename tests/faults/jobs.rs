//! A queue that does more than it was asked.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::ids::JobId;
use vibeslop_ports::{
    StoreError,
    jobs::{Enqueued, JobChange, JobQueue, NewJob, Tick},
};

use crate::{Fault, FaultyWork};

#[async_trait]
impl JobQueue for FaultyWork {
    async fn enqueue_all(&mut self, jobs: &[NewJob]) -> Result<Vec<Enqueued>, StoreError> {
        let enqueued = self.inner.jobs().enqueue_all(jobs).await?;
        let known = |id: &Enqueued| if *id == Enqueued::Known { Enqueued::Added(JobId(Uuid::nil())) } else { *id };
        Ok(if self.has(Fault::IgnoresKeys) { enqueued.iter().map(known).collect() } else { enqueued })
    }

    async fn tick(&mut self, name: &'static str, due_at: DateTime<Utc>) -> Result<Tick, StoreError> {
        let noted = self.inner.jobs().tick(name, due_at).await?;
        Ok(if self.has(Fault::RunsASchedulePerNode) && noted == Tick::Known { Tick::New } else { noted })
    }

    async fn retry(&mut self, id: JobId, now: DateTime<Utc>) -> Result<JobChange, StoreError> {
        self.inner.jobs().retry(id, now).await
    }

    async fn cancel(&mut self, id: JobId, now: DateTime<Utc>) -> Result<JobChange, StoreError> {
        self.inner.jobs().cancel(id, now).await
    }
}
