//! The books.

use std::sync::Arc;

use vibeslop_domain::ai::Improvement;
use vibeslop_ports::{
    ServiceError,
    ai::{CallOutcome, ModelCall, Usage},
    mocks::MockCallLog,
};

use super::{
    Ledger,
    generation::{answering, repositories, writer},
    good,
    improving::improver,
};
use crate::{
    ai::Books,
    fixtures::{ADA, SetClock, details, now, service_away, store_away},
};

fn ledger() -> (Arc<Ledger>, Books) {
    let ledger = Arc::new(Ledger::default());
    (ledger.clone(), Books { log: ledger, clock: SetClock::new() })
}

fn told(calls: &[ModelCall]) -> Vec<(&str, CallOutcome)> {
    calls.iter().map(|call| (call.purpose, call.outcome)).collect()
}

#[tokio::test]
async fn each_call_is_written_down_with_its_person_and_its_end() {
    let (ledger, books) = ledger();
    let mut writer = writer(answering(vec![Ok("no".to_owned()), Ok(good())]), repositories(details()));
    writer.books = books;
    writer.generate(ADA, "ada-l", "planner").await.unwrap();
    let calls = ledger.calls();
    assert_eq!(told(&calls), [("project_text", CallOutcome::Answered), ("project_text", CallOutcome::Answered)]);
    assert_eq!((calls[0].user, calls[0].model.as_str(), calls[0].at), (Some(ADA), "a model", now()));
}

#[tokio::test]
async fn a_call_that_failed_is_written_down_as_what_it_was() {
    for (error, outcome) in [
        (ServiceError::OutOfCredit, CallOutcome::Refused),
        (ServiceError::Unauthorized, CallOutcome::Refused),
        (ServiceError::Moderated, CallOutcome::Moderated),
        (ServiceError::Limited { retry_after: None }, CallOutcome::Limited),
        (ServiceError::Resting { retry_after: std::time::Duration::ZERO }, CallOutcome::Limited),
        (ServiceError::TimedOut, CallOutcome::TimedOut),
        (service_away(), CallOutcome::Unavailable),
        (ServiceError::Malformed("HTML".into()), CallOutcome::Malformed),
    ] {
        let (ledger, books) = ledger();
        let mut writer = writer(answering(vec![Err(error)]), repositories(details()));
        writer.books = books;
        writer.generate(ADA, "ada-l", "planner").await.unwrap_err();
        assert_eq!(told(&ledger.calls()), [("project_text", outcome)]);
    }
}

#[tokio::test]
async fn a_text_is_written_down_at_its_end_or_when_nobody_waits_for_it() {
    let whole = Usage { prompt_tokens: 10, completion_tokens: 20, cost_usd: Some(0.25) };
    for (pieces, read_to_the_end, outcome) in [
        (vec![Ok("a"), Ok("b")], true, CallOutcome::Answered),
        (vec![Ok("a"), Err(service_away())], true, CallOutcome::Unavailable),
        (vec![Ok("a"), Ok("b")], false, CallOutcome::Abandoned),
    ] {
        let (ledger, books) = ledger();
        let mut improver = improver(pieces);
        improver.books = books;
        let mut text = improver.improve(ADA, Improvement::Gig, "need it").await.unwrap();
        while read_to_the_end && matches!(text.next().await, Ok(Some(_))) {}
        drop(text);
        // What is written down behind a drop is written by a task of its own.
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        let calls = ledger.calls();
        assert_eq!(told(&calls), [("improve_gig", outcome)]);
        assert_eq!(calls[0].usage, whole);
    }
}

#[tokio::test]
async fn nobody_goes_without_an_answer_because_the_books_are_closed() {
    let mut log = MockCallLog::new();
    log.expect_record().times(1).returning(|_| Err(store_away()));
    let mut writer = writer(answering(vec![Ok(good())]), repositories(details()));
    writer.books = Books { log: Arc::new(log), clock: SetClock::new() };
    assert!(writer.generate(ADA, "ada-l", "planner").await.is_ok());
}
