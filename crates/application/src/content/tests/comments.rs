use std::sync::Arc;

use uuid::Uuid;
use vibeslop_domain::{
    Invalid,
    content::{AnsweredComment, CommentDraft, CommentPlace, ItemRef},
    ids::{CommentId, PostId, UserId},
    notifications::NotificationKind,
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    content::{CommentView, StoredComment, ThreadView},
    mocks::{End, MockCommentQueries, MockTransactions, MockUnitOfWork},
    notifications::{Cause, NewNotification, NotificationSource},
};

use crate::{
    Error,
    content::Comments,
    fixtures::{ADA, BOB, CountingIds, SetClock, author, now, spawnable, store_away},
    page::PageRequest,
};

const CLEO: UserId = UserId(Uuid::from_u128(0xC1E0));
const POST: ItemRef = ItemRef::Post(PostId(Uuid::from_u128(7)));
/// The first identifier that is given out.
const COMMENT: CommentId = CommentId(Uuid::from_u128(1));
const PARENT: CommentId = CommentId(Uuid::from_u128(8));

fn comments(
    units: impl IntoIterator<Item = MockUnitOfWork>,
    queries: MockCommentQueries,
) -> (Comments, Arc<MockTransactions>) {
    let transactions = Arc::new(MockTransactions::of(units));
    let comments = Comments {
        transactions: transactions.clone(),
        queries: Arc::new(queries),
        clock: SetClock::new(),
        ids: Arc::new(CountingIds::default()),
    };
    (comments, transactions)
}

fn thread(id: CommentId) -> ThreadView {
    let comment = CommentView {
        id,
        parent: None,
        content: "Nice".to_owned(),
        likes: 0,
        liked: false,
        created_at: now(),
        edited_at: None,
        author: author(ADA),
    };
    ThreadView { comment, answers: Vec::new() }
}

/// Queries that find any comment for Ada.
fn reading() -> MockCommentQueries {
    let mut queries = MockCommentQueries::new();
    queries.expect_thread().withf(|_, viewer| *viewer == Some(ADA)).returning(|id, _| Ok(Some(thread(id))));
    queries
}

fn draft(text: &str, parent: Option<CommentId>) -> CommentDraft {
    CommentDraft {
        commentable_type: Some("Post".to_owned()),
        commentable_id: POST.post().map(|id| id.to_string()),
        content: Some(text.to_owned()),
        parent_id: parent.map(|parent| parent.to_string()),
    }
}

/// Bob's post, with Cleo's comment on it.
fn place() -> CommentPlace {
    let answered = Some(AnsweredComment { author: CLEO, blocked: false });
    CommentPlace { owner: BOB, is_public: true, blocked: false, answered }
}

fn with(place: CommentPlace) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.comments
        .expect_lock_place()
        .withf(|item, _, viewer| (*item, *viewer) == (POST, ADA))
        .times(1)
        .returning(move |_, _, _| Ok(Some(place)));
    unit
}

/// That these people, and nobody else, hear of the new comment, as of a comment.
fn tells(unit: &mut MockUnitOfWork, recipients: &'static [UserId], preview: &'static str) {
    unit.notifications
        .expect_tell()
        .withf(move |told| {
            let expected = recipients.iter().map(|recipient| NewNotification {
                cause: Cause {
                    kind: NotificationKind::Comment,
                    actor: ADA,
                    recipient: *recipient,
                    target: Some(POST.into()),
                    source: Some(NotificationSource::Comment(COMMENT)),
                },
                preview: Some(preview.to_owned()),
                at: now(),
            });
            expected.eq(told.iter().cloned())
        })
        .times(1)
        .returning(|_| Ok(()));
}

#[tokio::test]
async fn an_answer_is_stored_and_owner_and_answered_hear_of_it() {
    let mut unit = with(place());
    unit.comments
        .expect_insert()
        .withf(|comment| {
            (comment.id, comment.author, comment.item, comment.parent) == (COMMENT, ADA, POST, Some(PARENT))
                && (comment.text.as_str(), comment.created_at) == ("Nice", now())
        })
        .times(1)
        .returning(|_| Ok(()));
    tells(&mut unit, &[BOB, CLEO], "Nice");
    unit.notifications.expect_mention().never();
    let (comments, transactions) = comments([unit], reading());
    assert_eq!(comments.create(ADA, &draft(" Nice ", Some(PARENT))).await.unwrap(), thread(COMMENT));
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn who_is_mentioned_hears_of_it_as_mentioned_alone() {
    let mut unit = with(place());
    unit.comments.expect_insert().times(1).returning(|_| Ok(()));
    unit.notifications
        .expect_mention()
        .withf(|mentions, ids| {
            (mentions.target, mentions.comment, mentions.actor) == (POST, Some(COMMENT), ADA)
                && mentions.names.iter().map(ToString::to_string).eq(["bob", "nobody"])
                && ids.len() == 2
        })
        .times(1)
        .returning(|_, _| Ok(vec![BOB]));
    tells(&mut unit, &[CLEO], "@bob @nobody");
    let (comments, _) = comments([unit], reading());
    comments.create(ADA, &draft("@bob @nobody", Some(PARENT))).await.unwrap();
}

#[tokio::test]
async fn nobody_hears_of_themselves_or_twice_and_nobody_of_what_is_not_shown() {
    let answered = |author| Some(AnsweredComment { author, blocked: false });
    let own = CommentPlace { owner: ADA, answered: answered(ADA), ..place() };
    let draft_of_adas = CommentPlace { owner: ADA, is_public: false, ..place() };
    for quiet in [own, draft_of_adas] {
        let mut unit = with(quiet);
        unit.comments.expect_insert().times(1).returning(|_| Ok(()));
        unit.notifications.expect_tell().never();
        unit.notifications.expect_mention().times(usize::from(quiet.is_public)).returning(|_, _| Ok(Vec::new()));
        let (comments, _) = comments([unit], reading());
        comments.create(ADA, &draft("@bob", Some(PARENT))).await.unwrap();
    }
    let mut unit = with(CommentPlace { answered: answered(BOB), ..place() });
    unit.comments.expect_insert().times(1).returning(|_| Ok(()));
    tells(&mut unit, &[BOB], "Hi");
    let (comments, _) = comments([unit], reading());
    comments.create(ADA, &draft("Hi", Some(PARENT))).await.unwrap();
}

#[tokio::test]
async fn where_nothing_can_be_said_nothing_is_stored() {
    let blocked = CommentPlace { blocked: true, ..place() };
    let elsewhere = CommentPlace { answered: None, ..place() };
    for (place, expected) in [(Some(blocked), "blocked"), (Some(elsewhere), "parent_id"), (None, "post")] {
        let mut unit = MockUnitOfWork::default();
        unit.comments.expect_lock_place().returning(move |_, _, _| Ok(place));
        unit.comments.expect_insert().never();
        let (comments, transactions) = comments([unit], MockCommentQueries::new());
        let refused = match comments.create(ADA, &draft("Hi", Some(PARENT))).await {
            Err(Error::Forbidden { code, .. }) => code,
            Err(Error::Invalid(wrong)) if wrong.of_field("parent_id") == [Invalid::MISSING] => "parent_id",
            Err(Error::NotFound(what)) => what,
            other => panic!("{other:?}"),
        };
        assert_eq!(refused, expected);
        assert_eq!(transactions.ends(), [End::RolledBack]);
    }
}

#[tokio::test]
async fn a_comment_that_cannot_be_told_is_not_there_either_and_a_faulty_one_costs_nothing() {
    let mut unit = with(place());
    unit.comments.expect_insert().returning(|_| Ok(()));
    unit.notifications.expect_tell().returning(|_| Err(store_away()));
    let (told, transactions) = comments([unit], MockCommentQueries::new());
    assert!(matches!(told.create(ADA, &draft("Hi", None)).await, Err(Error::Unavailable(_))));
    assert_eq!(transactions.ends(), [End::RolledBack]);
    let (faulty, transactions) = comments([], MockCommentQueries::new());
    assert!(matches!(faulty.create(ADA, &draft(" ", None)).await, Err(Error::Invalid(_))));
    assert_eq!(transactions.ends(), []);
}

#[tokio::test]
async fn whoever_was_in_the_way_a_comment_is_there_once() {
    let mut blocked = MockUnitOfWork::default();
    blocked.comments.expect_lock_place().returning(|_, _, _| Err(StoreError::Contended("a deadlock".into())));
    let mut free = with(place());
    free.comments.expect_insert().withf(|comment| comment.id == COMMENT).times(1).returning(|_| Ok(()));
    tells(&mut free, &[BOB, CLEO], "Hi");
    let (comments, transactions) = comments([blocked, free], reading());
    comments.create(ADA, &draft("Hi", Some(PARENT))).await.unwrap();
    assert_eq!(transactions.ends(), [End::RolledBack, End::Committed]);
}

/// A unit of work in which the comment is Ada's.
fn adas(is_public: bool) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    let text = "Hi @bob".to_owned();
    unit.comments
        .expect_lock()
        .returning(move |id| Ok(Some(StoredComment { id, author: ADA, item: POST, is_public, text: text.clone() })));
    unit
}

#[tokio::test]
async fn an_edit_tells_those_who_are_mentioned_only_now() {
    let mut unit = adas(true);
    unit.comments
        .expect_edit()
        .withf(|id, text, at| (*id, text.as_str(), *at) == (PARENT, "Hi @bob and @cleo", now()))
        .times(1)
        .returning(|_, _, _| Ok(()));
    unit.notifications
        .expect_mention()
        .withf(|mentions, _| {
            mentions.names.iter().map(ToString::to_string).eq(["cleo"])
                && (mentions.target, mentions.comment) == (POST, Some(PARENT))
        })
        .times(1)
        .returning(|_, _| Ok(vec![CLEO]));
    let (comments, transactions) = comments([unit], reading());
    assert_eq!(comments.edit(ADA, PARENT, Some("Hi @bob and @cleo")).await.unwrap(), thread(PARENT));
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn an_edit_that_changes_nothing_is_none_and_one_of_what_is_not_shown_tells_nobody() {
    let mut same = adas(true);
    same.comments.expect_edit().never();
    let mut hidden = adas(false);
    hidden.comments.expect_edit().times(1).returning(|_, _, _| Ok(()));
    hidden.notifications.expect_mention().never();
    let (comments, _) = comments([same, hidden], reading());
    comments.edit(ADA, PARENT, Some("Hi @bob ")).await.unwrap();
    comments.edit(ADA, PARENT, Some("Hi @cleo")).await.unwrap();
}

#[tokio::test]
async fn only_its_author_changes_a_comment_or_takes_it_away() {
    let (others, transactions) = comments([adas(true), adas(true)], MockCommentQueries::new());
    for refused in [others.edit(BOB, PARENT, Some("Mine")).await.map(drop), others.delete(BOB, PARENT).await] {
        assert!(matches!(refused, Err(Error::Forbidden { code: "forbidden", .. })), "{refused:?}");
    }
    assert_eq!(transactions.ends(), [End::RolledBack, End::RolledBack]);

    let mut own = adas(true);
    own.comments.expect_delete().withf(|id| *id == PARENT).times(1).returning(|_| Ok(()));
    let mut gone = MockUnitOfWork::default();
    gone.comments.expect_lock().returning(|_| Ok(None));
    let (comments, transactions) = comments([own, gone], MockCommentQueries::new());
    comments.delete(ADA, PARENT).await.unwrap();
    assert!(matches!(comments.delete(ADA, PARENT).await, Err(Error::NotFound("comment"))));
    assert!(matches!(comments.edit(ADA, PARENT, None).await, Err(Error::Invalid(_))), "before anything is asked");
    assert_eq!(transactions.ends(), [End::Committed, End::RolledBack]);
}

#[tokio::test]
async fn a_walk_through_threads_goes_on_behind_the_last_one() {
    let end = TimeCursor { at: now(), id: PARENT.0 };
    let mut queries = MockCommentQueries::new();
    queries.expect_threads().returning(move |item, start, limit, viewer| {
        assert_eq!((item, limit.get(), viewer), (POST, 50, None));
        let next = if matches!(start, Start::Skip(_)) { Some(end) } else { None };
        Ok(Page { items: vec![thread(PARENT)], next })
    });
    let (comments, _) = comments([], queries);
    let first = PageRequest { cursor: None, offset: 0, limit: Limit::clamped(50, 100) };
    let page = comments.threads(POST, &first, None).await.unwrap();
    let second = PageRequest { cursor: page.next_cursor, ..first };
    assert!(second.cursor.is_some());
    assert_eq!(comments.threads(POST, &second, None).await.unwrap().next_cursor, None);
}

const _: fn(&Comments, &CommentDraft, &PageRequest) = |comments, draft, request| {
    spawnable(&comments.create(ADA, draft));
    spawnable(&comments.edit(ADA, PARENT, None));
    spawnable(&comments.delete(ADA, PARENT));
    spawnable(&comments.threads(POST, request, None));
};
