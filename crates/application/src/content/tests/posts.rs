use std::sync::Arc;

use uuid::Uuid;
use vibeslop_domain::{
    Invalid,
    content::{ItemRef, PostDraft, Quote},
    ids::{PostId, ProjectId},
};
use vibeslop_ports::{
    content::{Counts, PostView, QuotedItem, StoredPost},
    mocks::{End, MockPostQueries, MockTransactions, MockUnitOfWork},
    moderation::Verdict,
};

use super::{Gate, PICTURE, own};
use crate::{
    Error,
    content::Posts,
    fixtures::{ADA, BASE, BOB, CountingIds, SetClock, author, now, spawnable, store_away},
};

pub(super) const POST: PostId = PostId(Uuid::from_u128(1));

pub(super) fn posts(
    gate: Gate,
    unit: Option<MockUnitOfWork>,
    queries: MockPostQueries,
) -> (Posts, Arc<MockTransactions>) {
    let transactions = Arc::new(MockTransactions::of(unit));
    let posts = Posts {
        transactions: transactions.clone(),
        queries: Arc::new(queries),
        images: gate.images(),
        clock: SetClock::new(),
        ids: Arc::new(CountingIds::default()),
        backend_url: BASE.to_owned(),
    };
    (posts, transactions)
}

/// Queries that find the post for Ada.
pub(super) fn reading() -> MockPostQueries {
    let mut queries = MockPostQueries::new();
    queries.expect_post().withf(|id, viewer| *id == POST && *viewer == Some(ADA)).times(1).returning(|id, _| {
        Ok(Some(PostView {
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
        }))
    });
    queries
}

/// Queries that are not asked.
pub(super) fn silent() -> MockPostQueries {
    let mut queries = MockPostQueries::new();
    queries.expect_post().never();
    queries
}

pub(super) fn draft(content: &str) -> PostDraft {
    PostDraft { content: Some(content.to_owned()), ..PostDraft::default() }
}

#[tokio::test]
async fn a_post_is_stored_and_answered_as_it_reads() {
    let mut unit = MockUnitOfWork::default();
    unit.posts
        .expect_insert()
        .withf(|post| {
            (post.id, post.author, post.created_at) == (POST, ADA, now())
                && post.text.as_str() == "Shipped"
                && post.media == [own(1)]
                && (post.quote, post.linked_project) == (None, None)
        })
        .times(1)
        .returning(|_| Ok(()));
    unit.notifications.expect_mention().never();
    let (posts, transactions) = posts(Gate::open(), Some(unit), reading());
    let shipped = PostDraft { media: vec![PICTURE.to_owned()], ..draft("Shipped") };
    assert_eq!(posts.create(ADA, &shipped).await.unwrap().id, POST);
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn whom_a_post_mentions_hears_of_it_in_the_same_transaction() {
    let text = format!("@bob and @Eve: {}", "x".repeat(200));
    let preview: String = text.chars().take(100).collect();
    let mut unit = MockUnitOfWork::default();
    unit.posts.expect_insert().times(1).returning(|_| Ok(()));
    unit.notifications
        .expect_mention()
        .withf(move |mentions, ids| {
            let names: Vec<_> = mentions.names.iter().map(ToString::to_string).collect();
            names == ["bob", "eve"]
                && (mentions.actor, mentions.target, mentions.at) == (ADA, ItemRef::Post(POST), now())
                && mentions.preview == preview
                && ids.len() == 2
                && ids[0] != ids[1]
        })
        .times(1)
        .returning(|_, _| Ok(vec![BOB]));
    let (posts, transactions) = posts(Gate::open(), Some(unit), reading());
    posts.create(ADA, &draft(&text)).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn a_post_whose_mentions_cannot_be_told_is_not_there_either() {
    let mut unit = MockUnitOfWork::default();
    unit.posts.expect_insert().times(1).returning(|_| Ok(()));
    unit.notifications.expect_mention().returning(|_, _| Err(store_away()));
    let (posts, transactions) = posts(Gate::open(), Some(unit), silent());
    assert!(matches!(posts.create(ADA, &draft("@bob")).await, Err(Error::Unavailable(_))));
    assert_eq!(transactions.ends(), [End::RolledBack]);
}

#[tokio::test]
async fn a_quote_leads_to_the_original() {
    let named = Uuid::from_u128(0xCAFE);
    let original = ItemRef::Project(ProjectId(Uuid::from_u128(7)));
    let mut unit = MockUnitOfWork::default();
    unit.posts
        .expect_resolve_quote()
        .withf(move |quote, viewer| *quote == Quote::Post(named) && *viewer == ADA)
        .times(1)
        .returning(move |_, _| Ok(Some(QuotedItem { item: original, owner: ADA })));
    unit.posts.expect_insert().withf(move |post| post.quote == Some(original)).times(1).returning(|_| Ok(()));
    let (posts, _) = posts(Gate::open(), Some(unit), reading());
    posts.create(ADA, &PostDraft { quoted_post_id: Some(named.to_string()), ..draft("") }).await.unwrap();
}

#[tokio::test]
async fn a_quote_of_nothing_and_a_link_to_somebody_elses_project_are_told_together() {
    let mut unit = MockUnitOfWork::default();
    unit.posts.expect_resolve_quote().returning(|_, _| Ok(None));
    unit.posts.expect_owns_project().withf(|owner, _| *owner == ADA).returning(|_, _| Ok(false));
    unit.posts.expect_insert().never();
    unit.notifications.expect_mention().never();
    let (posts, transactions) = posts(Gate::open(), Some(unit), silent());
    let bad = PostDraft {
        quoted_post_id: Some(Uuid::nil().to_string()),
        linked_project_id: Some(Uuid::nil().to_string()),
        ..draft("@bob")
    };
    match posts.create(ADA, &bad).await {
        Err(Error::Invalid(wrong)) => {
            assert_eq!(wrong.to_string(), "Quoted post id does not exist");
            assert_eq!(wrong.of_field("quoted_post_id"), [Invalid::MISSING]);
            assert_eq!(wrong.of_field("linked_project_id"), [Invalid::MISSING]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(transactions.ends(), [End::RolledBack]);
}

#[tokio::test]
async fn a_missing_quote_is_told_under_the_name_that_was_sent() {
    let mut unit = MockUnitOfWork::default();
    unit.posts.expect_resolve_quote().returning(|_, _| Ok(None));
    unit.posts.expect_insert().never();
    let (posts, _) = posts(Gate::open(), Some(unit), silent());
    let bad = PostDraft { quoted_project_id: Some(Uuid::nil().to_string()), ..draft("x") };
    match posts.create(ADA, &bad).await {
        Err(Error::Invalid(wrong)) => assert_eq!(wrong.of_field("quoted_project_id"), [Invalid::MISSING]),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn ones_own_project_may_be_linked() {
    let project = ProjectId(Uuid::from_u128(7));
    let mut unit = MockUnitOfWork::default();
    unit.posts.expect_owns_project().times(1).returning(|_, _| Ok(true));
    unit.posts.expect_insert().withf(move |post| post.linked_project == Some(project)).times(1).returning(|_| Ok(()));
    let (posts, _) = posts(Gate::open(), Some(unit), reading());
    posts.create(ADA, &PostDraft { linked_project_id: Some(project.to_string()), ..draft("x") }).await.unwrap();
}

#[tokio::test]
async fn a_faulty_draft_costs_nothing() {
    let (posts, transactions) = posts(Gate::untouched(), None, silent());
    let faulty = PostDraft { media: vec![PICTURE.to_owned()], ..draft(&"x".repeat(5_001)) };
    assert!(matches!(posts.create(ADA, &faulty).await, Err(Error::Invalid(_))));
    assert_eq!(transactions.ends(), []);
}

#[tokio::test]
async fn a_refused_picture_begins_no_transaction() {
    let mut gate = Gate::new();
    gate.judge.expect_judge().returning(|_| Ok(Verdict::Unsafe { reason: None }));
    gate.store.expect_put().never();
    let (posts, transactions) = posts(gate, None, silent());
    let refused = posts.create(ADA, &PostDraft { media: vec![PICTURE.to_owned()], ..draft("x") }).await;
    assert!(matches!(refused, Err(Error::Refused { code: "content_policy_violation", .. })), "{refused:?}");
    assert_eq!(transactions.ends(), []);
}

#[tokio::test]
async fn a_post_that_is_not_there_is_not_found() {
    let mut queries = MockPostQueries::new();
    queries.expect_post().returning(|_, _| Ok(None));
    let (posts, _) = posts(Gate::untouched(), None, queries);
    assert!(matches!(posts.post(POST, None).await, Err(Error::NotFound("post"))));
}

/// A unit of work in which the post is Ada's, says this and shows something or not.
pub(super) fn stored(text: &'static str, shows: bool) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.posts
        .expect_lock()
        .returning(move |id| Ok(Some(StoredPost { id, author: ADA, text: text.to_owned(), shows })));
    unit
}

fn adas() -> MockUnitOfWork {
    stored("Hi", false)
}

#[tokio::test]
async fn an_author_takes_a_post_away() {
    let mut unit = adas();
    unit.posts.expect_delete().withf(|id| *id == POST).times(1).returning(|_| Ok(()));
    let (posts, transactions) = posts(Gate::untouched(), Some(unit), silent());
    posts.delete(ADA, POST).await.unwrap();
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn nobody_else_does() {
    let mut unit = adas();
    unit.posts.expect_delete().never();
    let (posts, transactions) = posts(Gate::untouched(), Some(unit), silent());
    assert!(matches!(posts.delete(BOB, POST).await, Err(Error::Forbidden { code: "forbidden", .. })));
    assert_eq!(transactions.ends(), [End::RolledBack]);
}

#[tokio::test]
async fn a_post_is_taken_away_once() {
    let mut unit = MockUnitOfWork::default();
    unit.posts.expect_lock().returning(|_| Ok(None));
    unit.posts.expect_delete().never();
    let (posts, _) = posts(Gate::untouched(), Some(unit), silent());
    assert!(matches!(posts.delete(ADA, POST).await, Err(Error::NotFound("post"))));
}

const _: fn(&Posts, &PostDraft) = |posts, draft| {
    spawnable(&posts.create(ADA, draft));
    spawnable(&posts.delete(ADA, POST));
    spawnable(&posts.post(POST, None));
};
