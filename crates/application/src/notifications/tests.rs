use uuid::Uuid;
use vibeslop_domain::{
    ids::{PostId, ProjectId},
    notifications::NotificationKind,
    page::{Limit, Page, TimeCursor},
};
use vibeslop_ports::{
    mocks::{End, MockNotificationQueries, MockTransactions, MockUnitOfWork},
    notifications::{NotificationView, TargetView},
};

use super::*;
use crate::{
    fixtures::{ADA, BOB, SetClock, author, now, spawnable, store_away},
    page::PageRequest,
};

const TOLD: NotificationId = NotificationId(Uuid::from_u128(0x10));

fn inbox(
    units: impl IntoIterator<Item = MockUnitOfWork>,
    notifications: MockNotificationQueries,
) -> (Inbox, Arc<MockTransactions>) {
    let transactions = Arc::new(MockTransactions::of(units));
    let ports = (Arc::clone(&transactions) as Arc<_>, Arc::new(notifications), SetClock::new());
    (Inbox { transactions: ports.0, notifications: ports.1, clock: ports.2 }, transactions)
}

fn view(kind: NotificationKind) -> NotificationView {
    let source = TargetView::Post { id: PostId(Uuid::from_u128(2)), beginning: "Look".to_owned() };
    NotificationView {
        id: TOLD,
        kind,
        actors: vec![author(BOB)],
        actor_count: 1,
        target: Some(TargetView::Project { id: ProjectId(Uuid::from_u128(1)), title: "Planner".to_owned() }),
        source: (kind == NotificationKind::Quote).then_some(source),
        preview: None,
        created_at: now(),
        read: false,
    }
}

fn first() -> PageRequest {
    PageRequest { cursor: None, offset: 0, limit: Limit::clamped(2, 100) }
}

fn page() -> Page<NotificationView, TimeCursor> {
    let items = vec![view(NotificationKind::Quote), view(NotificationKind::Like)];
    Page { items, next: Some(TimeCursor { at: now(), id: TOLD.0 }) }
}

const _: fn(&Inbox, UserId, NotificationId, &PageRequest) = |inbox, person, id, request| {
    spawnable(&inbox.notifications(person, Told::Grouped, request));
    spawnable(&inbox.read(person, id, Vocabulary::Plain));
    spawnable(&inbox.read_all(person));
};

#[tokio::test]
async fn what_waits_is_counted_for_the_one_who_asks() {
    let mut notifications = MockNotificationQueries::new();
    let waiting = Waiting { notifications: 3, messages: 1 };
    notifications.expect_waiting().withf(|user| *user == ADA).times(1).returning(move |_| Ok(waiting));
    assert_eq!(inbox([], notifications).0.counts(ADA).await.unwrap(), waiting);
}

#[tokio::test]
async fn a_store_that_is_away_is_not_an_empty_inbox() {
    let mut notifications = MockNotificationQueries::new();
    notifications.expect_waiting().returning(|_| Err(store_away()));
    let failed = inbox([], notifications).0.counts(ADA).await;
    assert!(matches!(failed, Err(Error::Unavailable(_))), "{failed:?}");
}

#[tokio::test]
async fn a_client_is_told_in_the_words_that_it_knows() {
    for (told, kind) in [
        (Told::Plainly, NotificationKind::Mention),
        (Told::Extended, NotificationKind::Quote),
        (Told::Grouped, NotificationKind::Quote),
    ] {
        let mut queries = MockNotificationQueries::new();
        if told == Told::Grouped {
            queries.expect_grouped().times(1).returning(|_, _, _| Ok(page()));
        } else {
            queries.expect_notifications().times(1).returning(|_, _, _| Ok(page()));
        }
        queries.expect_unread().withf(|user| *user == ADA).returning(|_| Ok(7));
        let found = inbox([], queries).0.notifications(ADA, told, &first()).await.unwrap();
        let [quote, like] = &found.listed.items[..] else { panic!("{found:?}") };
        assert_eq!((quote.kind, like.kind, found.unread), (kind, NotificationKind::Like, 7), "{told:?}");
        assert_eq!((quote.is_grouped, like.is_grouped), (false, told == Told::Grouped));
        // A mention is about the post that quotes, a quote about what is quoted.
        let about_post = matches!(quote.target(), Some(TargetView::Post { .. }));
        assert_eq!(about_post, told == Told::Plainly);
        assert_eq!(quote.view.source.is_some(), told != Told::Plainly);
        assert!(found.listed.next_cursor.is_some());
    }
}

#[tokio::test]
async fn a_notification_is_read_by_the_one_who_was_told_alone() {
    for told in [Some(view(NotificationKind::Like)), None] {
        let mut unit = MockUnitOfWork::default();
        let marked = unit.notifications.expect_mark_read();
        marked.withf(|user, id| (*user, *id) == (ADA, TOLD)).times(1).returning(|_, _| Ok(()));
        let mut queries = MockNotificationQueries::new();
        let answer = told.clone();
        queries
            .expect_notification()
            .withf(|id, of| (*id, *of) == (TOLD, ADA))
            .returning(move |_, _| Ok(answer.clone()));
        let found = inbox([unit], queries).0.read(ADA, TOLD, Vocabulary::Plain).await;
        match told {
            Some(view) => assert_eq!(found.unwrap().view, view),
            None => assert!(matches!(found, Err(Error::NotFound("notification"))), "{found:?}"),
        }
    }
}

#[tokio::test]
async fn all_that_was_told_until_now_is_read() {
    let mut unit = MockUnitOfWork::default();
    let marked = unit.notifications.expect_mark_all_read();
    marked.withf(|user, at| (*user, *at) == (ADA, now())).times(1).returning(|_, _| Ok(3));
    let (inbox, transactions) = inbox([unit], MockNotificationQueries::new());
    assert_eq!(inbox.read_all(ADA).await.unwrap(), 3);
    assert_eq!(transactions.ends(), [End::Committed]);
}
