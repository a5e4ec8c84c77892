use std::{collections::HashSet, sync::Arc};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    feed::{Ahead, Place, Ranked, Snapshot, Waiting, Walk},
    ids::{PostId, UserId},
    page::{Limit, Page, TimeCursor, TimeList},
};
use vibeslop_ports::{
    content::{Counts, PostView},
    feed::{FeedContent, FeedItemView},
    mocks::MockFeedQueries,
};

use super::{Feed, FeedPage, MAX_LIMIT};
use crate::{
    Error,
    fixtures::{ADA, SetClock, author, now, spawnable},
};

fn feed(queries: MockFeedQueries) -> (Feed, Arc<SetClock>) {
    let clock = SetClock::new();
    (Feed::new(Arc::new(queries), clock.clone()), clock)
}

fn name(number: u128) -> ItemRef {
    ItemRef::Post(PostId(Uuid::from_u128(number)))
}

fn shown(item: ItemRef) -> FeedItemView {
    let ItemRef::Post(id) = item else { panic!("the tests rank posts") };
    let post = PostView {
        id,
        content: String::new(),
        counts: Counts::default(),
        created_at: now(),
        edited_at: None,
        media: Vec::new(),
        author: author(ADA),
        project: None,
        quote: None,
        viewer: None,
    };
    FeedItemView { item: FeedContent::Post(Box::new(post)), repost: None }
}

fn numbers(page: &FeedPage) -> Vec<u128> {
    page.items
        .iter()
        .map(|view| match &view.item {
            FeedContent::Post(post) => post.id.0.as_u128(),
            FeedContent::Project(_) => panic!("the tests rank posts"),
        })
        .collect()
}

fn place(n: u128) -> Place {
    let score = f64::from(u32::try_from(1_000 - n).unwrap());
    Place { recent: true, score, at: now().trunc_subsecs(6), id: Uuid::from_u128(n) }
}

/// Items 1 to `count`, best first, each of an author of its own.
fn ranking(count: u128) -> Vec<Ranked> {
    (1..=count).map(|n| Ranked { item: name(n), author: UserId(Uuid::from_u128(n)), place: place(n) }).collect()
}

fn limit(wanted: i64) -> Limit {
    Limit::clamped(wanted, 100)
}

/// A snapshot of this moment.
fn taken(at: DateTime<Utc>) -> Snapshot {
    Snapshot { at: at.trunc_subsecs(6) }
}

/// Queries that rank so many items in a snapshot that is taken when it is asked for.
fn ranking_of(count: u128) -> MockFeedQueries {
    let mut queries = MockFeedQueries::new();
    queries.expect_newest_snapshot().returning(|_| Ok(None));
    queries.expect_refresh().returning(|now| Ok(taken(now)));
    queries.expect_ahead().returning(move |walk, _, window| {
        let rest = ranking(count).into_iter().filter(|ranked| walk.behind.is_none_or(|behind| ranked.place < behind));
        let next: Vec<Ranked> = rest.take(window).collect();
        Ok(Ahead { held: Vec::new(), exhausted: next.len() < window, next })
    });
    queries.expect_items().returning(|items, _| Ok(items.iter().copied().map(shown).collect()));
    queries
}

#[tokio::test]
async fn a_page_reads_ahead_once_and_asks_for_its_own_items() {
    let mut queries = MockFeedQueries::new();
    queries.expect_newest_snapshot().times(1).returning(|now| Ok(Some(taken(now - TimeDelta::seconds(30)))));
    queries.expect_refresh().never();
    let (began, snapshot) = (now().trunc_subsecs(6), taken(now() - TimeDelta::seconds(30)));
    queries
        .expect_ahead()
        .withf(move |walk, viewer, window| {
            (walk, *viewer) == (&Walk::begin(snapshot, began), Some(ADA)) && *window >= 3
        })
        .times(2)
        .returning(|_, _, _| Ok(Ahead { held: Vec::new(), next: ranking(3), exhausted: true }));
    queries
        .expect_items()
        .withf(|items, viewer| items == [name(1), name(2)] && *viewer == Some(ADA))
        .times(2)
        .returning(|items, _| Ok(items.iter().copied().map(shown).collect()));
    let feed = feed(queries).0;
    let page = feed.for_you(Some(ADA), None, limit(2)).await.unwrap();
    assert_eq!(numbers(&page), [1, 2]);
    assert!(page.next_cursor.is_some());
    // The snapshot is known by now.
    feed.for_you(Some(ADA), None, limit(2)).await.unwrap();
}

#[tokio::test]
async fn a_walk_keeps_its_snapshot_and_shows_each_item_once_in_pages_of_any_size() {
    let (feed, clock) = feed(ranking_of(5));
    let first = feed.for_you(None, None, limit(2)).await.unwrap();
    clock.advance(TimeDelta::minutes(15));
    let second = feed.for_you(None, first.next_cursor.as_deref(), limit(1)).await.unwrap();
    let cursors = [&first, &second].map(|page| Walk::decode(page.next_cursor.as_deref().unwrap()).unwrap());
    assert!(cursors.iter().all(|walk| (walk.snapshot, walk.as_of) == (taken(now()), now().trunc_subsecs(6))));
    clock.advance(TimeDelta::minutes(15));
    let third = feed.for_you(None, second.next_cursor.as_deref(), limit(50)).await.unwrap();
    assert_eq!([numbers(&first), numbers(&second), numbers(&third)].concat(), [1, 2, 3, 4, 5]);
    assert_eq!(third.next_cursor, None);
}

#[tokio::test]
async fn a_node_that_finds_a_snapshot_of_another_takes_none_and_waits_for_nobody() {
    let mut queries = MockFeedQueries::new();
    queries.expect_newest_snapshot().times(1).returning(|now| Ok(Some(taken(now - TimeDelta::seconds(20)))));
    queries.expect_refresh().never();
    feed(queries).0.refresh().await.unwrap();
}

#[tokio::test]
async fn a_snapshot_is_taken_where_the_newest_is_too_old() {
    let mut queries = MockFeedQueries::new();
    queries.expect_newest_snapshot().times(3).returning(|now| Ok(Some(taken(now - TimeDelta::seconds(100)))));
    queries.expect_refresh().times(3).returning(|now| Ok(taken(now)));
    queries.expect_ahead().returning(|_, _, _| Ok(Ahead { held: Vec::new(), next: ranking(1), exhausted: true }));
    queries.expect_items().returning(|items, _| Ok(items.iter().copied().map(shown).collect()));
    let (feed, clock) = feed(queries);
    feed.for_you(None, None, limit(2)).await.unwrap();
    feed.for_you(None, None, limit(2)).await.unwrap();
    clock.advance(TimeDelta::minutes(2));
    feed.for_you(None, None, limit(2)).await.unwrap();
    clock.advance(TimeDelta::minutes(2));
    // What is refreshed in time is asked for by nobody.
    feed.refresh().await.unwrap();
    feed.for_you(None, None, limit(2)).await.unwrap();
}

#[tokio::test]
async fn a_walk_whose_snapshot_is_gone_goes_on_in_the_newest() {
    let (feed, clock) = feed(ranking_of(5));
    let first = feed.for_you(None, None, limit(2)).await.unwrap();
    clock.advance(TimeDelta::hours(2));
    let second = feed.for_you(None, first.next_cursor.as_deref(), limit(2)).await.unwrap();
    let walk = Walk::decode(second.next_cursor.as_deref().unwrap()).unwrap();
    assert_eq!(walk.snapshot, taken(now() + TimeDelta::hours(2)));
    assert_eq!(walk.floors.iter().map(|floor| floor.reached).collect::<Vec<_>>(), [place(2)]);
}

#[tokio::test]
async fn nobody_fills_a_page_alone() {
    let mut queries = MockFeedQueries::new();
    queries.expect_newest_snapshot().returning(|now| Ok(Some(taken(now))));
    queries.expect_ahead().returning(|_, _, _| {
        let next = ranking(6).into_iter().map(|ranked| {
            let author = if ranked.place.id.as_u128() < 6 { ADA } else { crate::fixtures::BOB };
            Ranked { author, ..ranked }
        });
        Ok(Ahead { held: Vec::new(), next: next.collect(), exhausted: true })
    });
    queries.expect_items().returning(|items, _| Ok(items.iter().copied().map(shown).collect()));
    let (feed, _) = feed(queries);
    let first = feed.for_you(None, None, limit(5)).await.unwrap();
    assert_eq!(numbers(&first), [1, 2, 3, 6]);
    let walk = Walk::decode(first.next_cursor.as_deref().unwrap()).unwrap();
    assert_eq!(walk.waiting, [Waiting { author: ADA, behind: place(3) }]);
}

#[tokio::test]
async fn an_empty_feed_asks_for_no_items() {
    let mut queries = MockFeedQueries::new();
    queries.expect_newest_snapshot().returning(|now| Ok(Some(taken(now))));
    queries.expect_ahead().returning(|_, _, _| Ok(Ahead { exhausted: true, ..Ahead::default() }));
    queries.expect_items().never();
    let page = feed(queries).0.for_you(None, None, limit(20)).await.unwrap();
    assert_eq!(page, FeedPage { items: Vec::new(), next_cursor: None });
}

#[tokio::test]
async fn ranks_that_were_lost_are_made_anew() {
    let mut queries = MockFeedQueries::new();
    let mut known = Some(());
    // The store has a snapshot once, and then none any more.
    queries.expect_newest_snapshot().times(2).returning(move |now| Ok(known.take().map(|()| taken(now))));
    queries.expect_refresh().times(1).returning(|now| Ok(taken(now + TimeDelta::microseconds(1))));
    queries.expect_ahead().times(2).returning(|walk, _, _| {
        let next = if walk.snapshot == taken(now()) { Vec::new() } else { ranking(2) };
        Ok(Ahead { held: Vec::new(), next, exhausted: true })
    });
    queries.expect_items().returning(|items, _| Ok(items.iter().copied().map(shown).collect()));
    assert_eq!(numbers(&feed(queries).0.for_you(None, None, limit(5)).await.unwrap()), [1, 2]);
}

#[tokio::test]
async fn a_page_has_at_most_fifty_items_whatever_is_asked() {
    let (wide, _) = feed(ranking_of(80));
    assert_eq!(wide.for_you(None, None, limit(100)).await.unwrap().items.len(), usize::from(MAX_LIMIT));
}

#[tokio::test]
async fn a_cursor_of_another_list_or_of_nothing_is_refused_before_anything_is_read() {
    let following = TimeCursor { at: now(), id: Uuid::nil() }.encode(TimeList::Following);
    let for_you = Walk::begin(taken(now()), now()).encode();
    let (feed, _) = feed(MockFeedQueries::new());
    for cursor in ["", "x", &following] {
        let refused = feed.for_you(None, Some(cursor), limit(5)).await;
        assert!(matches!(refused, Err(Error::Malformed { code: "invalid_cursor", .. })), "{cursor}");
    }
    for viewer in [None, Some(ADA)] {
        let refused = feed.following(viewer, Some(&for_you), limit(5)).await;
        assert!(matches!(refused, Err(Error::Malformed { code: "invalid_cursor", .. })), "{viewer:?}");
    }
}

#[tokio::test]
async fn following_goes_on_behind_its_cursor() {
    let behind = TimeCursor { at: now().trunc_subsecs(6), id: Uuid::from_u128(7) };
    let last = TimeCursor { id: Uuid::from_u128(9), ..behind };
    let mut queries = MockFeedQueries::new();
    queries
        .expect_following()
        .withf(move |viewer, after, limit| (*viewer, *after, limit.get()) == (ADA, Some(behind), MAX_LIMIT))
        .times(1)
        .returning(move |_, _, _| Ok(Page { items: vec![shown(name(8)), shown(name(9))], next: Some(last) }));
    let page =
        feed(queries).0.following(Some(ADA), Some(&behind.encode(TimeList::Following)), limit(100)).await.unwrap();
    assert_eq!(numbers(&page).into_iter().collect::<HashSet<_>>(), HashSet::from([8, 9]));
    assert_eq!(page.next_cursor, Some(last.encode(TimeList::Following)));
}

#[tokio::test]
async fn nobody_follows_nobody() {
    let mut queries = MockFeedQueries::new();
    queries.expect_following().never();
    let page = feed(queries).0.following(None, None, limit(20)).await.unwrap();
    assert_eq!(page, FeedPage { items: Vec::new(), next_cursor: None });
}

const _: fn(&Feed, Limit) = |feed, limit| {
    spawnable(&feed.for_you(None, None, limit));
    spawnable(&feed.following(None, None, limit));
    spawnable(&feed.refresh());
};
