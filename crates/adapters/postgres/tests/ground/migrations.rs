//! Up, down, up; and what every schema of this service has to be.

use secrecy::{ExposeSecret, SecretString};
use vibeslop_postgres::{Database, migrate};
use vibeslop_testkit::postgres::{FreshDatabase, empty_database};

use crate::site::Site;

/// Everything that makes the schema, in words, without what belongs to extensions.
const SCHEMA: &str = "
    SELECT string_agg(line, E'\n' ORDER BY line) FROM (
        SELECT format('column %s.%s %s null:%s default:%s generated:%s collation:%s', table_name, column_name,
            udt_name, is_nullable, column_default, generation_expression, collation_name) AS line
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name !~ '^__diesel'
        UNION ALL
        -- The order, and not the number: a column that is dropped and made again gets a new one.
        SELECT format('position %s.%s %s', table_name, column_name,
            rank() OVER (PARTITION BY table_name ORDER BY ordinal_position))
        FROM information_schema.columns WHERE table_schema = 'public' AND table_name !~ '^__diesel'
        UNION ALL
        SELECT format('constraint %s.%s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text !~ '^__diesel'
        UNION ALL
        SELECT format('index %s', indexdef) FROM pg_indexes WHERE schemaname = 'public' AND tablename !~ '^__diesel'
        UNION ALL
        SELECT format('view %s %s', viewname, definition) FROM pg_views WHERE schemaname = 'public'
        UNION ALL
        SELECT format('trigger %s', pg_get_triggerdef(oid)) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL
        SELECT format('options %s %s', relname, reloptions) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname !~ '^__diesel'
        UNION ALL
        SELECT format('function %s', pg_get_functiondef(p.oid)) FROM pg_proc AS p
        WHERE pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
    ) AS lines";

async fn on(fresh: FreshDatabase) -> Site {
    Site { database: fresh.connect().await, fresh }
}

#[tokio::test]
async fn up_down_and_up_again_leaves_the_same_schema_and_down_leaves_nothing() {
    let site = on(empty_database().await).await;
    let all = migrate::count().unwrap();
    assert_eq!(migrate::pending(site.fresh.url()).await.unwrap().len(), all);

    assert_eq!(migrate::migrate(site.fresh.url()).await.unwrap().len(), all);
    let first = site.text(SCHEMA).await;
    assert!(first.contains("column users.username text null:NO"), "{first}");

    assert_eq!(migrate::revert(site.fresh.url(), usize::MAX).await.unwrap(), all);
    assert_eq!(site.text(SCHEMA).await, "");

    assert_eq!(migrate::migrate(site.fresh.url()).await.unwrap().len(), all);
    assert_eq!(site.text(SCHEMA).await, first);
    assert!(migrate::pending(site.fresh.url()).await.unwrap().is_empty());
}

#[tokio::test]
async fn every_migration_can_be_undone_and_done_again_by_itself() {
    let site = Site::new().await;
    let last = site.text(SCHEMA).await;
    for back in 1..=migrate::count().unwrap() {
        assert_eq!(migrate::revert(site.fresh.url(), back).await.unwrap(), back);
        assert_eq!(migrate::migrate(site.fresh.url()).await.unwrap().len(), back);
        assert_eq!(site.text(SCHEMA).await, last, "{back} back and forth");
    }
}

#[tokio::test]
async fn of_nodes_that_start_together_one_migrates_and_the_others_find_it_done() {
    let fresh = empty_database().await;
    let nodes = (0..5).map(|_| migrate::migrate(fresh.url()));
    let done = futures_util::future::try_join_all(nodes).await.unwrap();
    let mut counts: Vec<usize> = done.iter().map(Vec::len).collect();
    counts.sort_unstable();
    assert_eq!(counts, [0, 0, 0, 0, migrate::count().unwrap()]);
}

#[tokio::test]
async fn whoever_owns_the_database_may_migrate_it() {
    let site = on(empty_database().await).await;
    let database = site.text("SELECT current_database()").await;
    let owner = format!("{database}_owner");
    site.run(&format!("CREATE ROLE {owner} LOGIN NOSUPERUSER; ALTER DATABASE {database} OWNER TO {owner}")).await;

    let url = site.fresh.url().expose_secret().replacen("://vibeslop@", &format!("://{owner}@"), 1);
    let url = SecretString::from(url);
    let migrated = migrate::migrate(&url).await.map(|names| names.len());

    let whose = Database::connect(&url, 1).await.is_ok();
    site.run(&format!("REASSIGN OWNED BY {owner} TO CURRENT_USER; DROP OWNED BY {owner}; DROP ROLE {owner}")).await;
    assert!(whose);
    assert_eq!(migrated.unwrap(), migrate::count().unwrap());
}

#[tokio::test]
async fn every_foreign_key_has_an_index_that_begins_with_it() {
    let site = Site::new().await;
    let bare = site
        .text(
            "SELECT string_agg(format('%s.%s', conrelid::regclass, conname), ', ') FROM pg_constraint AS fk
             WHERE contype = 'f' AND NOT EXISTS (
                SELECT FROM pg_index AS i WHERE i.indrelid = fk.conrelid AND i.indkey[0] = fk.conkey[1]
                  AND (i.indpred IS NULL OR pg_get_expr(i.indpred, i.indrelid) =
                      format('(%I IS NOT NULL)', (SELECT attname FROM pg_attribute
                        WHERE attrelid = fk.conrelid AND attnum = fk.conkey[1]))))",
        )
        .await;
    assert_eq!(bare, "");
}

#[tokio::test]
async fn the_catalog_is_there_and_running_its_migration_again_changes_nothing() {
    let site = Site::new().await;
    let counts = "SELECT (SELECT count(*) FROM ai_tools) || ' ' || (SELECT count(*) FROM tech_stacks)";
    assert_eq!(site.text(counts).await, "15 36");
    assert_eq!(site.text("SELECT slug FROM tech_stacks WHERE name = 'Next.js'").await, "nextjs");
    assert_eq!(site.number("SELECT count(*) FROM tech_stacks WHERE category IS NULL").await, 0);

    site.run(include_str!("../../../../../migrations/2026-11-23-100700_catalog_data/up.sql")).await;
    assert_eq!(site.text(counts).await, "15 36");
}
