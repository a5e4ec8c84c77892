//! Whole databases.

use vibeslop_postgres::{Database, databases};
use vibeslop_testkit::postgres::{empty_database, fresh_database};

#[tokio::test]
async fn of_several_that_start_at_once_one_makes_the_database() {
    let stand_in = empty_database().await;
    let admin_url = databases::url_of(stand_in.url(), "postgres").unwrap();
    let name = format!("vibeslop_test_{}_made", std::process::id());
    databases::drop_database(&admin_url, &name).await.unwrap();
    let url = databases::url_of(stand_in.url(), &name).unwrap();

    let made =
        futures_util::future::try_join_all((0..4).map(|_| databases::create_database_if_missing(&url))).await.unwrap();
    assert_eq!(made.into_iter().filter(|made| *made).count(), 1);
    assert!(Database::connect(&url, 1).await.is_ok());
    assert!(!databases::create_database_if_missing(&url).await.unwrap());

    databases::drop_database(&admin_url, &name).await.unwrap();
    assert!(Database::connect(&url, 1).await.is_err());
}

#[tokio::test]
async fn a_test_has_a_database_for_itself_until_it_ends() {
    let (one, two) = tokio::join!(fresh_database(), fresh_database());
    assert_ne!(one.name(), two.name());
    let admin_url = databases::url_of(one.url(), "postgres").unwrap();
    let prefix = format!("vibeslop_test_{}_", std::process::id());
    let name = one.name().to_owned();
    assert!(databases::databases(&admin_url, &prefix).await.unwrap().contains(&name));
    let _left_open = one.connect().await;
    drop(one);
    assert!(!databases::databases(&admin_url, &prefix).await.unwrap().contains(&name));
    assert!(two.connect().await.connection().await.is_ok());
}
