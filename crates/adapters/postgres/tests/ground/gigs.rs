//! What the tables of gigs hold by themselves, whoever writes.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use crate::site::{Site, person};

const GIG: &str = "'60000000-0000-4000-8000-000000000001'";

fn bid(number: u32) -> String {
    format!("'70000000-0000-4000-8000-{number:012}'")
}

/// A gig of person 0 on which the persons from 1 on have bid.
async fn site(bidders: u32) -> Site {
    let site = Site::with(bidders + 1, 0).await;
    site.run(&format!(
        "INSERT INTO gigs (id, user_id, title, description) VALUES ({GIG}, '{}', 'Port a parser', 'To Rust')",
        person(0)
    ))
    .await;
    for number in 1..=bidders {
        site.run(&format!(
            "INSERT INTO bids (id, gig_id, user_id, amount, delivery_days, proposal)
             VALUES ({}, {GIG}, '{}', 100, 1, repeat('x', 50))",
            bid(number),
            person(number)
        ))
        .await;
    }
    site
}

/// The constraint that refuses what is tried.
async fn refused(site: &Site, statements: &str) -> String {
    use diesel::result::Error::DatabaseError;
    use diesel_async::SimpleAsyncConnection;
    let mut connection = site.database.connection().await.unwrap();
    let tried = connection.batch_execute(&format!("BEGIN; {statements}; COMMIT")).await;
    connection.batch_execute("ROLLBACK").await.unwrap();
    match tried {
        Err(DatabaseError(_, information)) => information.constraint_name().unwrap_or_default().to_owned(),
        other => panic!("{statements}: {other:?}"),
    }
}

fn hire(number: u32) -> String {
    let id = bid(number);
    format!(
        "UPDATE bids SET status = CASE WHEN id = {id} THEN 'accepted' ELSE 'rejected' END WHERE gig_id = {GIG};
         UPDATE gigs SET status = 'in_progress', hired_bid_id = {id} WHERE id = {GIG}"
    )
}

#[tokio::test]
async fn bids_are_counted_while_they_are_not_withdrawn() {
    let site = site(3).await;
    let count = || site.number("SELECT bids_count FROM gigs");
    assert_eq!(count().await, 3);
    site.run("UPDATE bids SET status = 'withdrawn' WHERE user_id <> (SELECT user_id FROM bids ORDER BY id LIMIT 1)")
        .await;
    assert_eq!(count().await, 1);
    site.run("UPDATE bids SET status = 'pending'; UPDATE bids SET amount = 7").await;
    assert_eq!(count().await, 3);
    site.run(&format!("DELETE FROM users WHERE id = '{}'", person(2))).await;
    assert_eq!(count().await, 2);
}

#[tokio::test]
async fn a_gig_and_its_bids_agree_or_nothing_is_committed() {
    let site = site(2).await;
    let (one, two) = (bid(1), bid(2));
    for (tried, constraint) in [
        ("UPDATE gigs SET status = 'cancelled'".to_owned(), "gigs_and_bids_agree"),
        (format!("UPDATE bids SET status = 'accepted' WHERE id = {one}"), "gigs_and_bids_agree"),
        ("UPDATE bids SET status = 'accepted'".to_owned(), "bids_one_accepted"),
        (format!("UPDATE gigs SET hired_bid_id = {one}"), "gigs_hired_once_under_way"),
        (format!("UPDATE gigs SET status = 'in_progress', hired_bid_id = {one}"), "gigs_and_bids_agree"),
        ("UPDATE gigs SET status = 'completed'".to_owned(), "gigs_status_goes_forward"),
        (
            format!(
                "INSERT INTO gig_reviews (gig_id, reviewer_id, reviewee_id, rating, review_type)
                 VALUES ({GIG}, '{}', '{}', 5, 'client_to_freelancer')",
                person(0),
                person(1)
            ),
            "gig_reviews_after_completion",
        ),
    ] {
        assert_eq!(refused(&site, &tried).await, constraint, "{tried}");
    }
    site.run(&hire(1)).await;
    for (tried, constraint) in [
        (format!("UPDATE bids SET status = 'pending' WHERE id = {two}"), "gigs_and_bids_agree"),
        (format!("UPDATE gigs SET hired_bid_id = {two}"), "gigs_and_bids_agree"),
        ("UPDATE gigs SET hired_bid_id = NULL".to_owned(), "gigs_and_bids_agree"),
        ("UPDATE gigs SET status = 'open', hired_bid_id = NULL".to_owned(), "gigs_status_goes_forward"),
    ] {
        assert_eq!(refused(&site, &tried).await, constraint, "{tried}");
    }
}

#[tokio::test]
async fn another_gigs_bid_is_not_hired() {
    let site = site(1).await;
    site.run(&format!(
        "INSERT INTO gigs (user_id, title, description) VALUES ('{}', 'Another', 'Also to Rust')",
        person(0)
    ))
    .await;
    let tried = format!("UPDATE gigs SET status = 'in_progress', hired_bid_id = {} WHERE title = 'Another'", bid(1));
    assert_eq!(refused(&site, &tried).await, "gigs_hired_bid_of_gig");
}

#[tokio::test]
async fn a_gig_outlives_the_account_that_was_hired() {
    let site = site(2).await;
    site.run(&hire(1)).await;
    site.run(&format!("DELETE FROM users WHERE id = '{}'", person(1))).await;
    let left = site.text("SELECT concat_ws(' ', status, hired_bid_id, bids_count) FROM gigs").await;
    assert_eq!(left, "in_progress 1");
    site.run(&format!("DELETE FROM users WHERE id = '{}'", person(0))).await;
    assert_eq!(site.number("SELECT (SELECT count(*) FROM gigs) + (SELECT count(*) FROM bids)").await, 0);
}

#[tokio::test]
async fn a_gig_is_found_by_the_names_of_its_tags() {
    let site = site(0).await;
    let found = |word: &str| {
        let query = format!("SELECT count(*) FROM gigs WHERE search_vector @@ plainto_tsquery('english', '{word}')");
        let site = &site;
        async move { site.number(&query).await }
    };
    assert_eq!((found("parsers").await, found("Svelte").await), (1, 0));
    site.run("INSERT INTO gig_tech_stacks SELECT g.id, t.id FROM gigs g, tech_stacks t WHERE t.name = 'Svelte'").await;
    assert_eq!(found("Svelte").await, 1);
    assert_eq!(site.number("SELECT version FROM gigs").await, 1, "what names it changes with it, and not by itself");
    site.run("DELETE FROM tech_stacks WHERE name = 'Svelte'").await;
    assert_eq!(found("Svelte").await, 0);
}
