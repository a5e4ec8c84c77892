//! `schema.rs` against what the migrations make.

use std::collections::BTreeMap;

use diesel_async::RunQueryDsl;
use vibeslop_domain::feed::WEIGHTS;

use crate::site::Site;

vibeslop_postgres::statement! {
    struct Columns {}
    rows (diesel::sql_types::Text, diesel::sql_types::Text, diesel::sql_types::Text, diesel::sql_types::Bool);
    sql "SELECT table_name::text, column_name::text, udt_name::text, is_nullable = 'YES'
         FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name !~ '^__diesel'
            AND udt_name <> 'tsvector'
         ORDER BY table_name, ordinal_position";
}

/// The tables of `schema.rs` by name, each with its columns as `name type`, in order.
fn declared() -> BTreeMap<String, Vec<String>> {
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut table = String::new();
    let mut renamed = None;
    for line in include_str!("../../src/schema.rs").lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
            name.clone_into(&mut table);
        } else if let Some(name) = line.strip_prefix("#[sql_name = \"").and_then(|rest| rest.strip_suffix("\"]")) {
            renamed = Some(name.to_owned());
        } else if let Some((name, kind)) = line.strip_suffix(',').and_then(|line| line.split_once(" -> ")) {
            let name = renamed.take().unwrap_or_else(|| name.to_owned());
            tables.entry(table.clone()).or_default().push(format!("{name} {kind}"));
        }
    }
    tables
}

fn diesel_type(postgres: &str, nullable: bool) -> String {
    let name = match postgres {
        "uuid" => "Uuid",
        "text" => "Text",
        "bool" => "Bool",
        "_uuid" => "Array<Uuid>",
        "int2" => "SmallInt",
        "int4" => "Integer",
        "int8" => "BigInt",
        "float8" => "Double",
        "timestamptz" => "Timestamptz",
        "date" => "Date",
        "jsonb" => "Jsonb",
        "bytea" => "Binary",
        other => panic!("which type of diesel's is {other}?"),
    };
    if nullable { format!("Nullable<{name}>") } else { name.to_owned() }
}

#[tokio::test]
async fn typed_tables_are_the_tables_of_the_database() {
    let site = Site::new().await;
    let mut connection = site.database.connection().await.unwrap();
    let columns: Vec<(String, String, String, bool)> = Columns {}.load(&mut connection).await.unwrap();
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column, kind, nullable) in columns {
        tables.entry(table).or_default().push(format!("{column} {}", diesel_type(&kind, nullable)));
    }
    let declared = declared();
    assert_eq!(declared.keys().collect::<Vec<_>>(), tables.keys().collect::<Vec<_>>());
    for (table, mut columns) in tables {
        columns.sort();
        let mut declared = declared[&table].clone();
        declared.sort();
        assert_eq!(declared, columns, "table {table}");
    }
}

#[tokio::test]
async fn the_stored_score_has_the_weights_of_the_ranking() {
    let site = Site::with(1, 1).await;
    let expected = [
        ("likes_count", WEIGHTS.like),
        ("comments_count", WEIGHTS.comment),
        ("reposts_count", WEIGHTS.repost),
        ("bookmarks_count", WEIGHTS.bookmark),
        ("quotes_count", WEIGHTS.quote),
    ];
    site.run("INSERT INTO projects (user_id, title, description) SELECT id, 'A title', 'A text' FROM users").await;
    for (counter, weight) in expected {
        for table in ["posts", "projects"] {
            site.run(&format!("UPDATE {table} SET {counter} = 2")).await;
            let score = site.text(&format!("SELECT engagement_score FROM {table}")).await;
            assert_eq!(score.parse(), Ok(2.0 * weight), "{table}.{counter}");
            site.run(&format!("UPDATE {table} SET {counter} = 0")).await;
        }
    }
}
