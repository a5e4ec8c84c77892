use uuid::Uuid;
use vibeslop_domain::{ids::JobId, page::Limit};
use vibeslop_ports::{
    jobs::{JobChange, JobState},
    mocks::{End, MockJobQueue, MockUnitOfWork},
};

use super::{Case, ada};
use crate::{Error, admin::JobRequest, page::PageRequest};

const JOB: JobId = JobId(Uuid::from_u128(0x10B));

#[tokio::test]
async fn what_a_job_does_not_allow_is_a_conflict_and_not_written_down() {
    for (change, code) in [
        (JobChange::NotPossible(JobState::Completed), Some("job_state")),
        (JobChange::KeyTaken, Some("job_key_taken")),
        (JobChange::NotFound, None),
    ] {
        for retries in [true, false] {
            let mut unit = MockUnitOfWork::default();
            let mut jobs = MockJobQueue::new();
            jobs.expect_retry().withf(|id, _| *id == JOB).returning(move |_, _| Ok(change));
            jobs.expect_cancel().withf(|id, _| *id == JOB).returning(move |_, _| Ok(change));
            unit.jobs.instead = Some(jobs);
            unit.admin.expect_record().never();
            let case = Case::with([unit]);
            let transactions = case.transactions.clone();
            let admin = case.admin();
            let refused =
                if retries { admin.retry_job(&ada(), JOB).await } else { admin.cancel_job(&ada(), JOB).await };
            match (refused.unwrap_err(), code) {
                (Error::Conflict { code: found, .. }, Some(code)) => assert_eq!(found, code),
                (Error::NotFound("job"), None) => {}
                (other, _) => panic!("{other:?}"),
            }
            assert_eq!(transactions.ends(), [End::RolledBack]);
        }
    }
}

#[tokio::test]
async fn a_state_that_there_is_not_has_no_jobs() {
    let mut case = Case::with([]);
    case.jobs.expect_job_counts().returning(|| Ok(Vec::new()));
    case.jobs.expect_jobs().never();
    let wanted = JobRequest { state: Some("asleep".to_owned()), queue: None };
    let request = PageRequest { cursor: None, offset: 0, limit: Limit::clamped(20, 100) };
    assert!(case.admin().jobs(&ada(), &wanted, &request).await.unwrap().listed.items.is_empty());
}
