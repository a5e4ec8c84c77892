//! What administrators do to people and reports, and what stays of it.

use chrono::TimeDelta;
use vibeslop_domain::{
    admin::{AdminAction, AuditSubject, Suspension, SuspensionDraft},
    content::ItemRef,
    ids::{PostId, UserId},
    page::{Limit, Offset, Start},
    social::{ReportStatus, ReportTerms, Reported},
};
use vibeslop_memory::Memory;
use vibeslop_ports::{
    admin::{AdminQueries, AuditEntry, AuditFilter, ReportFilter, ReportView},
    content::PostQueries,
    transactions::Transactions,
};
use vibeslop_testkit::fixtures::{id, new_post, noon};

use crate::site::{is_there, person, site};

const POST: PostId = PostId(id(10));
const THING: Reported = Reported::Item(ItemRef::Post(POST));

fn all() -> (Start, Limit) {
    (Start::Skip(Offset::default()), Limit::clamped(10, 100))
}

/// Ada's post, which Bob and Cleo have reported.
async fn reported() -> (Memory, UserId) {
    let memory = site();
    let ada = person(&memory, 1, "ada").await;
    let mut unit = memory.begin().await.unwrap();
    unit.posts().insert(&new_post(POST.0, ada, "Buy now", noon())).await.unwrap();
    unit.commit().await.unwrap();
    for (number, name) in [(2, "bob"), (3, "cleo")] {
        let reporter = person(&memory, number, name).await;
        let mut unit = memory.begin().await.unwrap();
        let terms = ReportTerms { thing: THING, reason: None };
        unit.social().insert_report(reporter, &terms, noon()).await.unwrap();
        unit.commit().await.unwrap();
    }
    (memory, ada)
}

async fn reports(memory: &Memory) -> Vec<ReportView> {
    let (start, limit) = all();
    memory.reports(&ReportFilter::default(), start, limit).await.unwrap().page.items
}

#[tokio::test]
async fn a_suspension_hides_what_somebody_made_until_it_is_over() {
    let (memory, ada) = reported().await;
    let until = (noon() + TimeDelta::hours(1)).to_rfc3339();
    let draft = SuspensionDraft { reason: Some("Spam".to_owned()), until: Some(until) };
    let suspension = Suspension::new(&draft, noon()).unwrap();
    let mut unit = memory.begin().await.unwrap();
    assert!(!unit.admin().lock_person(ada).await.unwrap().unwrap().suspended);
    unit.admin().suspend(ada, &suspension, noon()).await.unwrap();
    assert!(unit.admin().lock_person(ada).await.unwrap().unwrap().suspended);
    unit.commit().await.unwrap();
    assert!(memory.post(POST, None).await.unwrap().is_none());
    let seen = memory.person(ada).await.unwrap().unwrap();
    assert_eq!((seen.suspended_at, seen.suspension_reason.as_deref()), (Some(noon()), Some("Spam")));
    let mut unit = memory.begin().await.unwrap();
    unit.admin().restore(ada, noon()).await.unwrap();
    unit.commit().await.unwrap();
    assert!(memory.post(POST, None).await.unwrap().is_some());
    assert_eq!(memory.person(ada).await.unwrap().unwrap().suspension_reason, None);
}

#[tokio::test]
async fn resolved_reports_outlive_the_thing_and_open_ones_go_with_it() {
    for resolve in [true, false] {
        let (memory, _) = reported().await;
        let before = reports(&memory).await;
        assert_eq!(before.iter().map(|report| report.reports_count).collect::<Vec<_>>(), [2, 2]);
        assert_eq!(before[0].preview.as_ref().map(|preview| preview.text.as_str()), Some("Buy now"));
        let mut unit = memory.begin().await.unwrap();
        if resolve {
            assert_eq!(unit.admin().resolve_reports(before[0].id, THING, noon()).await.unwrap(), 2);
        }
        unit.posts().delete(POST).await.unwrap();
        unit.commit().await.unwrap();
        let after = reports(&memory).await;
        assert_eq!(after.len(), if resolve { 2 } else { 0 });
        assert!(after.iter().all(|report| report.preview.is_none() && report.status == ReportStatus::Resolved));
    }
}

#[tokio::test]
async fn a_report_that_is_opened_again_holds_on_to_what_is_there() {
    let (memory, _) = reported().await;
    let report = reports(&memory).await.remove(0);
    let mut unit = memory.begin().await.unwrap();
    unit.admin().resolve_reports(report.id, THING, noon()).await.unwrap();
    unit.posts().delete(POST).await.unwrap();
    assert!(unit.admin().set_report_status(report.id, ReportStatus::Pending, noon()).await.unwrap());
    assert!(
        !unit
            .admin()
            .set_report_status(vibeslop_domain::ids::ReportId(id(99)), ReportStatus::Pending, noon())
            .await
            .unwrap()
    );
    unit.commit().await.unwrap();
    let opened = reports(&memory).await.into_iter().find(|other| other.id == report.id).unwrap();
    assert_eq!((opened.status, opened.preview), (ReportStatus::Pending, None), "it stays what it is about");
}

#[tokio::test]
async fn what_was_written_down_outlives_who_did_it() {
    let (memory, ada) = reported().await;
    let subject = AuditSubject { kind: "user", id: Some("somebody".to_owned()) };
    let action = AdminAction::ALL[0];
    let details = vec![("why", "because".to_owned())];
    let mut unit = memory.begin().await.unwrap();
    unit.admin().record(&AuditEntry { id: id(7), actor: ada, action, subject, details, at: noon() }).await.unwrap();
    unit.admin().delete_person(ada).await.unwrap();
    unit.commit().await.unwrap();
    assert!(!is_there(&memory, "ada").await);
    let (start, limit) = all();
    let of_ada = AuditFilter { actor: Some(ada), ..AuditFilter::default() };
    let deeds = memory.audit(&of_ada, start, limit).await.unwrap();
    assert_eq!((deeds.total, deeds.page.items[0].actor.as_ref(), deeds.page.items[0].action), (1, None, action));
    assert_eq!(deeds.page.items[0].details, [("why".to_owned(), "because".to_owned())]);
    let of_nobody = AuditFilter { subject_id: Some("nobody".to_owned()), ..AuditFilter::default() };
    assert_eq!(memory.audit(&of_nobody, start, limit).await.unwrap().total, 0);
}
