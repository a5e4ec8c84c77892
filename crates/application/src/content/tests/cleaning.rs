use std::sync::Arc;

use vibeslop_ports::{
    StoreError,
    mocks::{End, MockMediaHolds, MockTransactions, MockUnitOfWork},
};

use super::{Gate, Images, file};

/// A unit of work that strikes a picture off, or finds that it may not, or that others are in the way.
fn striking(struck: Result<bool, &'static str>) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.media
        .expect_strike()
        .times(1)
        .returning(move |_, _| struck.map_err(|reason| StoreError::Contended(reason.into())));
    unit
}

#[tokio::test]
async fn what_is_struck_off_is_taken_away_and_what_others_are_busy_with_stays() {
    let mut holds = MockMediaHolds::new();
    holds
        .expect_unused()
        .times(2)
        .returning(|after, _, _| Ok(if after.is_none() { vec![file(1), file(2), file(3)] } else { Vec::new() }));
    let mut gate = Gate::new();
    gate.store.expect_remove().withf(|name| *name == file(1)).times(1).returning(|_| Ok(()));
    let units = [striking(Ok(true)), striking(Ok(false)), striking(Err("somebody refers to it"))];
    let transactions = Arc::new(MockTransactions::of(units));
    let images = Images { holds: Arc::new(holds), transactions: transactions.clone(), ..gate.images() };
    images.clean().await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed, End::Committed, End::RolledBack]);
}

#[tokio::test]
async fn a_picture_whose_file_cannot_be_taken_away_stays_on_the_list() {
    let mut holds = MockMediaHolds::new();
    holds.expect_unused().returning(|_, _, _| Ok(vec![file(1)]));
    let mut gate = Gate::new();
    gate.store.expect_remove().returning(|_| Err(StoreError::failed("the test says so")));
    let transactions = Arc::new(MockTransactions::of([striking(Ok(true))]));
    let images = Images { holds: Arc::new(holds), transactions: transactions.clone(), ..gate.images() };
    assert!(images.clean().await.is_err());
    assert_eq!(transactions.ends(), [End::RolledBack]);
}
