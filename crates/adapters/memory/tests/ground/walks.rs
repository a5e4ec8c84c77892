//! Walks through the for-you feed, while others go on.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    engagement::{Act, Likeable},
    feed::{Walk, next_page},
    ids::{PostId, UserId},
};
use vibeslop_memory::Memory;
use vibeslop_ports::{feed::FeedQueries, transactions::Transactions};
use vibeslop_testkit::fixtures::{id, new_post, noon};

use crate::site::{person, site};

/// Numbers that look like chance and are the same in every run (an LCG with Knuth's constants for MMIX).
fn dice(mut state: u64) -> impl FnMut(i64) -> i64 {
    move |sides| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((state >> 33) % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// Five people with twelve posts each, of all ages, some of them liked.
async fn posts(memory: &Memory, dice: &mut impl FnMut(i64) -> i64) -> (Vec<UserId>, Vec<PostId>) {
    let mut people = Vec::new();
    for (number, name) in (1..).zip(["ada", "bob", "carol", "dave", "erin"]) {
        people.push(person(memory, number, name).await);
    }
    let mut work = memory.begin().await.unwrap();
    let mut posts = Vec::new();
    for number in 0..60_u128 {
        let author = people[usize::try_from(number % 5).unwrap()];
        let post = new_post(id(100 + number), author, "text", noon() - TimeDelta::hours(18 * dice(20)));
        work.posts().insert(&post).await.unwrap();
        posts.push(post.id);
    }
    for (post, liker) in posts.iter().flat_map(|post| people.iter().map(move |liker| (post, liker))) {
        if dice(3) == 0 {
            work.engagement().add(Act::Like(Likeable::Item(ItemRef::Post(*post))), *liker, noon()).await.unwrap();
        }
    }
    work.commit().await.unwrap();
    (people, posts)
}

/// Somebody posts; likes come and go; a post goes now and then.
async fn meanwhile(
    memory: &Memory,
    at: DateTime<Utc>,
    number: u128,
    dice: &mut impl FnMut(i64) -> i64,
    people: &[UserId],
    posts: &[PostId],
) -> Vec<PostId> {
    let mut work = memory.begin().await.unwrap();
    work.posts().insert(&new_post(id(1_000 + number), people[0], "new", at)).await.unwrap();
    let mut gone = Vec::new();
    for (post, liker) in posts.iter().flat_map(|post| people.iter().map(move |liker| (post, liker))) {
        let like = Act::Like(Likeable::Item(ItemRef::Post(*post)));
        match dice(9) {
            0 | 1 => drop(work.engagement().add(like, *liker, at).await.unwrap()),
            2 => drop(work.engagement().remove(like, *liker).await.unwrap()),
            _ => {}
        }
    }
    for post in posts.iter().filter(|_| dice(40) == 0) {
        work.posts().delete(*post).await.unwrap();
        gone.push(*post);
    }
    work.commit().await.unwrap();
    gone
}

#[tokio::test]
async fn a_walk_shows_each_item_once_whatever_others_do() {
    for (size, seed) in [(4, 1), (7, 2), (10, 3), (13, 4)] {
        let (memory, mut dice) = (site(), dice(seed));
        let (people, mut left) = posts(&memory, &mut dice).await;
        let there: HashSet<Uuid> = left.iter().map(|post| post.0).collect();
        let mut now = noon();
        let mut walk = Some(Walk::begin(memory.refresh(now).await.unwrap(), now));
        let mut seen = Vec::new();
        for number in 0.. {
            let Some(at) = walk else { break };
            let ahead = memory.ahead(&at, Some(people[1]), size * 3).await.unwrap();
            let (page, next) = next_page(&at, &ahead, size);
            seen.extend(page.iter().map(|ranked| ranked.place.id));
            now += TimeDelta::seconds(100);
            let gone = meanwhile(&memory, now, number, &mut dice, &people, &left).await;
            left.retain(|post| !gone.contains(post));
            memory.refresh(now).await.unwrap();
            walk = next;
        }
        let once: HashSet<Uuid> = seen.iter().copied().collect();
        assert_eq!(once.len(), seen.len(), "something came twice");
        assert!(left.iter().all(|post| once.contains(&post.0)), "something is missing");
        assert!(once.is_subset(&there), "what is newer came into it");
    }
}

#[tokio::test]
async fn a_walk_that_outlived_its_snapshot_repeats_nothing() {
    let (memory, mut dice) = (site(), dice(5));
    posts(&memory, &mut dice).await;
    let began = Walk::begin(memory.refresh(noon()).await.unwrap(), noon());
    let all = memory.ahead(&began, None, 1_000).await.unwrap().next;
    assert_eq!(all.len(), 60);
    for reached in [5, 20, 45] {
        let shown = &all[..reached];
        let later = noon() + TimeDelta::hours(3) + TimeDelta::minutes(i64::try_from(reached).unwrap());
        let stopped = Walk { behind: shown.last().map(|ranked| ranked.place), ..began.clone() };
        let resumed = stopped.resume(memory.refresh(later).await.unwrap(), later).unwrap();
        let rest = memory.ahead(&resumed, None, 1_000).await.unwrap().next;
        assert!(shown.iter().all(|shown| rest.iter().all(|ranked| ranked.item != shown.item)), "something comes twice");
        assert_eq!(rest.len() + shown.len(), all.len(), "nobody engaged meanwhile");
    }
    assert_eq!(
        memory.newest_snapshot(noon() + TimeDelta::hours(1)).await.unwrap(),
        None,
        "nobody walks in it any more"
    );
}
