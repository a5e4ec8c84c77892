use std::{collections::HashSet, sync::Arc};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    feed::{ForYouCursor, MAX_DEPTH, Ranked},
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
    (Feed { queries: Arc::new(queries), clock: clock.clone() }, clock)
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

/// Items 1 to `count`, each of an author of its own.
fn ranking(count: u128) -> Vec<Ranked> {
    (1..=count).map(|n| Ranked { item: name(n), author: UserId(Uuid::from_u128(n)) }).collect()
}

fn limit(wanted: i64) -> Limit {
    Limit::clamped(wanted, 100)
}

/// Queries that rank so many items, all of them still there.
fn ranking_of(count: u128) -> MockFeedQueries {
    let mut queries = MockFeedQueries::new();
    queries.expect_for_you().returning(move |_, _, _| Ok(ranking(count)));
    queries.expect_items().returning(|items, _| Ok(items.iter().copied().map(shown).collect()));
    queries
}

#[tokio::test]
async fn a_page_asks_for_one_ranking_and_for_its_own_items() {
    let mut queries = MockFeedQueries::new();
    let to_the_microsecond: DateTime<Utc> = now().trunc_subsecs(6);
    queries
        .expect_for_you()
        .withf(move |viewer, as_of, depth| (*viewer, *as_of, *depth) == (Some(ADA), to_the_microsecond, MAX_DEPTH))
        .times(1)
        .returning(|_, _, _| Ok(ranking(3)));
    queries
        .expect_items()
        .withf(|items, viewer| items == [name(1), name(2)] && *viewer == Some(ADA))
        .times(1)
        .returning(|items, _| Ok(items.iter().copied().map(shown).collect()));
    let page = feed(queries).0.for_you(Some(ADA), None, limit(2)).await.unwrap();
    assert_eq!(numbers(&page), [1, 2]);
    assert!(page.next_cursor.is_some());
}

#[tokio::test]
async fn a_walk_keeps_its_moment_and_its_page_size_and_shows_each_item_once() {
    let began = now().trunc_subsecs(6);
    let mut queries = MockFeedQueries::new();
    queries.expect_for_you().withf(move |_, as_of, _| *as_of == began).times(3).returning(|_, _, _| Ok(ranking(5)));
    queries.expect_items().returning(|items, _| Ok(items.iter().copied().map(shown).collect()));
    let (feed, clock) = feed(queries);
    let first = feed.for_you(None, None, limit(2)).await.unwrap();
    clock.advance(TimeDelta::minutes(5));
    let second = feed.for_you(None, first.next_cursor.as_deref(), limit(50)).await.unwrap();
    clock.advance(TimeDelta::minutes(5));
    let third = feed.for_you(None, second.next_cursor.as_deref(), limit(1)).await.unwrap();
    assert_eq!([numbers(&first), numbers(&second), numbers(&third)].concat(), [1, 2, 3, 4, 5]);
    assert_eq!((second.items.len(), third.next_cursor), (2, None));
}

#[tokio::test]
async fn nobody_fills_a_page_alone_and_what_was_passed_over_comes_next() {
    let mut queries = MockFeedQueries::new();
    queries.expect_for_you().returning(|_, _, _| {
        Ok((1..=6).map(|n| Ranked { item: name(n), author: if n < 6 { ADA } else { crate::fixtures::BOB } }).collect())
    });
    queries.expect_items().returning(|items, _| Ok(items.iter().copied().map(shown).collect()));
    let (feed, _) = feed(queries);
    let first = feed.for_you(None, None, limit(5)).await.unwrap();
    let second = feed.for_you(None, first.next_cursor.as_deref(), limit(5)).await.unwrap();
    assert_eq!((numbers(&first), numbers(&second)), (vec![1, 2, 3, 6], vec![4, 5]));
}

#[tokio::test]
async fn what_was_deleted_meanwhile_is_missing_and_the_walk_goes_on() {
    let mut queries = MockFeedQueries::new();
    queries.expect_for_you().returning(|_, _, _| Ok(ranking(4)));
    queries
        .expect_items()
        .returning(|items, _| Ok(items.iter().copied().filter(|item| *item != name(1)).map(shown).collect()));
    let page = feed(queries).0.for_you(None, None, limit(2)).await.unwrap();
    assert_eq!(numbers(&page), [2]);
    assert!(page.next_cursor.is_some());
}

#[tokio::test]
async fn an_empty_feed_asks_for_no_items() {
    let mut queries = MockFeedQueries::new();
    queries.expect_for_you().returning(|_, _, _| Ok(Vec::new()));
    queries.expect_items().never();
    let page = feed(queries).0.for_you(None, None, limit(20)).await.unwrap();
    assert_eq!(page, FeedPage { items: Vec::new(), next_cursor: None });
}

#[tokio::test]
async fn a_page_has_at_most_fifty_items_whatever_is_asked_or_made_up() {
    let (wide, _) = feed(ranking_of(80));
    assert_eq!(wide.for_you(None, None, limit(100)).await.unwrap().items.len(), usize::from(MAX_LIMIT));
    let (unasked, _) = feed(MockFeedQueries::new());
    let made_up = ForYouCursor { as_of: now(), page: 0, size: MAX_LIMIT + 1 }.encode();
    assert!(matches!(
        unasked.for_you(None, Some(&made_up), limit(5)).await,
        Err(Error::Malformed { code: "invalid_cursor", .. })
    ));
}

#[tokio::test]
async fn the_last_page_that_can_be_numbered_is_the_last() {
    let (feed, _) = feed(ranking_of(2));
    let far = ForYouCursor { as_of: now(), page: u16::MAX, size: 1 }.encode();
    let page = feed.for_you(None, Some(&far), limit(1)).await.unwrap();
    assert_eq!(page, FeedPage { items: Vec::new(), next_cursor: None });
}

#[tokio::test]
async fn a_cursor_of_another_list_or_of_nothing_is_refused_before_anything_is_read() {
    let following = TimeCursor { at: now(), id: Uuid::nil() }.encode(TimeList::Following);
    let for_you = ForYouCursor { as_of: now(), page: 1, size: 5 }.encode();
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
};
