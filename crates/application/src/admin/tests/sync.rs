use vibeslop_ports::{
    ServiceError,
    ai::ListedModel,
    mocks::{End, MockUnitOfWork},
};

use super::{Case, ada, recording};
use crate::{Error, ServiceFailure, admin::Synced, fixtures::service_away};

fn model(id: &str, name: &str) -> ListedModel {
    ListedModel { id: id.to_owned(), name: Some(name.to_owned()) }
}

/// A unit of work that takes the turn, or finds it taken.
fn turn(free: bool) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.admin.expect_take_sync_turn().withf(|_, until, now| until > now).times(1).returning(move |_, _, _| Ok(free));
    unit
}

/// A unit of work that gives it back.
fn back() -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.admin.expect_give_sync_turn_back().times(1).returning(|_| Ok(()));
    unit
}

#[tokio::test]
async fn every_model_is_created_or_skipped() {
    let mut fill = recording("tool.sync", "tool");
    fill.admin
        .expect_add_models()
        .withf(|tools, ids, _| {
            let slugs: Vec<&str> = tools.iter().map(|tool| tool.slug.as_str()).collect();
            slugs == ["openaigpt-4o", "xgrok"] && ids.len() == 2
        })
        .times(1)
        .returning(|_, _, _| Ok(1));
    let mut case = Case::with([turn(true), fill, back()]);
    let transactions = case.transactions.clone();
    case.models.expect_models().times(1).returning(|| {
        Ok(vec![
            model("openai/gpt-4o", "OpenAI: GPT-4o"),
            // The same slug, the same name, and no name at all.
            model("openai/gpt-4o", "Another"),
            model("x/grok-2", "openai: gpt-4o"),
            model("x/grok", "Grok"),
            model("", ""),
        ])
    });
    let synced = case.admin().sync_tools(&ada()).await.unwrap();
    assert_eq!(synced, Synced { created: 1, skipped: 4, total: 5 });
    assert_eq!(transactions.ends(), [End::Committed; 3]);
}

#[tokio::test]
async fn nobody_syncs_while_somebody_else_does() {
    let mut case = Case::with([turn(false)]);
    case.models.expect_models().never();
    let error = case.admin().sync_tools(&ada()).await.unwrap_err();
    assert!(matches!(error, Error::Conflict { code: "sync_in_progress", .. }), "{error:?}");
}

#[tokio::test]
async fn a_list_that_cannot_be_read_changes_nothing_and_gives_the_turn_back() {
    for (source, expected) in [
        (service_away(), ServiceFailure::Bad),
        (ServiceError::TimedOut, ServiceFailure::TimedOut),
        (ServiceError::Limited { retry_after: None }, ServiceFailure::Unavailable { retry_after: None }),
    ] {
        let mut case = Case::with([turn(true), back()]);
        let transactions = case.transactions.clone();
        case.models.expect_models().return_once(|| Err(source));
        match case.admin().sync_tools(&ada()).await.unwrap_err() {
            Error::Service { code: "openrouter_fetch_failed", failure, .. } => assert_eq!(failure, expected),
            other => panic!("{other:?}"),
        }
        assert_eq!(transactions.ends(), [End::Committed; 2]);
    }
}
