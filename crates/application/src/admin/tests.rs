mod jobs;
mod people;
mod reports;
mod sync;

use std::sync::Arc;

use vibeslop_domain::{
    accounts::{Administrators, Email},
    ids::UserId,
};
use vibeslop_ports::{
    accounts::Viewer,
    mocks::{
        MockAccessTokens, MockAccountQueries, MockAdminQueries, MockJobQueries, MockModelDirectory, MockTransactions,
        MockUnitOfWork,
    },
};

use super::Admin;
use crate::{
    Error,
    accounts::Accounts,
    fixtures::{ADA, BOB, CountingIds, SetClock},
};

const ROOT: &str = "ada@example.com";

/// Ada, the administrator.
fn ada() -> Viewer {
    viewer(ADA, ROOT)
}

fn viewer(id: UserId, email: &str) -> Viewer {
    Viewer {
        id,
        username: "somebody".to_owned(),
        email: Email::new(email).unwrap(),
        email_verified: true,
        tokens_valid_after: None,
        suspended: false,
    }
}

/// Administration over what a test prepares.
struct Case {
    queries: MockAdminQueries,
    models: MockModelDirectory,
    jobs: MockJobQueries,
    transactions: Arc<MockTransactions>,
}

impl Case {
    fn with(units: impl IntoIterator<Item = MockUnitOfWork>) -> Self {
        Self {
            queries: MockAdminQueries::new(),
            models: MockModelDirectory::new(),
            jobs: MockJobQueries::new(),
            transactions: Arc::new(MockTransactions::of(units)),
        }
    }

    fn admin(self) -> Admin {
        let accounts = Accounts {
            queries: Arc::new(MockAccountQueries::new()),
            transactions: self.transactions,
            tokens: Arc::new(MockAccessTokens::new()),
            clock: SetClock::new(),
            ids: Arc::new(CountingIds::default()),
            administrators: Administrators::new(vec![Email::new(ROOT).unwrap()]),
        };
        Admin { accounts, queries: Arc::new(self.queries), models: Arc::new(self.models), jobs: Arc::new(self.jobs) }
    }
}

/// A unit of work that expects this to be written down, once.
fn recording(action: &'static str, kind: &'static str) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.admin
        .expect_record()
        .withf(move |entry| entry.actor == ADA && entry.action.as_str() == action && entry.subject.kind == kind)
        .times(1)
        .returning(|_| Ok(()));
    unit
}

fn is_forbidden(error: &Error) -> bool {
    matches!(error, Error::Forbidden { code: "forbidden", .. })
}

#[tokio::test]
async fn only_administrators_pass_and_no_suspended_ones() {
    let admin = Case::with([]).admin();
    assert_eq!(admin.admit(&ada()).unwrap(), ADA);
    let unverified = Viewer { email_verified: false, ..ada() };
    let suspended = Viewer { suspended: true, ..ada() };
    for viewer in [viewer(BOB, "bob@example.com"), unverified, suspended] {
        assert!(is_forbidden(&admin.admit(&viewer).unwrap_err()));
    }
}

#[tokio::test]
async fn nothing_is_read_or_written_for_anybody_else() {
    let admin = Case::with([]).admin();
    let bob = viewer(BOB, "bob@example.com");
    let request =
        crate::page::PageRequest { cursor: None, offset: 0, limit: vibeslop_domain::page::Limit::clamped(20, 100) };
    let id = uuid::Uuid::from_u128(7);
    let errors = [
        admin.people(&bob, None, &request).await.map(drop),
        admin.toggle_verified(&bob, ADA).await.map(drop),
        admin.delete_person(&bob, ADA).await,
        admin.suspend(&bob, ADA, &vibeslop_domain::admin::SuspensionDraft::default()).await.map(drop),
        admin.restore(&bob, ADA).await.map(drop),
        admin.create_tool(&bob, "Zed").await.map(drop),
        admin.create_stack(&bob, "Axum", None).await.map(drop),
        admin.delete_tool(&bob, id.into()).await,
        admin.delete_stack(&bob, id.into()).await,
        admin.sync_tools(&bob).await.map(drop),
        admin.reports(&bob, &super::ReportRequest::default(), &request).await.map(drop),
        admin.update_report(&bob, id.into(), "resolved").await.map(drop),
        admin.delete_reported(&bob, id.into()).await.map(drop),
        admin.jobs(&bob, &super::JobRequest::default(), &request).await.map(drop),
        admin.retry_job(&bob, id.into()).await.map(drop),
        admin.cancel_job(&bob, id.into()).await.map(drop),
        admin.audit(&bob, &super::AuditRequest::default(), &request).await.map(drop),
    ];
    for error in errors {
        assert!(is_forbidden(&error.unwrap_err()));
    }
}
