//! Each order in which gigs are listed stands in an index: a page is read from where it begins, and nothing is sorted.

use chrono::{TimeZone, Utc};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use vibeslop_domain::{
    gigs::{GigCursor, GigOrder, GigStatus},
    page::{Limit, Offset},
};
use vibeslop_ports::gigs::{GigFilter, GigList, GigQueries, GigStart};
use vibeslop_postgres::count::record;

use crate::site::Site;

const FILLED: &str = "
    ALTER TABLE gigs DISABLE TRIGGER USER;
    INSERT INTO gigs (user_id, title, description, status, budget_min, budget_max, bids_count, inserted_at)
        SELECT u.id, 'Gig ' || n, 'To be done', CASE n % 3 WHEN 0 THEN 'completed' ELSE 'open' END,
            CASE WHEN n % 7 = 0 THEN NULL ELSE 100 + n * 37 % 1000 END,
            CASE WHEN n % 5 = 0 THEN NULL ELSE 2000 + n * 53 % 1000 END,
            n * 31 % 40, timestamptz '2026-01-01' + n * interval '1 minute'
        FROM users u, generate_series(1, 4000) AS n;
    ANALYZE";

fn list(order: GigOrder, status: Option<GigStatus>, start: GigStart) -> GigList {
    GigList { filter: GigFilter { status, ..GigFilter::default() }, order, start, limit: Limit::clamped(20, 100) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_gigs_is_read_from_an_index_in_every_order() {
    let site = Site::with(2, 0).await;
    site.run(FILLED).await;
    let mut connection = site.database.connection().await.unwrap();
    let mut number = 0;
    for order in [GigOrder::Newest, GigOrder::BudgetHigh, GigOrder::BudgetLow, GigOrder::Bids] {
        for status in [Some(GigStatus::Open), None] {
            let first = list(order, status, GigStart::Skip(Offset::default()));
            let (page, statements) = record(site.database.list(&first, None)).await;
            assert_eq!(page.unwrap().items.len(), 20);
            number += 1;
            // Values are numbered as they first appear.
            let types = "text, text, text[], text[], int8, int8, int8, timestamptz, uuid, uuid, int8, int8";
            let sql = statements.iter().find(|sql| sql.contains("OFFSET $12")).expect("the list's own statement");
            let prepare = format!("PREPARE page_{number} ({types}) AS {sql}");
            connection.batch_execute(&prepare).await.unwrap_or_else(|error| panic!("{error}\n{prepare}"));
            let status = status.map_or("NULL".to_owned(), |status| format!("'{}'", status.as_str()));
            for place in ["NULL, NULL, NULL", "700, '2026-01-02', 'ffffffff-ffff-ffff-ffff-ffffffffffff'"] {
                let values = format!("{status}, NULL, '{{}}', '{{}}', NULL, NULL, {place}, NULL, 21, 0");
                let explain = format!("EXPLAIN EXECUTE page_{number} ({values})");
                let plan: Vec<String> =
                    diesel::dsl::sql::<diesel::sql_types::Text>(&explain).load(&mut *connection).await.unwrap();
                let plan = plan.join("\n");
                assert!(plan.contains("Index Scan using gigs_"), "{order:?} {status}: {plan}");
                assert!(!plan.contains("Sort"), "{order:?} {status}: {plan}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_through_every_order_shows_each_gig_once() {
    let site = Site::with(1, 0).await;
    site.run(&FILLED.replace("4000", "250")).await;
    for order in [GigOrder::Newest, GigOrder::BudgetHigh, GigOrder::BudgetLow, GigOrder::Bids] {
        let (mut start, mut seen) = (GigStart::Skip(Offset::default()), Vec::new());
        let end = loop {
            let page = site.database.list(&list(order, None, start), None).await.unwrap();
            seen.extend(page.items.iter().map(|gig| gig.id));
            match page.next {
                Some(next) => start = GigStart::Behind(next),
                None => break start,
            }
        };
        assert!(matches!(end, GigStart::Behind(GigCursor { at, .. }) if at > Utc.timestamp_opt(0, 0).unwrap()));
        assert_eq!(seen.len(), 250, "{order:?}");
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 250, "{order:?}");
    }
}
