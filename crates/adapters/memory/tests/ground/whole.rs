use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_domain::{ids::UserId, retries::RetryKey};
use vibeslop_ports::{
    accounts::AccountQueries,
    retries::{Claim, Claimed, KeptAnswer, RetryLog},
    transactions::Transactions,
};
use vibeslop_testkit::fixtures::noon;

use crate::site::{create, is_there, person, site};

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

#[tokio::test]
async fn what_a_request_did_shows_with_its_answer_and_not_before() {
    let memory = site();
    let claim = claim(1, 1, noon());
    assert_eq!(memory.claim(&claim).await.unwrap(), Claimed::Ours);
    let whole = memory.whole();
    whole
        .inside(Box::pin(async {
            assert_eq!(memory.id_of("ada").await.unwrap(), None);
            person(&memory, 1, "ada").await;
            assert!(memory.id_of("ada").await.unwrap().is_some(), "the request reads what it wrote");
            let mut undone = memory.begin().await.unwrap();
            create(&mut undone, 2, "bob").await;
            undone.rollback().await.unwrap();
            person(&memory, 3, "carol").await;
        }))
        .await;
    assert!(!is_there(&memory, "ada").await, "nobody else reads it");
    assert!(whole.keep(&claim, &answer()).await.unwrap());
    let seen = [is_there(&memory, "ada").await, is_there(&memory, "bob").await, is_there(&memory, "carol").await];
    assert_eq!(seen, [true, false, true]);
    assert_eq!(memory.claim(&claim).await.unwrap(), Claimed::Answered(answer()));
}

#[tokio::test]
async fn a_query_inside_of_a_unit_of_work_waits_for_nobody() {
    let memory = site();
    let whole = memory.whole();
    whole
        .inside(Box::pin(async {
            let mut unit = memory.begin().await.unwrap();
            create(&mut unit, 1, "ada").await;
            assert_eq!(memory.id_of("ada").await.unwrap(), None, "as without a whole");
            unit.commit().await.unwrap();
            assert!(memory.id_of("ada").await.unwrap().is_some());
        }))
        .await;
    whole.undo().await;
    assert!(!is_there(&memory, "ada").await);
    person(&memory, 1, "ada").await;
    assert!(is_there(&memory, "ada").await);
}

#[tokio::test]
async fn a_request_that_breaks_off_leaves_nothing() {
    let memory = site();
    let dropped = memory.whole();
    dropped
        .inside(Box::pin(async {
            person(&memory, 1, "ada").await;
            let mut unit = memory.begin().await.unwrap();
            create(&mut unit, 2, "bob").await;
            drop(unit);
            assert_eq!(memory.id_of("bob").await.unwrap(), None, "a unit of work that is dropped leaves nothing in it");
            assert!(memory.id_of("ada").await.unwrap().is_some());
        }))
        .await;
    drop(dropped);
    assert!(!is_there(&memory, "ada").await);
    person(&memory, 1, "ada").await;
    assert!(is_there(&memory, "ada").await);
}

#[tokio::test]
async fn what_a_request_does_side_by_side_is_done_one_after_the_other() {
    let memory = site();
    let whole = memory.whole();
    let (one, other) = (person(&memory, 1, "ada"), person(&memory, 2, "bob"));
    whole.inside(Box::pin(async { _ = futures_util::future::join(one, other).await })).await;
    let claim = claim(1, 1, noon());
    memory.claim(&claim).await.unwrap();
    assert!(whole.keep(&claim, &answer()).await.unwrap());
    assert!(is_there(&memory, "ada").await && is_there(&memory, "bob").await);
}

#[tokio::test]
async fn whoever_has_lost_the_claim_leaves_nothing() {
    let memory = site();
    let (slow, quick) = (claim(1, 1, noon()), claim(2, 1, noon()));
    memory.claim(&slow).await.unwrap();
    assert_eq!(memory.claim(&quick).await.unwrap(), Claimed::Running);
    assert_eq!(memory.claim(&claim(3, 9, noon())).await.unwrap(), Claimed::Reused);
    // As if its lease had ended.
    memory.release(&slow).await.unwrap();
    assert_eq!(memory.claim(&quick).await.unwrap(), Claimed::Ours);

    let whole = memory.whole();
    whole.inside(Box::pin(async { _ = person(&memory, 1, "ada").await })).await;
    assert!(!whole.keep(&slow, &answer()).await.unwrap());
    assert!(!is_there(&memory, "ada").await);
    // Nor does it take the key from who has it.
    memory.release(&slow).await.unwrap();
    memory.renew(&quick).await.unwrap();
    assert_eq!(memory.claim(&claim(4, 1, noon())).await.unwrap(), Claimed::Running);
    memory.release(&quick).await.unwrap();
    assert_eq!(memory.claim(&claim(5, 2, noon())).await.unwrap(), Claimed::Ours);
}

#[tokio::test]
async fn a_key_is_forgotten_after_its_time_and_a_strangers_is_no_key_of_mine() {
    let memory = site();
    let mine = claim(1, 1, noon());
    memory.claim(&mine).await.unwrap();
    assert!(memory.whole().keep(&mine, &answer()).await.unwrap());
    let late = noon() + TimeDelta::hours(24);
    let before = claim(2, 2, late - TimeDelta::seconds(1));
    assert_eq!(memory.claim(&before).await.unwrap(), Claimed::Reused);
    assert_eq!(memory.claim(&claim(2, 2, late)).await.unwrap(), Claimed::Ours);

    let nobody = |owner, request| Claim { caller: None, ..claim(owner, request, noon()) };
    assert_eq!(memory.claim(&nobody(1, 1)).await.unwrap(), Claimed::Ours);
    assert_eq!(memory.claim(&nobody(2, 2)).await.unwrap(), Claimed::Ours, "another request is another stranger's");
    assert_eq!(memory.claim(&nobody(3, 1)).await.unwrap(), Claimed::Running);
}
