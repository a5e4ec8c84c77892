mod reading;
mod writing;

use std::sync::Arc;

use uuid::Uuid;
use vibeslop_domain::{
    accounts::MessagePrivacy,
    ids::{ConversationId, UserId},
    messaging::{Addressee, Correspondence},
};
use vibeslop_ports::mocks::{MockMessagingQueries, MockTransactions, MockUnitOfWork};

use super::Messaging;
use crate::{
    fixtures::{BOB, CountingIds, SetClock, spawnable},
    page::PageRequest,
};

const CONVERSATION: ConversationId = ConversationId(Uuid::from_u128(0xC0));

fn messaging(
    units: impl IntoIterator<Item = MockUnitOfWork>,
    queries: MockMessagingQueries,
) -> (Messaging, Arc<MockTransactions>) {
    let transactions = Arc::new(MockTransactions::of(units));
    let messaging = Messaging {
        transactions: Arc::clone(&transactions) as Arc<_>,
        queries: Arc::new(queries),
        clock: SetClock::new(),
        ids: Arc::new(CountingIds::default()),
    };
    (messaging, transactions)
}

/// Bob, who takes messages from everybody.
fn bob() -> Addressee {
    Addressee { id: BOB, blocked: false, privacy: MessagePrivacy::Everyone, is_followed: false, follows: false }
}

fn correspondence(addressee: Addressee) -> Correspondence {
    Correspondence { id: CONVERSATION, addressee, has_answered: false, last_at: None }
}

const _: fn(&Messaging, UserId, ConversationId, &PageRequest) = |messaging, person, conversation, request| {
    spawnable(&messaging.conversations(person, request));
    spawnable(&messaging.open(person, "bob"));
    spawnable(&messaging.thread(person, conversation, request));
    spawnable(&messaging.thread_state(person, conversation));
    spawnable(&messaging.send(person, conversation, "Hello"));
    spawnable(&messaging.read(person, conversation));
};
