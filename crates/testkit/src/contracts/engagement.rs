//! Laws of the engagement ports.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::{ItemRef, ProjectStatus},
    engagement::{Act, Fingerprint, Likeable, Onlooker, Sighting},
    ids::{PostId, ProjectId, UserId},
    page::{Limit, Offset, Start},
    social::{Relation, Tie},
};
use vibeslop_ports::{
    engagement::LockedThing,
    feed::{FeedContent, FeedItemView},
};

use super::Stores;
use crate::fixtures::{id, new_post, new_project, noon};

fn post(number: u128) -> ItemRef {
    ItemRef::Post(PostId(id(number)))
}

fn project(number: u128) -> ItemRef {
    ItemRef::Project(ProjectId(id(number)))
}

/// A post, number 20, and a published project, number 21, of this person.
async fn store_items(stores: &Stores, owner: UserId) {
    let mut work = stores.begin().await;
    work.posts().insert(&new_post(id(20), owner, "A post", noon())).await.unwrap();
    work.projects().insert(&new_project(id(21), owner, "A project", noon())).await.unwrap();
    work.commit().await.unwrap();
}

async fn lock(stores: &Stores, act: Act, viewer: UserId) -> Option<LockedThing> {
    stores.begin().await.engagement().lock(act, viewer).await.unwrap()
}

/// Does something and commits.
async fn add(stores: &Stores, act: Act, viewer: UserId, at: DateTime<Utc>) -> bool {
    let mut work = stores.begin().await;
    assert!(work.engagement().lock(act, viewer).await.unwrap().is_some());
    let added = work.engagement().add(act, viewer, at).await.unwrap();
    work.commit().await.unwrap();
    added
}

async fn see(stores: &Stores, onlooker: Onlooker, items: &[ItemRef]) -> usize {
    let sighting = Sighting { onlooker, items: items.iter().copied().collect::<BTreeSet<_>>() };
    let mut work = stores.begin().await;
    let counted = work.engagement().see(&sighting, noon()).await.unwrap();
    work.commit().await.unwrap();
    counted
}

fn browser(name: &str) -> Fingerprint {
    Fingerprint::optional(name).unwrap().unwrap()
}

/// Whatever is done is so once, and undone once, and the total follows.
pub async fn an_act_is_so_once_and_undone_once(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    store_items(stores, ada).await;
    for act in [post(20), project(21)]
        .into_iter()
        .flat_map(|item| [Act::Like(Likeable::Item(item)), Act::Repost(item), Act::Bookmark(item)])
    {
        let found = lock(stores, act, bob).await.unwrap();
        assert_eq!((found.thing.owner, found.thing.is_public, found.total), (ada, true, 0), "{act:?}");
        assert_eq!((Likeable::Item(found.thing.item), found.viewer_since), (act.target(), noon()), "{act:?}");
        assert!(add(stores, act, bob, noon()).await);
        assert!(!add(stores, act, bob, noon()).await, "{act:?}");
        assert!(add(stores, act, ada, noon()).await, "one's own things too");
        assert_eq!(lock(stores, act, bob).await.unwrap().total, 2, "{act:?}");
        let mut work = stores.begin().await;
        work.engagement().lock(act, bob).await.unwrap();
        assert!(work.engagement().remove(act, bob).await.unwrap());
        assert!(!work.engagement().remove(act, bob).await.unwrap(), "{act:?}");
        work.commit().await.unwrap();
        assert_eq!(lock(stores, act, bob).await.unwrap().total, 1, "{act:?}");
    }
}

/// What is not there, or not for this viewer, or not for anybody, cannot be engaged with.
pub async fn only_what_a_viewer_sees_can_be_engaged_with(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    store_items(stores, ada).await;
    let mut draft = new_project(id(22), ada, "A draft", noon());
    (draft.status, draft.published_at) = (ProjectStatus::Draft, None);
    let mut work = stores.begin().await;
    work.projects().insert(&draft).await.unwrap();
    work.commit().await.unwrap();
    assert_eq!(lock(stores, Act::Bookmark(post(99)), bob).await, None);
    assert_eq!(lock(stores, Act::Bookmark(project(20)), bob).await, None, "a post is no project");
    assert_eq!(lock(stores, Act::Bookmark(project(22)), bob).await, None);
    assert!(!lock(stores, Act::Bookmark(project(22)), ada).await.unwrap().thing.is_public);
    assert_eq!(lock(stores, Act::Bookmark(post(20)), UserId(id(99))).await, None, "somebody who is gone");

    let mut work = stores.begin().await;
    work.social().tie(Tie { relation: Relation::Blocks, person: ada, other: bob }, noon()).await.unwrap();
    work.commit().await.unwrap();
    for act in [Act::Like(Likeable::Item(post(20))), Act::Repost(project(21))] {
        assert_eq!(lock(stores, act, bob).await, None, "a block hides both ways");
        assert!(lock(stores, act, ada).await.is_some());
    }
}

/// Each item counts once a person, and once a browser of nobody signed in; who has been counted as nobody is not counted
/// again as somebody. Authors, drafts and what is not there are left out.
pub async fn a_look_counts_once(stores: &Stores) {
    let (ada, bob, cleo) =
        (stores.person(1, "ada").await, stores.person(2, "bob").await, stores.person(3, "cleo").await);
    store_items(stores, ada).await;
    let all = [post(20), project(21), post(99)];
    assert_eq!(see(stores, Onlooker::Person(ada, None), &all).await, 0);
    assert_eq!(see(stores, Onlooker::Person(bob, None), &all).await, 2);
    assert_eq!(see(stores, Onlooker::Person(bob, Some(browser("x"))), &all).await, 0);
    assert_eq!(see(stores, Onlooker::Browser(browser("x")), &[post(20)]).await, 1);
    assert_eq!(see(stores, Onlooker::Browser(browser("x")), &all).await, 1, "the project is new to it");
    assert_eq!(see(stores, Onlooker::Browser(browser("y")), &all).await, 2);
    assert_eq!(see(stores, Onlooker::Person(cleo, Some(browser("x"))), &all).await, 0, "its owner has signed in");
    assert_eq!(see(stores, Onlooker::Person(cleo, Some(browser("z"))), &all).await, 2);
    assert_eq!(see(stores, Onlooker::Person(UserId(id(99)), None), &all).await, 0, "somebody who is gone");
    let seen = stores.posts.post(PostId(id(20)), None).await.unwrap().unwrap().counts.impressions;
    assert_eq!(seen, 4, "bob, two browsers, cleo");
}

/// Bookmarks come in pages without gaps or repeats, newest bookmark first, and those of what is gone shorten no page.
pub async fn bookmarks_come_newest_first_in_whole_pages(stores: &Stores) {
    let (ada, bob) = (stores.person(1, "ada").await, stores.person(2, "bob").await);
    let mut work = stores.begin().await;
    for number in 20..25 {
        work.posts().insert(&new_post(id(number), ada, "A post", noon())).await.unwrap();
    }
    work.projects().insert(&new_project(id(25), ada, "A project", noon())).await.unwrap();
    work.commit().await.unwrap();
    for number in 20..25 {
        // Two at a time, so that their identifiers have to order them.
        let at = noon() + TimeDelta::minutes(i64::try_from(number).unwrap() / 2);
        assert!(add(stores, Act::Bookmark(post(number)), bob, at).await);
    }
    assert!(add(stores, Act::Bookmark(project(25)), bob, noon() + TimeDelta::hours(1)).await);
    let mut work = stores.begin().await;
    work.posts().delete(PostId(id(23))).await.unwrap();
    work.commit().await.unwrap();

    let names = |items: &[FeedItemView]| -> Vec<Uuid> {
        assert!(items.iter().all(|item| item.repost.is_none()));
        items
            .iter()
            .map(|item| match &item.item {
                FeedContent::Post(post) => {
                    assert!(post.viewer.is_some_and(|flags| flags.bookmarked && !flags.liked));
                    post.id.0
                }
                FeedContent::Project(project) => project.id.0,
            })
            .collect()
    };
    let (mut start, mut pages) = (Start::Skip(Offset::default()), Vec::new());
    loop {
        let page = stores.engagement.bookmarks(bob, start, Limit::clamped(2, 100)).await.unwrap();
        pages.push(names(&page.items));
        let Some(next) = page.next else { break };
        start = Start::Behind(next);
    }
    let lengths: Vec<usize> = pages.iter().map(Vec::len).collect();
    assert_eq!((lengths, pages.concat()), (vec![2, 2, 1], [25, 24, 22, 21, 20].map(id).to_vec()));
    let skipped = Start::Skip(Offset::new(3).unwrap());
    let page = stores.engagement.bookmarks(bob, skipped, Limit::clamped(10, 100)).await.unwrap();
    assert_eq!((names(&page.items), page.next), ([21, 20].map(id).to_vec(), None));
    assert!(stores.engagement.bookmarks(ada, start, Limit::clamped(10, 100)).await.unwrap().items.is_empty());
}
