use vibeslop_domain::{
    ids::MessageId,
    messaging::{MessageText, NewConversation, NewMessage, Pair},
};
use vibeslop_ports::{messaging::FoundAddressee, mocks::End};

use super::*;
use crate::{
    Error,
    fixtures::{ADA, author, now},
};

/// A unit of work in which somebody of the name of `bob` is found.
fn finding(found: FoundAddressee) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.messaging
        .expect_find_addressee()
        .withf(|writer, name| *writer == ADA && name.as_str() == "bob")
        .times(1)
        .returning(move |_, _| Ok(Some(found)));
    unit
}

fn stranger() -> FoundAddressee {
    FoundAddressee { addressee: bob(), is_active: true, conversation: None }
}

fn with_bob() -> MockMessagingQueries {
    let mut queries = MockMessagingQueries::new();
    queries.expect_participant().returning(|_, _| Ok(Some(author(BOB))));
    queries
}

#[tokio::test]
async fn a_conversation_is_opened_once_and_found_again() {
    let mut unit = finding(stranger());
    // Somebody else was faster: theirs it is.
    unit.messaging
        .expect_open()
        .withf(|new| {
            let expected = NewConversation {
                id: ConversationId(Uuid::from_u128(1)),
                pair: Pair::of(ADA, BOB).unwrap(),
                opened_by: ADA,
                opened_at: now(),
            };
            *new == expected
        })
        .times(1)
        .returning(|_| Ok(CONVERSATION));
    let (service, transactions) = messaging([unit], with_bob());
    assert_eq!(service.open(ADA, "Bob").await.unwrap().id, CONVERSATION);
    assert_eq!(transactions.ends(), [End::Committed]);

    let there = FoundAddressee { conversation: Some(CONVERSATION), ..stranger() };
    let mut unit = finding(there);
    unit.messaging.expect_open().never();
    assert_eq!(messaging([unit], with_bob()).0.open(ADA, "bob").await.unwrap().id, CONVERSATION);
}

#[tokio::test]
async fn nothing_is_opened_with_whoever_does_not_want_it() {
    let restricted = Addressee { privacy: MessagePrivacy::Followers, ..bob() };
    let cases = [
        (FoundAddressee { addressee: restricted, ..stranger() }, "messaging_restricted"),
        (FoundAddressee { addressee: Addressee { blocked: true, ..bob() }, ..stranger() }, "blocked"),
        (FoundAddressee { addressee: Addressee { id: ADA, ..bob() }, ..stranger() }, "cannot_message_self"),
    ];
    for (found, expected) in cases {
        let mut unit = finding(found);
        unit.messaging.expect_open().never();
        let (service, transactions) = messaging([unit], MockMessagingQueries::new());
        let refused = service.open(ADA, "bob").await;
        let Err(Error::Forbidden { code, .. } | Error::Malformed { code, .. }) = refused else {
            panic!("{expected}: {refused:?}")
        };
        assert_eq!((code, transactions.ends().as_slice()), (expected, [End::RolledBack].as_slice()));
    }
    let suspended = FoundAddressee { is_active: false, conversation: Some(CONVERSATION), ..stranger() };
    let refused = messaging([finding(suspended)], MockMessagingQueries::new()).0.open(ADA, "bob").await;
    assert!(matches!(refused, Err(Error::NotFound("user"))), "{refused:?}");
    let refused = messaging([], MockMessagingQueries::new()).0.open(ADA, "no name").await;
    assert!(matches!(refused, Err(Error::NotFound("user"))), "{refused:?}");
}

fn locking(there: Correspondence) -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.messaging
        .expect_lock()
        .withf(|conversation, writer| *conversation == CONVERSATION && *writer == ADA)
        .times(1)
        .returning(move |_, _| Ok(Some(there)));
    unit
}

#[tokio::test]
async fn what_is_said_comes_back_as_it_was_stored() {
    let mut unit = locking(correspondence(bob()));
    let sent_at = chrono::SubsecRound::trunc_subsecs(now(), 6);
    unit.messaging
        .expect_insert()
        .withf(move |message| {
            let expected = NewMessage {
                id: MessageId(Uuid::from_u128(1)),
                conversation: CONVERSATION,
                sender: ADA,
                text: MessageText::new("On my way").unwrap(),
                sent_at,
            };
            *message == expected
        })
        .times(1)
        .returning(|_| Ok(()));
    let (service, transactions) = messaging([unit], MockMessagingQueries::new());
    let message = service.send(ADA, CONVERSATION, " On my way ").await.unwrap();
    assert_eq!((message.content.as_str(), message.sent_at, message.is_from_viewer), ("On my way", sent_at, true));
    assert_eq!(transactions.ends(), [End::Committed]);
}

#[tokio::test]
async fn nothing_is_said_to_whoever_does_not_want_it_though_the_conversation_is_there() {
    let restricted = Addressee { privacy: MessagePrivacy::Following, ..bob() };
    for (addressee, expected) in
        [(restricted, "messaging_restricted"), (Addressee { blocked: true, ..bob() }, "blocked")]
    {
        let mut unit = locking(correspondence(addressee));
        unit.messaging.expect_insert().never();
        let (service, transactions) = messaging([unit], MockMessagingQueries::new());
        let refused = service.send(ADA, CONVERSATION, "Hello").await;
        assert!(matches!(refused, Err(Error::Forbidden { code, .. }) if code == expected), "{refused:?}");
        assert_eq!(transactions.ends(), [End::RolledBack]);
    }
    // They answered once.
    let mut unit = locking(Correspondence { has_answered: true, ..correspondence(restricted) });
    unit.messaging.expect_insert().times(1).returning(|_| Ok(()));
    assert!(messaging([unit], MockMessagingQueries::new()).0.send(ADA, CONVERSATION, "Hello").await.is_ok());
}

#[tokio::test]
async fn a_text_is_judged_before_anything_is_asked() {
    let (service, transactions) = messaging([], MockMessagingQueries::new());
    for text in ["", " \u{200B}", &"é".repeat(10_001)] {
        let refused = service.send(ADA, CONVERSATION, text).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    }
    assert_eq!(transactions.ends(), []);
}

#[tokio::test]
async fn what_is_read_already_is_not_written_again() {
    for (unread, units) in [(0, vec![]), (2, vec![marking()])] {
        let writes = units.len();
        let mut queries = MockMessagingQueries::new();
        queries.expect_unread_in().returning(move |_, _| Ok(Some(unread)));
        let (service, transactions) = messaging(units, queries);
        assert_eq!(service.read(ADA, CONVERSATION).await.unwrap(), unread.unsigned_abs());
        assert_eq!(transactions.ends().len(), writes);
    }
}

fn marking() -> MockUnitOfWork {
    let mut unit = MockUnitOfWork::default();
    unit.messaging
        .expect_mark_read()
        .withf(|conversation, reader, at| (*conversation, *reader, *at) == (CONVERSATION, ADA, now()))
        .times(1)
        .returning(|_, _, _| Ok(2));
    unit
}
