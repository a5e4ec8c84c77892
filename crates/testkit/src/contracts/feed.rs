//! Laws of the feed port.

use chrono::TimeDelta;
use vibeslop_domain::{
    content::ItemRef,
    feed::Walk,
    ids::{PostId, ProjectId},
    page::Limit,
};
use vibeslop_ports::feed::FeedContent;

use super::Stores;
use crate::fixtures::{id, new_post, new_project, noon};

/// Items that nobody engaged with stand by their time, newest first, and what came after the moment is not there.
pub async fn newer_comes_first_where_nobody_engaged(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(20), ada, "old", noon() - TimeDelta::days(30))).await.unwrap();
    work.posts().insert(&new_post(id(21), ada, "yesterday", noon() - TimeDelta::days(1))).await.unwrap();
    work.projects().insert(&new_project(id(22), ada, "Today", noon())).await.unwrap();
    work.posts().insert(&new_post(id(23), ada, "tomorrow", noon() + TimeDelta::days(1))).await.unwrap();
    work.commit().await.unwrap();
    let walk = Walk::begin(stores.feed.refresh(noon()).await.unwrap(), noon());
    let ahead = stores.feed.ahead(&walk, None, 10).await.unwrap();
    let items: Vec<_> = ahead.next.iter().map(|ranked| ranked.item).collect();
    let expected = [ItemRef::Project(ProjectId(id(22))), ItemRef::Post(PostId(id(21))), ItemRef::Post(PostId(id(20)))];
    assert_eq!(items, expected);
    assert!(ahead.next.iter().all(|ranked| ranked.author == ada) && ahead.exhausted);
    let one = stores.feed.ahead(&walk, None, 1).await.unwrap();
    assert!(one.next == ahead.next[..1] && !one.exhausted);
}

/// What comes out after a snapshot, and before the walk began, is in the walk; what comes out later is not.
pub async fn what_is_newer_than_the_snapshot_is_there_too(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let add = async |number: u128, at| {
        let mut work = stores.begin().await;
        work.posts().insert(&new_post(id(number), ada, "text", at)).await.unwrap();
        work.commit().await.unwrap();
    };
    add(20, noon()).await;
    let snapshot = stores.feed.refresh(noon()).await.unwrap();
    // Of the very moment of the snapshot, but committed after it.
    add(21, noon()).await;
    add(22, noon() + TimeDelta::seconds(5)).await;
    add(23, noon() + TimeDelta::seconds(9)).await;
    let walk = Walk::begin(snapshot, noon() + TimeDelta::seconds(7));
    let ahead = stores.feed.ahead(&walk, None, 10).await.unwrap();
    let ids: Vec<_> = ahead.next.iter().map(|ranked| ranked.place.id).collect();
    assert_eq!(ids, [id(22), id(21), id(20)]);
    let rest = Walk { behind: Some(ahead.next[0].place), ..walk };
    assert_eq!(stores.feed.ahead(&rest, None, 10).await.unwrap().next, ahead.next[1..]);
    // A snapshot is taken once a minute, whoever asks for one.
    assert_eq!(stores.feed.refresh(noon() + TimeDelta::seconds(30)).await.unwrap(), snapshot);
    assert_eq!(stores.feed.renew(noon()).await.unwrap(), snapshot, "there is one of this moment");
    assert_eq!(stores.feed.newest_snapshot(noon() + TimeDelta::days(1)).await.unwrap(), Some(snapshot));
    assert_eq!(stores.feed.newest_snapshot(noon() - TimeDelta::days(1)).await.unwrap(), None);
    // What is brought in with times that have passed is in none before the next, which can be taken at once.
    add(24, noon() - TimeDelta::days(3)).await;
    add(25, noon() - TimeDelta::days(30)).await;
    let found = async |walk: Walk| {
        let ahead = stores.feed.ahead(&walk, None, 10).await.unwrap();
        ahead.next.iter().map(|ranked| ranked.place.id).collect::<Vec<_>>()
    };
    let moment = noon() + TimeDelta::seconds(31);
    assert_eq!(found(Walk::begin(snapshot, moment)).await, [id(23), id(22), id(21), id(20)]);
    let renewed = stores.feed.renew(moment).await.unwrap();
    assert_eq!(renewed.at, moment);
    assert_eq!(found(Walk::begin(renewed, moment)).await, [23, 22, 21, 20, 24, 25].map(id));
}

/// Items come in the order of their names; what is gone is left out.
pub async fn items_come_in_the_order_asked_for(stores: &Stores) {
    let ada = stores.person(1, "ada").await;
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(20), ada, "one", noon())).await.unwrap();
    work.posts().insert(&new_post(id(21), ada, "two", noon())).await.unwrap();
    work.projects().insert(&new_project(id(22), ada, "Three", noon())).await.unwrap();
    work.commit().await.unwrap();
    let wanted = [
        ItemRef::Post(PostId(id(21))),
        ItemRef::Post(PostId(id(99))),
        ItemRef::Project(ProjectId(id(22))),
        ItemRef::Post(PostId(id(20))),
    ];
    let items = stores.feed.items(&wanted, Some(ada)).await.unwrap();
    let texts: Vec<_> = items
        .iter()
        .map(|item| match &item.item {
            FeedContent::Post(post) => post.content.as_str(),
            FeedContent::Project(project) => project.title.as_str(),
        })
        .collect();
    assert_eq!(texts, ["two", "Three", "one"]);
}

/// One's own items are in one's following feed, newest first, in pages without gaps or repeats.
pub async fn the_following_feed_starts_with_oneself(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let mut work = stores.begin().await;
    for number in 0..5 {
        work.posts().insert(&new_post(id(20 + number), ada, "mine", noon())).await.unwrap();
    }
    work.posts().insert(&new_post(id(40), bob, "not followed", noon())).await.unwrap();
    work.commit().await.unwrap();
    let (mut after, mut seen) = (None, Vec::new());
    loop {
        let page = stores.feed.following(ada, after, Limit::clamped(2, 50)).await.unwrap();
        seen.extend(page.items.iter().filter_map(|item| match &item.item {
            FeedContent::Post(post) => Some(post.id.0),
            FeedContent::Project(_) => None,
        }));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(seen, [id(24), id(23), id(22), id(21), id(20)]);
}
