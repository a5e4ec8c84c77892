use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    ids::{CommentId, PostId, ReportId},
    page::Limit,
    social::{ReportStatus, Reported},
};
use vibeslop_ports::{
    admin::StoredReport,
    content::{StoredComment, StoredPost},
    mocks::{End, MockUnitOfWork},
};

use super::{Case, ada, recording};
use crate::{
    Error,
    admin::ReportRequest,
    fixtures::{BOB, now},
    page::PageRequest,
};

const REPORT: ReportId = ReportId(Uuid::from_u128(0x4E));
const POST: PostId = PostId(Uuid::from_u128(7));

fn report(thing: Reported) -> StoredReport {
    StoredReport { thing, status: ReportStatus::Pending }
}

#[tokio::test]
async fn reports_are_resolved_before_their_thing_goes() {
    let thing = Reported::Item(ItemRef::Post(POST));
    let step = Arc::new(AtomicU32::new(0));
    let is_step = |number| {
        let step = Arc::clone(&step);
        move || assert_eq!(step.fetch_add(1, Ordering::SeqCst), number)
    };
    let (locks, resolves, deletes) = (is_step(0), is_step(1), is_step(2));
    let mut unit = recording("content.delete", "post");
    unit.admin.expect_report().withf(|id| *id == REPORT).returning(move |_| Ok(Some(report(thing))));
    unit.posts.expect_lock().times(1).returning(move |id| {
        locks();
        Ok(Some(StoredPost { id, author: BOB, text: String::new(), shows: true }))
    });
    unit.admin
        .expect_resolve_reports()
        .withf(move |id, about, at| *id == REPORT && *about == thing && *at == now())
        .times(1)
        .returning(move |_, _, _| {
            resolves();
            Ok(3)
        });
    unit.posts.expect_delete().times(1).returning(move |_| {
        deletes();
        Ok(())
    });
    let case = Case::with([unit]);
    let transactions = case.transactions.clone();
    assert!(case.admin().delete_reported(&ada(), REPORT).await.unwrap());
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn what_is_gone_is_not_deleted_and_its_report_resolved_all_the_same() {
    let mut unit = recording("content.delete", "comment");
    unit.admin.expect_report().returning(|_| Ok(Some(report(Reported::Comment(CommentId(Uuid::from_u128(9)))))));
    unit.comments.expect_lock().returning(|_| Ok(None::<StoredComment>));
    unit.comments.expect_delete().never();
    unit.admin.expect_resolve_reports().times(1).returning(|_, _, _| Ok(1));
    assert!(!Case::with([unit]).admin().delete_reported(&ada(), REPORT).await.unwrap());
}

#[tokio::test]
async fn a_report_on_a_person_deletes_nobody() {
    let mut unit = MockUnitOfWork::default();
    unit.admin.expect_report().returning(|_| Ok(Some(report(Reported::User(BOB)))));
    unit.admin.expect_resolve_reports().never();
    unit.admin.expect_delete_person().never();
    let case = Case::with([unit]);
    let transactions = case.transactions.clone();
    let error = case.admin().delete_reported(&ada(), REPORT).await.unwrap_err();
    assert!(matches!(error, Error::Refused { code: "cannot_delete_user", .. }), "{error:?}");
    assert_eq!(transactions.ends(), [End::RolledBack]);
}

#[tokio::test]
async fn a_report_that_is_not_there_is_not_found() {
    let mut unit = MockUnitOfWork::default();
    unit.admin.expect_report().returning(|_| Ok(None));
    let error = Case::with([unit]).admin().delete_reported(&ada(), REPORT).await.unwrap_err();
    assert!(matches!(error, Error::NotFound("report")), "{error:?}");
    let mut unit = MockUnitOfWork::default();
    unit.admin.expect_set_report_status().returning(|_, _, _| Ok(false));
    unit.admin.expect_record().never();
    let error = Case::with([unit]).admin().update_report(&ada(), REPORT, "resolved").await.unwrap_err();
    assert!(matches!(error, Error::NotFound("report")), "{error:?}");
}

#[tokio::test]
async fn a_word_that_is_no_status_is_told_under_its_field_and_finds_nothing() {
    let admin = Case::with([]).admin();
    match admin.update_report(&ada(), REPORT, "done").await.unwrap_err() {
        Error::Invalid(wrong) => assert_eq!(wrong.of_field("status"), [vibeslop_domain::Invalid::FORM]),
        other => panic!("{other:?}"),
    }
    let wanted = ReportRequest { status: Some("done".to_owned()), kind: None };
    let request = PageRequest { cursor: None, offset: 0, limit: Limit::clamped(20, 100) };
    let found = admin.reports(&ada(), &wanted, &request).await.unwrap();
    assert_eq!((found.total, found.listed.items.len()), (0, 0));
}
