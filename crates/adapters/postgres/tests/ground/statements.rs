//! SQL from files is prepared once.

use diesel::{
    QueryableByName,
    sql_types::{Array, BigInt, Text, Uuid},
};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};

use crate::site::{Site, person};

vibeslop_postgres::statement! {
    struct PostsOf<'a> {
        people: &'a [uuid::Uuid] as Array<Uuid>,
        least: i64 as BigInt,
    }
    rows (Uuid, BigInt);
    sql "SELECT user_id, count(*) FROM posts
         WHERE user_id = ANY($1) AND cardinality($1) > 0 GROUP BY user_id HAVING count(*) >= $2 ORDER BY user_id";
}

vibeslop_postgres::statement! {
    struct PersonNamed<'a> {
        name: &'a str as Text,
    }
    rows named;
    sql "SELECT username, id, $1 || '!' AS loud FROM users WHERE username = $1";
}

vibeslop_postgres::statement! {
    struct Rename<'a> {
        from: &'a str as Text,
        to: &'a str as Text,
    }
    rows ();
    sql "UPDATE users SET username = $2 WHERE username = $1";
}

#[derive(QueryableByName)]
struct PersonRow {
    #[diesel(sql_type = Uuid)]
    id: uuid::Uuid,
    #[diesel(sql_type = Text)]
    loud: String,
}

#[tokio::test]
async fn a_statement_is_prepared_once_a_connection() {
    let site = Site::with(3, 6).await;
    let mut connection = site.database.connection().await.unwrap();
    for people in [&[person(0), person(2)][..], &[person(1)], &[]] {
        let found: Vec<(uuid::Uuid, i64)> = PostsOf { people, least: 1 }.load(&mut connection).await.unwrap();
        assert_eq!(found, people.iter().map(|id| (*id, 2)).collect::<Vec<_>>());
    }
    let prepared: i64 = diesel::select(diesel::dsl::sql::<BigInt>(
        "(SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%cardinality%' AND name <> '')",
    ))
    .get_result(&mut connection)
    .await
    .unwrap();
    // The statement that asks is one itself.
    assert_eq!(prepared, 2);

    // Unlike diesel's own raw SQL, which is thrown away each time.
    for _ in 0..2 {
        diesel::sql_query("SELECT 1 AS thrown_away").execute(&mut connection).await.unwrap();
    }
    let kept = "DO $$ BEGIN ASSERT NOT EXISTS (
        SELECT FROM pg_prepared_statements WHERE statement = 'SELECT 1 AS thrown_away'); END $$";
    connection.batch_execute(kept).await.unwrap();
}

#[tokio::test]
async fn rows_are_read_by_name_and_orders_are_given() {
    let site = Site::with(2, 0).await;
    let mut connection = site.database.connection().await.unwrap();
    let row: PersonRow = PersonNamed { name: "person_1" }.get_result(&mut connection).await.unwrap();
    assert_eq!((row.id, row.loud.as_str()), (person(1), "person_1!"));

    assert_eq!(Rename { from: "person_1", to: "ada" }.execute(&mut connection).await, Ok(1));
    assert_eq!(Rename { from: "person_1", to: "bob" }.execute(&mut connection).await, Ok(0));
    assert_eq!(site.text(&format!("SELECT username FROM users WHERE id = '{}'", person(1))).await, "ada");
}
