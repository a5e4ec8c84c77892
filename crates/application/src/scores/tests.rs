use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::TimeDelta;
use vibeslop_domain::{
    accounts::ProviderName,
    scores::{Activity, window_start},
};
use vibeslop_ports::{
    ServiceError,
    accounts::Connection,
    jobs::{Failure, JobResult, Pause},
    mocks::{MockAccountQueries, MockActivityReader, MockTransactions, MockUnitOfWork},
    tokens::Cipher,
};

use super::*;
use crate::{
    accounts::token_purpose,
    fixtures::{ADA, BOB, OpenCipher, SetClock, now},
};

fn ada() -> ScoreDeveloper {
    ScoreDeveloper { user: ADA.0 }
}

fn connected(broken: bool) -> MockAccountQueries {
    let mut queries = MockAccountQueries::new();
    queries.expect_connection().withf(|_, provider| *provider == ProviderName::github()).returning(move |user, _| {
        let access_token = Some(OpenCipher.seal(&token_purpose(user), b"gho_token").unwrap());
        let broken_at = broken.then(now);
        Ok(Some(Connection { login: "ada".to_owned(), access_token, broken_at }))
    });
    queries
}

fn scores(
    accounts: MockAccountQueries,
    activity: MockActivityReader,
    units: impl IntoIterator<Item = MockUnitOfWork>,
) -> (Scores, Arc<MockTransactions>) {
    let transactions = Arc::new(MockTransactions::of(units));
    let scores = Scores {
        connections: Connections {
            queries: Arc::new(accounts),
            transactions: transactions.clone(),
            cipher: Arc::new(OpenCipher),
            clock: SetClock::new(),
        },
        activity: Arc::new(activity),
        transactions: transactions.clone(),
        clock: SetClock::new(),
    };
    (scores, transactions)
}

async fn answered(answer: Result<Activity, ServiceError>, units: Vec<MockUnitOfWork>) -> JobResult {
    let mut activity = MockActivityReader::new();
    let answer = Mutex::new(Some(answer));
    activity
        .expect_activity()
        .withf(|_, since| *since == window_start(now()))
        .times(1)
        .returning(move |_, _| answer.lock().unwrap().take().unwrap());
    scores(connected(false), activity, units).0.score_developer(ada()).await
}

#[tokio::test]
async fn a_score_is_kept_with_what_it_was_made_from_as_of_the_time_it_was_asked_for() {
    let mut unit = MockUnitOfWork::default();
    unit.scores
        .expect_keep_score()
        .withf(|user, made, at| (*user, made.score.get(), made.stats.followers, *at) == (ADA, 10, 5, now()))
        .times(1)
        .returning(|_, _, _| Ok(true));
    assert_eq!(answered(Ok(Activity { followers: 5, ..Activity::default() }), vec![unit]).await, Ok(()));
}

#[tokio::test]
async fn a_limit_lets_the_job_sleep_until_it_is_over() {
    let wait = Duration::from_mins(30);
    let result = answered(Err(ServiceError::Limited { retry_after: Some(wait) }), Vec::new()).await;
    assert!(matches!(result, Err(Failure::Wait(Pause::For(time), _)) if time == wait), "{result:?}");
}

#[tokio::test]
async fn what_may_pass_is_tried_again_and_the_old_score_stays() {
    for error in [ServiceError::TimedOut, ServiceError::Unavailable("a part alone".into())] {
        let result = answered(Err(error), Vec::new()).await;
        assert!(matches!(result, Err(Failure::Retry(_))), "{result:?}");
    }
}

#[tokio::test]
async fn a_revoked_token_is_noted_and_not_asked_with_again() {
    let mut unit = MockUnitOfWork::default();
    unit.accounts.expect_mark_broken().withf(|user, _, _, _| *user == ADA).times(1).returning(|_, _, _, _| Ok(()));
    let result = answered(Err(ServiceError::Unauthorized), vec![unit]).await;
    assert!(matches!(result, Err(Failure::Moot(_))), "{result:?}");
    let (scores, _) = scores(connected(true), MockActivityReader::new(), []);
    assert!(matches!(scores.score_developer(ada()).await, Err(Failure::Moot(_))));
}

#[tokio::test]
async fn a_night_enqueues_a_job_a_person_spread_over_time() {
    let mut first = MockUnitOfWork::default();
    first.scores.expect_connected_people().withf(|after, _| after.is_none()).returning(|_, _| Ok(vec![ADA, BOB]));
    let mut last = MockUnitOfWork::default();
    last.scores.expect_connected_people().withf(|after, _| *after == Some(BOB)).returning(|_, _| Ok(Vec::new()));
    let (scores, transactions) = scores(MockAccountQueries::new(), MockActivityReader::new(), [first, last]);
    scores.score_everybody(ScoreEverybody {}).await.unwrap();
    let jobs = transactions.enqueued();
    assert_eq!(jobs.iter().map(|job| job.at - now()).collect::<Vec<_>>(), [0, 2].map(TimeDelta::seconds));
    let unique = jobs[1].unique.clone().unwrap();
    assert_eq!((unique.key, unique.until), (BOB.to_string(), Some(now() + TimeDelta::hours(1))));
}
