//! Editing posts, their history, and telling whoever is quoted.

use uuid::Uuid;
use vibeslop_domain::{
    content::{ItemRef, PostDraft},
    ids::{PostId, ProjectId, UserId},
    notifications::NotificationKind,
    page::{Limit, Page, TimeCursor},
};
use vibeslop_ports::{
    content::{QuotedItem, RevisionView},
    mocks::{End, MockPostQueries, MockUnitOfWork},
    notifications::{Cause, NewNotification, NotificationSource},
};

use super::{
    Gate,
    posts::{POST, draft, posts, reading, silent, stored},
};
use crate::{
    Error,
    content::Posts,
    fixtures::{ADA, BOB, now, spawnable},
    page::PageRequest,
};

const BOBS: ItemRef = ItemRef::Project(ProjectId(Uuid::from_u128(7)));

/// A unit of work in which a post that quotes Bob's project (or that of `owner`) is stored.
fn quoting(owner: UserId) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.posts.expect_resolve_quote().returning(move |_, _| Ok(Some(QuotedItem { item: BOBS, owner })));
    unit.posts.expect_insert().times(1).returning(|_| Ok(()));
    unit
}

fn quote(text: &str) -> PostDraft {
    PostDraft { quoted_project_id: BOBS.project().map(|id| id.to_string()), ..draft(text) }
}

#[tokio::test]
async fn whose_item_is_quoted_hears_of_it() {
    let mut unit = quoting(BOB);
    unit.notifications
        .expect_tell()
        .withf(|told| {
            let cause = Cause {
                kind: NotificationKind::Quote,
                actor: ADA,
                recipient: BOB,
                target: Some(BOBS.into()),
                source: Some(NotificationSource::Post(POST)),
            };
            *told == [NewNotification { cause, preview: Some("So true".to_owned()), at: now() }]
        })
        .times(1)
        .returning(|_| Ok(()));
    let (posts, transactions) = posts(Gate::untouched(), Some(unit), reading());
    posts.create(ADA, &quote("So true")).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn who_quotes_themselves_or_mentions_whom_they_quote_tells_nobody_twice() {
    let mut own = quoting(ADA);
    own.notifications.expect_tell().never();
    let (quiet, _) = posts(Gate::untouched(), Some(own), reading());
    quiet.create(ADA, &quote("")).await.unwrap();
    let mut mentioning = quoting(BOB);
    mentioning.notifications.expect_mention().times(1).returning(|_, _| Ok(vec![BOB]));
    mentioning.notifications.expect_tell().never();
    let (posts, _) = posts(Gate::untouched(), Some(mentioning), reading());
    posts.create(ADA, &quote("@bob")).await.unwrap();
}

#[tokio::test]
async fn an_edit_tells_those_who_are_mentioned_only_now() {
    let mut unit = stored("Hi @bob", false);
    unit.posts
        .expect_edit()
        .withf(|id, text, at| (*id, text.as_str(), *at) == (POST, "Hi @bob, @cleo", now()))
        .times(1)
        .returning(|_, _, _| Ok(()));
    unit.notifications
        .expect_mention()
        .withf(|mentions, ids| {
            mentions.names.iter().map(ToString::to_string).eq(["cleo"])
                && (mentions.target, mentions.comment, ids.len()) == (ItemRef::Post(POST), None, 1)
        })
        .times(1)
        .returning(|_, _| Ok(Vec::new()));
    let (posts, transactions) = posts(Gate::untouched(), Some(unit), reading());
    posts.edit(ADA, POST, Some("Hi @bob, @cleo")).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn an_edit_that_changes_nothing_leaves_no_trace() {
    let mut unit = stored("Hi @bob", false);
    unit.posts.expect_edit().never();
    let (posts, _) = posts(Gate::untouched(), Some(unit), reading());
    posts.edit(ADA, POST, Some(" Hi @bob ")).await.unwrap();
}

#[tokio::test]
async fn a_post_falls_silent_only_if_it_shows_something() {
    let mut unit = stored("Hi", false);
    unit.posts.expect_edit().never();
    let (bare, transactions) = posts(Gate::untouched(), Some(unit), silent());
    let refused = bare.edit(ADA, POST, Some(" ")).await;
    assert!(matches!(&refused, Err(Error::Invalid(wrong)) if !wrong.of_field("content").is_empty()), "{refused:?}");
    assert_eq!(transactions.ends(), [End::RolledBack]);
    let mut unit = stored("Hi", true);
    unit.posts.expect_edit().withf(|_, text, _| text.as_str().is_empty()).times(1).returning(|_, _, _| Ok(()));
    let (showing, _) = posts(Gate::untouched(), Some(unit), reading());
    showing.edit(ADA, POST, Some(" ")).await.unwrap();
}

#[tokio::test]
async fn nobody_edits_the_post_of_somebody_else_or_one_that_is_gone() {
    let (other, transactions) = posts(Gate::untouched(), Some(stored("Hi", false)), silent());
    assert!(matches!(other.edit(BOB, POST, Some("Mine")).await, Err(Error::Forbidden { code: "forbidden", .. })));
    assert_eq!(transactions.ends(), [End::RolledBack]);
    let mut unit = MockUnitOfWork::default();
    unit.posts.expect_lock().returning(|_| Ok(None));
    let (gone, _) = posts(Gate::untouched(), Some(unit), silent());
    assert!(matches!(gone.edit(ADA, POST, Some("Mine")).await, Err(Error::NotFound("post"))));
    let (faulty, transactions) = posts(Gate::untouched(), None, silent());
    for text in [None, Some("x".repeat(5_001))] {
        assert!(matches!(faulty.edit(ADA, POST, text.as_deref()).await, Err(Error::Invalid(_))));
    }
    assert_eq!(transactions.ends(), []);
}

#[tokio::test]
async fn a_history_is_read_in_parts_by_whoever_sees_the_post() {
    let end = TimeCursor { at: now(), id: POST.0 };
    let mut queries = MockPostQueries::new();
    queries.expect_history().returning(move |id, start, _, viewer| {
        assert_eq!(viewer, Some(BOB));
        let items = vec![RevisionView { content: "Before".to_owned(), replaced_at: now() }];
        let next = if start.cursor().is_none() { Some(end) } else { None };
        Ok((id == POST).then_some(Page { items, next }))
    });
    let (posts, _) = posts(Gate::untouched(), None, queries);
    let first = PageRequest { cursor: None, offset: 0, limit: Limit::clamped(20, 100) };
    let page = posts.history(POST, &first, Some(BOB)).await.unwrap();
    assert_eq!(page.items.len(), 1);
    let second = PageRequest { cursor: page.next_cursor, ..first.clone() };
    assert_eq!(posts.history(POST, &second, Some(BOB)).await.unwrap().next_cursor, None);
    let other = PostId(Uuid::nil());
    assert!(matches!(posts.history(other, &first, Some(BOB)).await, Err(Error::NotFound("post"))));
}

const _: fn(&Posts, &PageRequest) = |posts, request| {
    spawnable(&posts.edit(ADA, POST, None));
    spawnable(&posts.history(POST, request, None));
};
