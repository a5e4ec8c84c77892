//! Laws of the feed port.

use chrono::TimeDelta;
use vibeslop_domain::{
    content::ItemRef,
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
    let ranking = stores.feed.for_you(None, noon(), 10).await.unwrap();
    let items: Vec<_> = ranking.iter().map(|ranked| ranked.item).collect();
    let expected = [ItemRef::Project(ProjectId(id(22))), ItemRef::Post(PostId(id(21))), ItemRef::Post(PostId(id(20)))];
    assert_eq!(items, expected);
    assert!(ranking.iter().all(|ranked| ranked.author == ada));
    assert_eq!(stores.feed.for_you(None, noon(), 1).await.unwrap().len(), 1);
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
