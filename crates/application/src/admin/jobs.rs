use vibeslop_domain::{
    admin::{AdminAction, AuditSubject},
    ids::JobId,
    jobs::{JobState, Queue},
    page::TimeList,
};
use vibeslop_ports::{
    accounts::Viewer,
    jobs::{JobChange, JobCount, JobFilter, JobView},
};

use super::Admin;
use crate::{
    Error, in_transaction,
    page::{Listed, PageRequest},
};

const NO_JOB: Error = Error::NotFound("job");

/// Which jobs somebody wants, in their own words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobRequest {
    /// Where they stand.
    pub state: Option<String>,
    /// Where they wait.
    pub queue: Option<String>,
}

impl JobRequest {
    /// `None` where nothing can be found.
    fn filter(&self) -> Option<JobFilter> {
        Some(JobFilter {
            state: self.state.as_deref().map(str::parse::<JobState>).transpose().ok()?,
            queue: self.queue.as_deref().map(str::parse::<Queue>).transpose().ok()?,
        })
    }
}

/// A part of the list of jobs, and how many there are of which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobList {
    /// The part.
    pub listed: Listed<JobView>,
    /// All jobs, by queue and state.
    pub counts: Vec<JobCount>,
}

impl Admin {
    /// Jobs, the newest first. A state or a queue that there is not has none.
    pub async fn jobs(&self, viewer: &Viewer, wanted: &JobRequest, request: &PageRequest) -> Result<JobList, Error> {
        self.admit(viewer)?;
        let start = request.start(TimeList::Jobs)?;
        let counts = self.jobs.job_counts().await?;
        let Some(filter) = wanted.filter() else {
            return Ok(JobList { listed: Listed { items: Vec::new(), next_cursor: None }, counts });
        };
        let page = self.jobs.jobs(filter, start, request.limit).await?;
        Ok(JobList { listed: Listed::of(page, TimeList::Jobs), counts })
    }

    /// Lets a job run now that failed, was called off, or waits for its time.
    pub async fn retry_job(&self, viewer: &Viewer, id: JobId) -> Result<JobView, Error> {
        let actor = self.admit(viewer)?;
        in_transaction(&*self.accounts.transactions, async |tx| {
            allowed(tx.jobs().retry(id, self.accounts.clock.now()).await?, "retried")?;
            self.record(tx, actor, AdminAction::RetryJob, AuditSubject::one("job", &id), Vec::new()).await
        })
        .await?;
        self.jobs.job(id).await?.ok_or(NO_JOB)
    }

    /// Calls a job off that is not over.
    pub async fn cancel_job(&self, viewer: &Viewer, id: JobId) -> Result<JobView, Error> {
        let actor = self.admit(viewer)?;
        in_transaction(&*self.accounts.transactions, async |tx| {
            allowed(tx.jobs().cancel(id, self.accounts.clock.now()).await?, "cancelled")?;
            self.record(tx, actor, AdminAction::CancelJob, AuditSubject::one("job", &id), Vec::new()).await
        })
        .await?;
        self.jobs.job(id).await?.ok_or(NO_JOB)
    }
}

/// What a job's queue says of an administrator's wish.
fn allowed(change: JobChange, wish: &str) -> Result<(), Error> {
    match change {
        JobChange::Done => Ok(()),
        JobChange::NotFound => Err(NO_JOB),
        JobChange::NotPossible(state) => Err(Error::Conflict {
            code: "job_state",
            message: format!("A job that is {} cannot be {wish}", state.as_str()),
        }),
        JobChange::KeyTaken => {
            Err(Error::Conflict { code: "job_key_taken", message: "Another job does the same already".to_owned() })
        }
    }
}
