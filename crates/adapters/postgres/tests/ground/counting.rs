//! What a piece of work cost.

use diesel::{ExpressionMethods, QueryDsl, dsl::count_star, result::Error};
use diesel_async::{AsyncConnection, RunQueryDsl, SimpleAsyncConnection};
use vibeslop_postgres::{count::record, schema::users};

use crate::site::Site;

#[tokio::test]
async fn typed_queries_and_raw_sql_are_counted_and_transactions_apart() {
    let site = Site::with(2, 0).await;
    let mut connection = site.database.connection().await.unwrap();
    let before = site.database.statements();
    let (rolled_back, recorded) = record(async {
        connection
            .transaction(async |connection| {
                let people: i64 = users::table.select(count_star()).get_result(connection).await?;
                assert_eq!(people, 2);
                diesel::update(users::table.filter(users::username.eq("person_0")))
                    .set(users::bio.eq("secret words"))
                    .execute(connection)
                    .await?;
                connection.batch_execute("SELECT 1").await?;
                Err::<(), _>(Error::RollbackTransaction)
            })
            .await
    })
    .await;
    assert!(rolled_back.is_err());
    let cost = site.database.statements() - before;
    assert_eq!((cost.statements, cost.transaction_control), (3, 2), "{recorded:?}");
    assert_eq!(recorded.len(), 3);
    assert!(recorded[0].starts_with("SELECT COUNT(*)") && recorded[1].starts_with("UPDATE"), "{recorded:?}");
    assert!(!recorded.concat().contains("secret words"), "{recorded:?}");
}

#[tokio::test]
async fn work_is_recorded_apart_from_other_work_at_the_same_time() {
    let site = Site::new().await;
    let noise = site.database.clone();
    let noise = tokio::spawn(async move {
        let mut connection = noise.connection().await.unwrap();
        for _ in 0..20 {
            connection.batch_execute("SELECT 'noise'").await.unwrap();
        }
    });
    let question = || async {
        let mut connection = site.database.connection().await.unwrap();
        users::table.select(users::id).load::<uuid::Uuid>(&mut connection).await.unwrap()
    };
    let ((), recorded) = record(async {
        futures_util::future::join(question(), question()).await;
    })
    .await;
    noise.await.unwrap();
    assert_eq!(recorded.len(), 2, "{recorded:?}");
    assert!(site.database.statements().statements >= 22);
}
