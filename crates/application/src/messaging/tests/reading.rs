use vibeslop_domain::{
    ids::MessageId,
    page::{Limit, Page, TimeCursor},
};
use vibeslop_ports::messaging::{MessageView, ThreadState, ThreadView};

use super::*;
use crate::{
    Error,
    fixtures::{ADA, author, now},
};

fn request(cursor: Option<String>) -> PageRequest {
    PageRequest { cursor, offset: 0, limit: Limit::clamped(2, 100) }
}

fn message(number: u128) -> MessageView {
    let content = format!("Message {number}");
    MessageView { id: MessageId(Uuid::from_u128(number)), content, sent_at: now(), is_from_viewer: true }
}

#[tokio::test]
async fn a_part_of_a_thread_is_shown_oldest_first_and_leads_to_what_was_said_before() {
    let mut queries = MockMessagingQueries::new();
    let state = ThreadState { last_message: Some(MessageId(Uuid::from_u128(3))), participant_version: 7 };
    let before = TimeCursor { at: now(), id: Uuid::from_u128(2) };
    queries
        .expect_thread()
        .withf(|conversation, viewer, start, limit| {
            *conversation == CONVERSATION && *viewer == ADA && start.cursor().is_none() && limit.get() == 2
        })
        .times(1)
        .returning(move |_, _, _, _| {
            let messages = Page { items: vec![message(3), message(2)], next: Some(before) };
            Ok(Some(ThreadView { participant: author(BOB), messages, state }))
        });
    let (messaging, _) = messaging([], queries);
    let thread = messaging.thread(ADA, CONVERSATION, &request(None)).await.unwrap();
    assert_eq!(thread.messages.items, [message(2), message(3)]);
    assert_eq!((thread.participant.id, thread.state), (BOB, state));
    let cursor = thread.messages.next_cursor.unwrap();
    let list = vibeslop_domain::page::TimeList::Messages;
    assert_eq!(TimeCursor::decode(&cursor, list).map(|cursor| cursor.id), Ok(before.id));
    let refused = messaging.conversations(ADA, &request(Some(cursor))).await;
    assert!(matches!(refused, Err(Error::Malformed { code: "invalid_cursor", .. })), "{refused:?}");
}

#[tokio::test]
async fn a_conversation_of_others_is_none() {
    let mut queries = MockMessagingQueries::new();
    queries.expect_thread().returning(|_, _, _, _| Ok(None));
    queries.expect_thread_state().returning(|_, _| Ok(None));
    queries.expect_unread_in().returning(|_, _| Ok(None));
    let (messaging, _) = messaging([], queries);
    for refused in [
        messaging.thread(ADA, CONVERSATION, &request(None)).await.map(drop),
        messaging.thread_state(ADA, CONVERSATION).await.map(drop),
        messaging.read(ADA, CONVERSATION).await.map(drop),
    ] {
        assert!(matches!(refused, Err(Error::NotFound("conversation"))), "{refused:?}");
    }
}
