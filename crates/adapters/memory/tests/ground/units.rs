use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use futures_util::future::join_all;
use vibeslop_domain::catalog::TagName;
use vibeslop_ports::{
    accounts::AccountQueries,
    transactions::{CommitWatch, Committed, Transactions},
};
use vibeslop_testkit::fixtures::id;

use crate::site::{create, is_there, person, site};

#[tokio::test]
async fn readers_never_wait_and_see_what_was_committed() {
    let memory = site();
    let mut unit = memory.begin().await.unwrap();
    create(&mut unit, 1, "ada").await;
    assert_eq!(memory.id_of("ada").await.unwrap(), None);
    unit.commit().await.unwrap();
    assert!(memory.id_of("ada").await.unwrap().is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn units_of_work_take_turns_and_lose_nothing() {
    let memory = site();
    let work = (1..=50).map(|number| {
        let memory = memory.clone();
        tokio::spawn(async move { person(&memory, number, &format!("fan_{number}")).await })
    });
    for made in join_all(work).await {
        assert!(memory.me(made.unwrap()).await.unwrap().is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn a_unit_of_work_inside_of_another_is_told_so() {
    let memory = site();
    let open = memory.begin().await.unwrap();
    let error = memory.begin().await.map(drop).unwrap_err();
    assert!(format!("{error:?}").contains("this very task's"), "{error:?}");
    drop(open);
    memory.begin().await.unwrap().commit().await.unwrap();
}

#[derive(Default)]
struct Heard(AtomicUsize);

impl CommitWatch for Heard {
    fn committed(&self, what: Committed) {
        self.0.fetch_add(if what.catalog_grew { 100 } else { 1 }, Ordering::SeqCst);
    }
}

#[tokio::test]
async fn a_node_hears_of_its_own_commits() {
    let memory = site();
    let heard = Arc::new(Heard::default());
    let node = memory.clone().watched_by(heard.clone());
    person(&memory, 1, "ada").await;
    assert_eq!(heard.0.load(Ordering::SeqCst), 0, "another node's");
    person(&node, 2, "bob").await;
    assert!(is_there(&memory, "bob").await, "the stores are the same");
    node.begin().await.unwrap().rollback().await.unwrap();
    assert_eq!(heard.0.load(Ordering::SeqCst), 1);
    let mut unit = node.begin().await.unwrap();
    let names = TagName::list(&["Claude", "Something new"]).unwrap();
    unit.catalog().tools_named(&names, &[id(1).into(), id(2).into()]).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(heard.0.load(Ordering::SeqCst), 101);
}
