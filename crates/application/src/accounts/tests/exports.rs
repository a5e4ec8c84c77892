use std::sync::{Arc, Mutex};

use serde_json::Value;
use vibeslop_domain::accounts::{ExportSection, KEEP_EXPORT};
use vibeslop_ports::{
    accounts::{ExportLink, ExportPlace, ExportState, ExportedRow, MadeExport},
    jobs::Failure,
    mocks::{MockExportQueries, MockTransactions, MockUnitOfWork},
};

use super::{Prepared, id};
use crate::{
    Error,
    accounts::{Export, Exports, MakeExport},
    fixtures::{ADA, BASE, CountingEntropy, now},
};

fn exports(
    units: impl IntoIterator<Item = MockUnitOfWork>,
    queries: MockExportQueries,
) -> (Exports, Arc<MockTransactions>) {
    let prepared = Prepared::with(units);
    let transactions = prepared.transactions.clone();
    let exports = Exports {
        accounts: prepared.accounts(),
        queries: Arc::new(queries),
        entropy: Arc::new(CountingEntropy::default()),
        backend_url: BASE.to_owned(),
    };
    (exports, transactions)
}

/// 250 posts, one account, nothing else.
fn rows(section: ExportSection, after: Option<ExportPlace>, most: u32) -> Vec<ExportedRow> {
    let all = match section {
        ExportSection::Account => 1,
        ExportSection::Posts => 250,
        _ => 0,
    };
    let begun = after.map_or(0, |place| u32::try_from(place.id.as_u128()).unwrap());
    (begun + 1..=all)
        .take(most as usize)
        .map(|number| ExportedRow {
            place: ExportPlace { group: id(0), at: now(), id: id(u128::from(number)) },
            json: format!("{{\"number\":{number}}}"),
        })
        .collect()
}

fn made() -> MadeExport {
    MadeExport { archive: id(9), parts: 1, size: 10, made_at: now(), expires_at: now() + KEEP_EXPORT }
}

#[tokio::test]
async fn an_archive_is_one_document_of_all_pages() {
    let mut queries = MockExportQueries::new();
    queries.expect_rows().returning(|person, section, after, most| {
        assert_eq!(person, ADA);
        Ok(rows(section, after, most))
    });
    let kept = Arc::new(Mutex::new(Vec::new()));
    let mut part = MockUnitOfWork::default();
    let keeping = Arc::clone(&kept);
    part.exports.expect_add_part().times(1).returning(move |_, _, number, content| {
        assert_eq!(number, 0);
        keeping.lock().unwrap().extend(content);
        Ok(true)
    });
    let mut finish = MockUnitOfWork::default();
    let size = Arc::clone(&kept);
    finish.exports.expect_finish().times(1).returning(move |_, made| {
        assert_eq!((made.parts, made.size), (1, size.lock().unwrap().len() as u64));
        assert_eq!(made.expires_at, now() + KEEP_EXPORT);
        Ok(true)
    });
    let (exports, transactions) = exports([part, finish], queries);
    exports.make(MakeExport { person: ADA.0 }).await.unwrap();
    let archive: Value = serde_json::from_slice(&kept.lock().unwrap()).unwrap();
    let numbers: Vec<u64> =
        archive["posts"].as_array().unwrap().iter().map(|post| post["number"].as_u64().unwrap()).collect();
    assert!(numbers.iter().copied().eq(1..=250), "{numbers:?}");
    assert_eq!(archive["account"]["number"], 1);
    assert_eq!(archive["messages"], Value::Array(Vec::new()));
    assert_eq!(archive["base_url"], BASE);
    let jobs: Vec<_> = transactions.enqueued().iter().map(|job| job.kind).collect();
    assert_eq!(jobs, ["deliver_mail"]);
}

#[tokio::test]
async fn an_archive_that_nobody_waits_for_is_given_up() {
    let mut queries = MockExportQueries::new();
    queries.expect_rows().returning(|_, section, after, most| Ok(rows(section, after, most)));
    let mut part = MockUnitOfWork::default();
    part.exports.expect_add_part().times(1).returning(|_, _, _, _| Ok(false));
    let (exports, transactions) = exports([part], queries);
    let moot = exports.make(MakeExport { person: ADA.0 }).await;
    assert!(matches!(moot, Err(Failure::Moot(_))), "{moot:?}");
    assert!(transactions.enqueued().is_empty());
}

#[tokio::test]
async fn the_first_to_ask_has_it_made_and_later_ones_get_a_link() {
    let mut waiting = MockUnitOfWork::default();
    waiting.exports.expect_request().returning(|_, now| Ok(Some(ExportState { requested_at: now, made: None })));
    waiting.exports.expect_link().never();
    let mut ready = MockUnitOfWork::default();
    ready.exports.expect_request().returning(|_, now| Ok(Some(ExportState { requested_at: now, made: Some(made()) })));
    ready
        .exports
        .expect_link()
        .withf(|person, way, _, _| *person == ADA && *way == ExportLink::Page)
        .times(1)
        .returning(|_, _, _, _| Ok(true));
    let mut gone = MockUnitOfWork::default();
    gone.exports.expect_request().returning(|_, _| Ok(None));
    let (exports, transactions) = exports([waiting, ready, gone], MockExportQueries::new());
    assert!(matches!(exports.export(ADA).await.unwrap(), Export::Preparing { .. }));
    let jobs = transactions.enqueued();
    assert_eq!((jobs.len(), jobs[0].kind), (1, "make_export"));
    assert_eq!(jobs[0].unique.as_ref().unwrap().key, ADA.to_string());
    match exports.export(ADA).await.unwrap() {
        Export::Ready { url, .. } => {
            let url = secrecy::ExposeSecret::expose_secret(&url).to_owned();
            assert_eq!(url, format!("{BASE}/api/me/export/download?token=secret-2"));
        }
        Export::Preparing { .. } => panic!("it is made"),
    }
    assert!(matches!(exports.export(ADA).await, Err(Error::Unauthenticated { .. })));
}
