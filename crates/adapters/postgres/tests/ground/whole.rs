//! Requests that become visible as a whole.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_domain::{ids::UserId, retries::RetryKey};
use vibeslop_ports::{
    StoreError,
    accounts::AccountQueries,
    retries::{Claim, Claimed, KeptAnswer, RetryLog},
    transactions::{Transactions, UnitOfWork},
};
use vibeslop_postgres::PgTransactions;
use vibeslop_testkit::fixtures::{CountingIds, new_account, noon};

use crate::site::Site;

fn claim(owner: u128, request: u8, now: DateTime<Utc>) -> Claim {
    Claim {
        caller: Some(UserId(Uuid::from_u128(7))),
        key: RetryKey::parse(b"key").unwrap(),
        request: [request; 32],
        owner: Uuid::from_u128(owner),
        now,
        expires_at: now + TimeDelta::hours(24),
    }
}

fn answer() -> KeptAnswer {
    let headers = vec![("etag".to_owned(), "\"1\"".to_owned()), ("link".to_owned(), "<é>".to_owned())];
    KeptAnswer { status: 201, headers, body: vec![0, 255, 10] }
}

async fn create(unit: &mut Box<dyn UnitOfWork>, number: u128, login: &str) {
    let (username, account) = new_account(login);
    unit.accounts().create(UserId(Uuid::from_u128(number)), &username, &account, noon()).await.unwrap();
}

/// Makes an account in a unit of work of its own.
async fn person(transactions: &PgTransactions, number: u128, login: &str) {
    let mut unit = transactions.begin().await.unwrap();
    create(&mut unit, number, login).await;
    unit.commit().await.unwrap();
}

fn transactions(site: &Site) -> PgTransactions {
    PgTransactions::new(site.database.clone(), Arc::new(CountingIds::default()))
}

async fn people(site: &Site) -> i64 {
    site.number("SELECT count(*) FROM users").await
}

#[tokio::test]
async fn what_a_request_did_shows_with_its_answer_and_not_before() {
    let site = Site::new().await;
    let transactions = transactions(&site);
    let claim = claim(1, 1, noon());
    assert_eq!(site.database.claim(&claim).await.unwrap(), Claimed::Ours);
    let whole = site.database.whole();
    whole
        .inside(Box::pin(async {
            assert_eq!(site.database.id_of("ada").await.unwrap(), None);
            person(&transactions, 1, "ada").await;
            assert!(site.database.id_of("ada").await.unwrap().is_some(), "the request reads what it wrote");
            let mut undone = transactions.begin().await.unwrap();
            create(&mut undone, 2, "bob").await;
            undone.rollback().await.unwrap();
            person(&transactions, 3, "carol").await;
        }))
        .await;
    assert_eq!(people(&site).await, 0, "nobody else reads it");
    assert!(whole.keep(&claim, &answer()).await.unwrap());
    assert_eq!(people(&site).await, 2);
    assert_eq!(site.database.claim(&claim).await.unwrap(), Claimed::Answered(answer()));
}

#[tokio::test]
async fn a_query_inside_of_a_unit_of_work_waits_for_nobody() {
    let site = Site::new().await;
    let transactions = transactions(&site);
    let whole = site.database.whole();
    whole
        .inside(Box::pin(async {
            let mut unit = transactions.begin().await.unwrap();
            create(&mut unit, 1, "ada").await;
            assert_eq!(site.database.id_of("ada").await.unwrap(), None, "as without a whole");
            unit.commit().await.unwrap();
            assert!(site.database.id_of("ada").await.unwrap().is_some());
        }))
        .await;
    whole.undo().await;
    assert_eq!(people(&site).await, 0);
    assert_eq!(site.database.status().size, site.database.status().available, "the connections are back");
    person(&transactions, 1, "ada").await;
    assert_eq!(people(&site).await, 1);
}

#[tokio::test]
async fn a_request_that_breaks_off_leaves_nothing() {
    let site = Site::new().await;
    let transactions = transactions(&site);
    let claim = claim(1, 1, noon());
    site.database.claim(&claim).await.unwrap();

    let spoiled = site.database.whole();
    spoiled
        .inside(Box::pin(async {
            person(&transactions, 1, "ada").await;
            let mut dropped = transactions.begin().await.unwrap();
            create(&mut dropped, 2, "bob").await;
            drop(dropped);
            assert!(matches!(transactions.begin().await.map(drop), Err(StoreError::Unavailable(_))));
            assert!(site.database.id_of("ada").await.is_err());
        }))
        .await;
    assert!(spoiled.keep(&claim, &answer()).await.is_err());
    assert_eq!(people(&site).await, 0);

    let dropped = site.database.whole();
    dropped.inside(Box::pin(async { person(&transactions, 1, "ada").await })).await;
    drop(spoiled);
    drop(dropped);
    person(&transactions, 1, "ada").await;
    assert_eq!(people(&site).await, 1);
}

#[tokio::test]
async fn whoever_has_lost_the_claim_leaves_nothing() {
    let site = Site::new().await;
    let transactions = transactions(&site);
    let (slow, quick) = (claim(1, 1, noon()), claim(2, 1, noon()));
    site.database.claim(&slow).await.unwrap();
    assert_eq!(site.database.claim(&quick).await.unwrap(), Claimed::Running);
    assert_eq!(site.database.claim(&claim(3, 9, noon())).await.unwrap(), Claimed::Reused);
    site.run("UPDATE retries SET leased_until = clock_timestamp() - interval '1 second'").await;
    assert_eq!(site.database.claim(&quick).await.unwrap(), Claimed::Ours);

    let whole = site.database.whole();
    whole.inside(Box::pin(async { person(&transactions, 1, "ada").await })).await;
    assert!(!whole.keep(&slow, &answer()).await.unwrap());
    assert_eq!(people(&site).await, 0);
    // Nor does it take the key from who has it.
    site.database.release(&slow).await.unwrap();
    site.database.renew(&quick).await.unwrap();
    assert_eq!(site.database.claim(&claim(4, 1, noon())).await.unwrap(), Claimed::Running);
    site.database.release(&quick).await.unwrap();
    assert_eq!(site.database.claim(&claim(5, 2, noon())).await.unwrap(), Claimed::Ours);
}

#[tokio::test]
async fn a_key_is_forgotten_after_its_time_and_a_strangers_is_no_key_of_mine() {
    let site = Site::new().await;
    let mine = claim(1, 1, noon());
    site.database.claim(&mine).await.unwrap();
    assert!(site.database.whole().keep(&mine, &answer()).await.unwrap());
    let late = noon() + TimeDelta::hours(24);
    let before = claim(2, 2, late - TimeDelta::seconds(1));
    assert_eq!(site.database.claim(&before).await.unwrap(), Claimed::Reused);
    assert_eq!(site.database.claim(&claim(2, 2, late)).await.unwrap(), Claimed::Ours);

    let nobody = |owner, request| Claim { caller: None, ..claim(owner, request, noon()) };
    assert_eq!(site.database.claim(&nobody(1, 1)).await.unwrap(), Claimed::Ours);
    assert_eq!(
        site.database.claim(&nobody(2, 2)).await.unwrap(),
        Claimed::Ours,
        "another request is another stranger's"
    );
    assert_eq!(site.database.claim(&nobody(3, 1)).await.unwrap(), Claimed::Running);
}
