use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::ids::JobId;

use crate::{
    StoreError,
    jobs::{Enqueued, JobChange, JobQueue, MockJobQueue, NewJob, Tick},
};

/// A queue that takes any job and notes it, so that a test of a use case need not foresee what is enqueued besides.
/// What was committed is told by [`MockTransactions::enqueued`](super::MockTransactions::enqueued).
#[derive(Debug, Default)]
pub struct NotedJobs {
    /// For a test that decides what becomes of jobs: it stands in the place of the notes then.
    pub instead: Option<MockJobQueue>,
    noted: Vec<NewJob>,
    committed: Arc<Mutex<Vec<NewJob>>>,
}

impl NotedJobs {
    pub(super) fn tell(&mut self, committed: &Arc<Mutex<Vec<NewJob>>>) {
        self.committed = Arc::clone(committed);
    }

    pub(super) fn commit(&self) {
        self.committed.lock().unwrap_or_else(PoisonError::into_inner).extend(self.noted.iter().cloned());
    }
}

#[async_trait]
impl JobQueue for NotedJobs {
    async fn enqueue_all(&mut self, jobs: &[NewJob]) -> Result<Vec<Enqueued>, StoreError> {
        if let Some(instead) = &mut self.instead {
            return instead.enqueue_all(jobs).await;
        }
        let first = self.noted.len() as u128;
        self.noted.extend_from_slice(jobs);
        Ok((first..).take(jobs.len()).map(|number| Enqueued::Added(JobId(Uuid::from_u128(number + 1)))).collect())
    }

    async fn enqueue(&mut self, job: &NewJob) -> Result<Enqueued, StoreError> {
        if let Some(instead) = &mut self.instead {
            return instead.enqueue(job).await;
        }
        self.noted.push(job.clone());
        Ok(Enqueued::Added(JobId(Uuid::from_u128(self.noted.len() as u128))))
    }

    async fn tick(&mut self, name: &'static str, due_at: DateTime<Utc>) -> Result<Tick, StoreError> {
        match &mut self.instead {
            Some(instead) => instead.tick(name, due_at).await,
            None => Ok(Tick::New),
        }
    }

    async fn retry(&mut self, id: JobId, now: DateTime<Utc>) -> Result<JobChange, StoreError> {
        match &mut self.instead {
            Some(instead) => instead.retry(id, now).await,
            None => Ok(JobChange::NotFound),
        }
    }

    async fn cancel(&mut self, id: JobId, now: DateTime<Utc>) -> Result<JobChange, StoreError> {
        match &mut self.instead {
            Some(instead) => instead.cancel(id, now).await,
            None => Ok(JobChange::NotFound),
        }
    }
}
