use uuid::Uuid;
use vibeslop_ports::{mocks::End, social::InsertReportError};

use super::*;
use crate::{
    Error,
    fixtures::{ADA, BOB, now},
};

fn draft(kind: &str) -> ReportDraft {
    ReportDraft { kind: kind.to_owned(), id: Uuid::from_u128(7), reason: Some(" Spam ".to_owned()) }
}

fn about(owner: Option<UserId>) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.social.expect_lock_reported().times(1).returning(move |_, _| Ok(owner));
    unit
}

async fn report(unit: MockUnitOfWork, kind: &str) -> (Result<(), Error>, Vec<End>) {
    let (social, transactions) = social([unit], MockSocialQueries::new());
    (social.report(ADA, &draft(kind)).await, transactions.ends())
}

#[tokio::test]
async fn a_report_is_kept_with_its_reason() {
    let mut unit = about(Some(BOB));
    unit.social
        .expect_insert_report()
        .withf(|reporter, terms, at| {
            let reason = terms.reason.as_ref().map(vibeslop_domain::social::ReportReason::as_str);
            (*reporter, terms.thing.kind(), reason, *at) == (ADA, "Comment", Some("Spam"), now())
        })
        .times(1)
        .returning(|_, _, _| Ok(Uuid::from_u128(9)));
    let (social, transactions) = social([unit], MockSocialQueries::new());
    social.report(ADA, &draft("comment")).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed]);
    let told: Vec<_> = transactions.enqueued().iter().map(|job| (job.kind, job.args().unwrap().clone())).collect();
    assert_eq!(told, [("alert_administrators", serde_json::json!({"report": Uuid::from_u128(9)}))]);
}

#[tokio::test]
async fn a_second_report_of_the_same_thing_is_refused() {
    let mut unit = about(Some(BOB));
    unit.social.expect_insert_report().returning(|_, _, _| Err(InsertReportError::AlreadyReported));
    let (refused, ends) = report(unit, "post").await;
    assert!(matches!(refused, Err(Error::Refused { code: "already_reported", .. })), "{refused:?}");
    assert_eq!(ends, [End::RolledBack]);
}

#[tokio::test]
async fn nothing_is_reported_that_is_not_there_or_ones_own() {
    let (missing, _) = report(about(None), "user").await;
    assert!(matches!(missing, Err(Error::NotFound("user"))), "{missing:?}");
    let (own, _) = report(about(Some(ADA)), "project").await;
    assert!(matches!(own, Err(Error::Refused { code: "cannot_report_own", .. })), "{own:?}");
    let (unknown, ends) = report(MockUnitOfWork::default(), "planet").await;
    assert!(matches!(unknown, Err(Error::Malformed { code: "bad_request", .. })), "{unknown:?}");
    assert_eq!(ends, []);
}
