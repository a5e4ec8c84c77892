//! Likes of comments, and what a batch of impressions costs.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::Arc;

use chrono::DateTime;
use vibeslop_domain::{
    content::ItemRef,
    engagement::{Act, Likeable, Onlooker, Sighting},
    ids::{CommentId, PostId, UserId},
};
use vibeslop_ports::transactions::{Transactions, UnitOfWork};
use vibeslop_postgres::{PgTransactions, count::record};
use vibeslop_testkit::fixtures::{CountingIds, noon};

use crate::site::{Site, person, post};

pub async fn begin(site: &Site) -> Box<dyn UnitOfWork> {
    PgTransactions::new(site.database.clone(), Arc::new(CountingIds::default())).begin().await.unwrap()
}

/// Person 0's post 0, person 1's comment on it under the same number, and person 2.
async fn with_comment() -> Site {
    let site = Site::with(3, 1).await;
    let (item, writer) = (post(0), person(1));
    site.run(&format!(
        "INSERT INTO comments (id, user_id, post_id, content) VALUES ('{item}', '{writer}', '{item}', 'Nice')"
    ))
    .await;
    site
}

#[tokio::test]
async fn a_comment_is_liked_by_itself_and_leads_to_its_item() {
    let site = with_comment().await;
    let (act, viewer) = (Act::Like(Likeable::Comment(CommentId(post(0)))), UserId(person(2)));
    let mut work = begin(&site).await;
    let locked = work.engagement().lock(act, viewer).await.unwrap().unwrap();
    assert_eq!((locked.thing.owner, locked.thing.item), (UserId(person(1)), ItemRef::Post(PostId(post(0)))));
    assert!(work.engagement().add(act, viewer, noon()).await.unwrap());
    work.commit().await.unwrap();
    assert_eq!(site.number("SELECT likes_count FROM comments").await, 1);
    assert_eq!(site.number("SELECT likes_count FROM posts").await, 0);
    assert_eq!(site.number("SELECT sum(likes) FROM engagement_hourly").await, 0);
    let mut work = begin(&site).await;
    assert_eq!(work.engagement().lock(act, viewer).await.unwrap().unwrap().total, 1);
    assert!(work.engagement().remove(act, viewer).await.unwrap());
    work.commit().await.unwrap();
    assert_eq!(site.number("SELECT likes_count FROM comments").await, 0);
}

#[tokio::test]
async fn a_comment_is_seen_by_whoever_sees_its_writer_and_its_item() {
    let act = Act::Like(Likeable::Comment(CommentId(post(0))));
    let (owner, writer, viewer) = (person(0), person(1), person(2));
    for hiding in [
        format!("INSERT INTO blocks (blocker_id, blocked_id) VALUES ('{writer}', '{viewer}')"),
        format!("INSERT INTO blocks (blocker_id, blocked_id) VALUES ('{viewer}', '{owner}')"),
        format!("UPDATE users SET suspended_at = now() WHERE id = '{writer}'"),
        format!("UPDATE users SET suspended_at = now() WHERE id = '{owner}'"),
        "DELETE FROM posts".to_owned(),
    ] {
        let site = with_comment().await;
        let lock = async || begin(&site).await.engagement().lock(act, UserId(viewer)).await.unwrap();
        assert!(lock().await.is_some());
        site.run(&hiding).await;
        assert_eq!(lock().await, None, "{hiding}");
    }
}

#[tokio::test]
async fn an_act_costs_a_few_statements_and_a_batch_of_looks_no_more_than_four() {
    let site = Site::with(2, 90).await;
    site.run(
        "INSERT INTO projects (user_id, title, description, status, published_at)
         SELECT id, 'Tidepool', 'It holds water', 'published', now() FROM users",
    )
    .await;
    let viewer = UserId(person(1));
    let act = Act::Like(Likeable::Item(ItemRef::Post(PostId(post(0)))));
    let mut work = begin(&site).await;
    let (done, statements) = record(async {
        work.engagement().lock(act, viewer).await.unwrap();
        work.engagement().add(act, viewer, noon()).await.unwrap()
    })
    .await;
    assert!(done);
    assert_eq!(statements.len(), 3, "{statements:#?}");
    work.commit().await.unwrap();

    let items = (0..90).map(|number| ItemRef::Post(PostId(post(number)))).collect();
    let sighting = Sighting { onlooker: Onlooker::Person(viewer, None), items };
    let mut work = begin(&site).await;
    let (counted, statements) = record(work.engagement().see(&sighting, noon())).await;
    // Half of the posts are the viewer's own.
    assert_eq!(counted.unwrap(), 45);
    assert!(statements.len() <= 4, "{statements:#?}");
    let (again, statements) = record(work.engagement().see(&sighting, noon())).await;
    assert_eq!(again.unwrap(), 0);
    assert!(!statements.iter().any(|sql| sql.starts_with("INSERT")), "nothing new, nothing written: {statements:#?}");
    work.commit().await.unwrap();
    assert_eq!(site.number("SELECT sum(impression_count) FROM posts").await, 45);
    assert_eq!(site.number("SELECT sum(impressions) FROM engagement_hourly").await, 45);
}

#[tokio::test]
async fn the_hour_of_an_act_is_that_of_its_moment() {
    let site = Site::with(2, 1).await;
    let viewer = UserId(person(1));
    let item = ItemRef::Post(PostId(post(0)));
    let moment: DateTime<chrono::Utc> = "2026-02-02T10:59:59.9Z".parse().unwrap();
    for act in [Act::Like(Likeable::Item(item)), Act::Repost(item), Act::Bookmark(item)] {
        let mut work = begin(&site).await;
        work.engagement().lock(act, viewer).await.unwrap();
        work.engagement().add(act, viewer, moment).await.unwrap();
        work.engagement().remove(act, viewer).await.unwrap();
        work.commit().await.unwrap();
    }
    let tally = "SELECT count(*) FROM engagement_hourly
        WHERE hour_bucket = '2026-02-02T10:00:00Z' AND (likes, reposts, bookmarks) = (1, 1, 1)";
    assert_eq!(site.number(tally).await, 1, "what is taken back is not taken from the hour");
    assert_eq!(site.wrong_counters().await, 0);
}
