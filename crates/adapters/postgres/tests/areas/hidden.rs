//! The suspended, blocked and muted: in no list, and back when that is over.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use vibeslop_domain::{
    accounts::Username,
    content::ItemRef,
    engagement::{Act, Likeable},
    ids::{PostId, UserId},
    page::{Limit, Offset, Start},
};
use vibeslop_ports::{engagement::EngagementQueries, social::SocialQueries};

use crate::{
    engagement::begin,
    site::{Site, person, post},
};

const SUSPEND: &str = "UPDATE users SET suspended_at = now() WHERE username = 'person_0'";
const RESTORE: &str = "UPDATE users SET suspended_at = NULL, suspended_until = NULL WHERE username = 'person_0'";
/// A suspension that has run out is none.
const RUN_OUT: &str = "UPDATE users SET suspended_at = now() - interval '2 days', suspended_until = now()
    WHERE username = 'person_0'";

/// What of person 0 somebody sees: a bookmark of their post, their post to be liked, them among the followers of
/// person 2, and their own followers.
async fn seen(site: &Site, viewer: u32) -> [bool; 4] {
    let (database, viewer) = (&site.database, UserId(person(viewer)));
    let (start, limit) = (Start::Skip(Offset::default()), Limit::clamped(50, 100));
    let act = Act::Like(Likeable::Item(ItemRef::Post(PostId(post(0)))));
    let name = |name: &str| Username::sought(name).unwrap();
    let followers = database.followers(&name("person_2"), start, limit, Some(viewer)).await.unwrap().unwrap().items;
    let theirs = database.followers(&name("person_0"), start, limit, Some(viewer)).await.unwrap();
    [
        !database.bookmarks(viewer, start, limit).await.unwrap().items.is_empty(),
        begin(site).await.engagement().lock(act, viewer).await.unwrap().is_some(),
        followers.iter().any(|follower| follower.person.id == UserId(person(0))),
        theirs.is_some_and(|page| !page.items.is_empty()),
    ]
}

async fn site() -> Site {
    let site = Site::with(4, 1).await;
    site.run(
        "INSERT INTO bookmarks (user_id, post_id) SELECT u.id, p.id FROM users AS u, posts AS p;
         INSERT INTO follows (follower_id, following_id) SELECT a.id, b.id FROM users AS a, users AS b
            WHERE b.username IN ('person_0', 'person_2') AND a <> b",
    )
    .await;
    site
}

#[tokio::test]
async fn somebody_suspended_is_in_no_list_and_comes_back() {
    let site = site().await;
    assert_eq!(seen(&site, 1).await, [true; 4]);
    site.run(SUSPEND).await;
    assert_eq!(seen(&site, 1).await, [false; 4]);
    site.run(RESTORE).await;
    assert_eq!(seen(&site, 1).await, [true; 4]);
    site.run(RUN_OUT).await;
    assert_eq!(seen(&site, 1).await, [true; 4]);
}

#[tokio::test]
async fn a_block_hides_both_ways_and_a_mute_one_way() {
    let site = site().await;
    let tie = |table: &str, columns: &str, one: u32, two: u32| {
        format!("INSERT INTO {table} ({columns}) VALUES ('{}', '{}')", person(one), person(two))
    };
    site.run(&tie("blocks", "blocker_id, blocked_id", 0, 1)).await;
    assert_eq!(seen(&site, 1).await, [false; 4], "blocked");
    assert_eq!(seen(&site, 3).await, [true; 4], "nobody else");
    site.run("DELETE FROM blocks").await;
    site.run(&tie("blocks", "blocker_id, blocked_id", 1, 0)).await;
    assert_eq!(seen(&site, 1).await, [false; 4], "blocking");
    site.run("DELETE FROM blocks").await;
    site.run(&tie("mutes", "muter_id, muted_id", 1, 0)).await;
    assert_eq!(seen(&site, 1).await, [false; 4], "muting");
    site.run("DELETE FROM mutes").await;
    site.run(&tie("mutes", "muter_id, muted_id", 0, 1)).await;
    assert_eq!(seen(&site, 1).await, [true; 4], "muted");
}
