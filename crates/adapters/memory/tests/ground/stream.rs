use std::time::Duration;

use vibeslop_domain::{
    social::{Relation, Tie},
    stream::Position,
};
use vibeslop_ports::{
    stream::{EventBus, What},
    transactions::Transactions,
};
use vibeslop_testkit::fixtures::noon;

use crate::site::{person, site};

#[tokio::test]
async fn what_happened_is_told_in_order_once_it_is_committed() {
    let memory = site();
    let (ada, bob) = (person(&memory, 1, "ada").await, person(&memory, 2, "bob").await);
    let start = EventBus::newest(&memory).await.unwrap();
    let listening = tokio::spawn({
        let memory = memory.clone();
        async move { memory.behind(start).await.unwrap() }
    });
    let mut unit = memory.begin().await.unwrap();
    unit.accounts().revoke_token("one", ada, noon()).await.unwrap();
    unit.accounts().revoke_token("one", ada, noon()).await.unwrap();
    unit.social().tie(Tie { relation: Relation::Mutes, person: bob, other: ada }, noon()).await.unwrap();
    unit.social().tie(Tie { relation: Relation::Follows, person: bob, other: ada }, noon()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(!listening.is_finished(), "nothing is told of what may come to nothing");
    unit.commit().await.unwrap();
    let stretch = listening.await.unwrap();
    assert!(stretch.complete);
    let told: Vec<_> = stretch.occurrences.iter().map(|event| (event.person, event.what.clone())).collect();
    assert_eq!(told, [(ada, What::TokenEnded("one".to_owned())), (bob, What::Counts)]);
    let first = stretch.occurrences.first().unwrap().position;
    assert_eq!(memory.behind(first).await.unwrap().occurrences.len(), 1);
    assert!(!memory.behind(Position(77)).await.unwrap().complete, "a place that was never given");
}
