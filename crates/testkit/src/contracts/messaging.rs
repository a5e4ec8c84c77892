//! Laws of the messaging ports.

use chrono::TimeDelta;
use vibeslop_domain::{
    accounts::{MessagePrivacy, Username},
    ids::{ConversationId, MessageId, UserId},
    messaging::{Addressee, MessageText, NewConversation, NewMessage, Pair},
    page::{Limit, Offset, Start},
    social::{Relation, Tie},
};
use vibeslop_ports::messaging::{FoundAddressee, MessageView};

use super::Stores;
use crate::fixtures::{id, noon};

fn first() -> Start {
    Start::Skip(Offset::default())
}

fn most(limit: i64) -> Limit {
    Limit::clamped(limit, 100)
}

async fn three(stores: &Stores) -> (UserId, UserId, UserId) {
    (stores.person(1, "ada").await, stores.person(2, "bob").await, stores.person(3, "cleo").await)
}

async fn open(stores: &Stores, number: u128, by: UserId, with: UserId) -> ConversationId {
    let pair = Pair::of(by, with).unwrap();
    let new = NewConversation { id: ConversationId(id(number)), pair, opened_by: by, opened_at: noon() };
    let mut work = stores.begin().await;
    let conversation = work.messaging().open(&new).await.unwrap();
    work.commit().await.unwrap();
    conversation
}

/// `sender` says something `minutes` after noon.
async fn say(stores: &Stores, conversation: ConversationId, sender: UserId, number: u128, minutes: i64) {
    let message = NewMessage {
        id: MessageId(id(number)),
        conversation,
        sender,
        text: MessageText::new(&format!("Message {number}")).unwrap(),
        sent_at: noon() + TimeDelta::minutes(minutes),
    };
    let mut work = stores.begin().await;
    work.messaging().lock(conversation, sender).await.unwrap().unwrap();
    work.messaging().insert(&message).await.unwrap();
    work.commit().await.unwrap();
}

async fn read(stores: &Stores, conversation: ConversationId, reader: UserId) -> u64 {
    let mut work = stores.begin().await;
    let marked = work.messaging().mark_read(conversation, reader, noon()).await.unwrap();
    work.commit().await.unwrap();
    marked
}

async fn find(stores: &Stores, writer: UserId, username: &str) -> Option<FoundAddressee> {
    let name = Username::sought(username).unwrap();
    stores.begin().await.messaging().find_addressee(writer, &name).await.unwrap()
}

async fn tie(stores: &Stores, person: UserId, relation: Relation, other: UserId) {
    let mut work = stores.begin().await;
    work.social().tie(Tie { relation, person, other }, noon()).await.unwrap();
    work.commit().await.unwrap();
}

/// Whoever opens it first, and however often.
pub async fn two_people_have_one_conversation(stores: &Stores) {
    let (ada, bob, cleo) = three(stores).await;
    let conversation = open(stores, 50, bob, ada).await;
    assert_eq!(conversation, ConversationId(id(50)));
    assert_eq!(open(stores, 51, ada, bob).await, conversation);
    assert_eq!(open(stores, 52, ada, cleo).await, ConversationId(id(52)), "another pair");
    assert_eq!(find(stores, ada, "bob").await.unwrap().conversation, Some(conversation));
    assert_eq!(find(stores, cleo, "bob").await.unwrap().conversation, None);
}

/// The uniqueness of the pair decides, and the unit of work of the one who lost stays usable.
pub async fn two_who_open_at_once_get_the_same_conversation(stores: &Stores) {
    let (ada, bob, _) = three(stores).await;
    let (one, two) = futures_util::future::join(open(stores, 50, ada, bob), open(stores, 51, bob, ada)).await;
    assert_eq!(one, two);
    assert_eq!(
        stores.messaging.conversations(ada, first(), most(10)).await.unwrap().items.len()
            + stores.messaging.conversations(bob, first(), most(10)).await.unwrap().items.len(),
        1,
        "of one of the two"
    );
}

/// Blocks and follows from both sides, and what the other says of strangers.
pub async fn what_the_rules_look_at_is_found(stores: &Stores) {
    let (ada, bob, cleo) = three(stores).await;
    let stranger =
        Addressee { id: bob, blocked: false, privacy: MessagePrivacy::Everyone, is_followed: false, follows: false };
    let found = FoundAddressee { addressee: stranger, is_active: true, conversation: None };
    assert_eq!(find(stores, ada, "bob").await, Some(found));
    assert_eq!(find(stores, ada, "ada").await.map(|found| found.addressee.id), Some(ada), "oneself");
    assert_eq!(find(stores, ada, "nobody").await, None);
    assert_eq!(find(stores, UserId(id(99)), "bob").await, None, "somebody who is gone");

    tie(stores, ada, Relation::Follows, bob).await;
    assert_eq!(find(stores, ada, "bob").await.unwrap().addressee, Addressee { is_followed: true, ..stranger });
    assert_eq!(find(stores, bob, "ada").await.unwrap().addressee, Addressee { id: ada, follows: true, ..stranger });
    tie(stores, cleo, Relation::Blocks, bob).await;
    for (writer, other) in [(cleo, "bob"), (bob, "cleo")] {
        assert!(find(stores, writer, other).await.unwrap().addressee.blocked, "{other}");
    }

    let conversation = open(stores, 50, ada, bob).await;
    let seen = stores.begin().await.messaging().lock(conversation, ada).await.unwrap().unwrap();
    assert_eq!(seen.addressee, Addressee { is_followed: true, ..stranger });
    assert_eq!((seen.has_answered, seen.last_at), (false, None));
    assert_eq!(stores.begin().await.messaging().lock(conversation, cleo).await.unwrap(), None, "takes no part");
    assert_eq!(stores.begin().await.messaging().lock(ConversationId(id(99)), ada).await.unwrap(), None);
    say(stores, conversation, bob, 60, 1).await;
    let seen = stores.begin().await.messaging().lock(conversation, ada).await.unwrap().unwrap();
    assert_eq!((seen.has_answered, seen.last_at), (true, Some(noon() + TimeDelta::minutes(1))));
    let seen = stores.begin().await.messaging().lock(conversation, bob).await.unwrap().unwrap();
    assert!(!seen.has_answered && seen.addressee.follows);
}

/// What one says waits for the other until it is read, and for nobody else.
pub async fn a_message_counts_until_it_is_read(stores: &Stores) {
    let (ada, bob, cleo) = three(stores).await;
    let conversation = open(stores, 50, ada, bob).await;
    let other = open(stores, 51, cleo, bob).await;
    say(stores, conversation, ada, 60, 1).await;
    say(stores, conversation, ada, 61, 2).await;
    say(stores, conversation, bob, 62, 3).await;
    say(stores, other, cleo, 63, 4).await;
    let unread = async |reader| stores.messaging.unread_in(conversation, reader).await.unwrap();
    let waiting = async |person| stores.notifications.waiting(person).await.unwrap().messages;
    assert_eq!((unread(ada).await, unread(bob).await, unread(cleo).await), (Some(1), Some(2), None));
    assert_eq!((waiting(ada).await, waiting(bob).await, waiting(cleo).await), (1, 3, 0));
    assert_eq!(read(stores, conversation, cleo).await, 0, "takes no part");
    assert_eq!(read(stores, conversation, bob).await, 2);
    assert_eq!(read(stores, conversation, bob).await, 0);
    assert_eq!((unread(ada).await, unread(bob).await), (Some(1), Some(0)));
    assert_eq!((waiting(ada).await, waiting(bob).await), (1, 1));
    tie(stores, bob, Relation::Mutes, cleo).await;
    assert_eq!(waiting(bob).await, 0, "nobody whom one does not see makes a badge");
}

/// The newest messages come first, behind them the older ones, without gaps or repeats; the state is that of the whole.
pub async fn a_thread_is_read_from_its_end(stores: &Stores) {
    let (ada, bob, cleo) = three(stores).await;
    let conversation = open(stores, 50, ada, bob).await;
    let empty = stores.messaging.thread(conversation, bob, first(), most(3)).await.unwrap().unwrap();
    assert_eq!((empty.participant.username.as_str(), empty.messages.items.len()), ("ada", 0));
    assert_eq!(empty.state.last_message, None);
    for number in 0..7_i64 {
        // Two at a time, so that their identifiers have to order them.
        say(
            stores,
            conversation,
            if number % 3 == 0 { bob } else { ada },
            60 + u128::from(number.unsigned_abs()),
            number / 2,
        )
        .await;
    }
    let mut seen = Vec::new();
    let mut start = first();
    let state = stores.messaging.thread_state(conversation, ada).await.unwrap().unwrap();
    assert_eq!(state.last_message, Some(MessageId(id(66))));
    loop {
        let thread = stores.messaging.thread(conversation, ada, start, most(3)).await.unwrap().unwrap();
        assert_eq!((thread.participant.id, thread.state), (bob, state));
        seen.extend(thread.messages.items);
        let Some(next) = thread.messages.next else { break };
        start = Start::Behind(next);
    }
    let expected = (0..7).rev().map(|number| MessageView {
        id: MessageId(id(60 + number)),
        content: format!("Message {}", 60 + number),
        sent_at: noon() + TimeDelta::minutes(i64::try_from(number / 2).unwrap()),
        is_from_viewer: number % 3 != 0,
    });
    assert_eq!(seen, expected.collect::<Vec<_>>());
    let skipped = Start::Skip(Offset::new(5).unwrap());
    let back = stores.messaging.thread(conversation, ada, skipped, most(3)).await.unwrap().unwrap();
    assert_eq!(back.messages.items, seen[5..]);
    for (conversation, viewer) in [(conversation, cleo), (ConversationId(id(99)), ada)] {
        assert_eq!(stores.messaging.thread(conversation, viewer, first(), most(3)).await.unwrap(), None);
        assert_eq!(stores.messaging.thread_state(conversation, viewer).await.unwrap(), None);
        assert_eq!(stores.messaging.participant(conversation, viewer).await.unwrap(), None);
    }
}

/// The last thing said orders a list; what somebody else opened and never wrote to is not in it.
pub async fn the_newest_conversation_comes_first(stores: &Stores) {
    let (ada, bob, cleo) = three(stores).await;
    let (dan, eve) = (stores.person(4, "dan").await, stores.person(5, "eve").await);
    let mut conversations = Vec::new();
    for (number, other) in (50..).zip([bob, cleo, dan]) {
        conversations.push(open(stores, number, ada, other).await);
    }
    open(stores, 53, eve, ada).await;
    say(stores, conversations[1], ada, 60, 5).await;
    say(stores, conversations[0], bob, 61, 6).await;
    say(stores, conversations[1], cleo, 62, 7).await;
    let mut seen = Vec::new();
    let mut start = first();
    loop {
        let page = stores.messaging.conversations(ada, start, most(1)).await.unwrap();
        seen.extend(page.items);
        let Some(next) = page.next else { break };
        start = Start::Behind(next);
    }
    let names: Vec<_> = seen.iter().map(|seen| (seen.participant.username.as_str(), seen.unread)).collect();
    assert_eq!(names, [("cleo", 1), ("bob", 1), ("dan", 0)], "and not eve, who has said nothing");
    let last: Vec<_> = seen.iter().map(|seen| seen.last_message.as_ref().map(|last| last.is_from_viewer)).collect();
    assert_eq!(last, [Some(false), Some(false), None]);
    assert_eq!(seen[0].last_message.as_ref().map(|last| last.content.as_str()), Some("Message 62"));
    assert_eq!(stores.messaging.conversations(dan, first(), most(10)).await.unwrap().items, []);
    let skipped = Start::Skip(Offset::new(1).unwrap());
    let page = stores.messaging.conversations(ada, skipped, most(10)).await.unwrap();
    assert_eq!((page.items, page.next), (seen.split_off(1), None));
}

/// Blocks from both sides, and mutes, hide a conversation before a page is cut.
pub async fn conversations_leave_out_whom_their_owner_does_not_see(stores: &Stores) {
    let (ada, bob, cleo) = three(stores).await;
    let dan = stores.person(4, "dan").await;
    for (number, other) in (50..).zip([bob, cleo, dan]) {
        let conversation = open(stores, number, other, ada).await;
        say(stores, conversation, other, number + 10, 1).await;
    }
    let names = async |person| {
        let page = stores.messaging.conversations(person, first(), most(1)).await.unwrap();
        page.items.into_iter().map(|seen| seen.participant.username).collect::<Vec<_>>()
    };
    assert_eq!(names(ada).await, ["dan"]);
    tie(stores, dan, Relation::Blocks, ada).await;
    assert_eq!((names(ada).await, names(dan).await), (vec!["cleo".to_owned()], vec![]));
    tie(stores, ada, Relation::Mutes, cleo).await;
    assert_eq!((names(ada).await, names(cleo).await), (vec!["bob".to_owned()], vec!["ada".to_owned()]));
    tie(stores, ada, Relation::Blocks, bob).await;
    assert_eq!((names(ada).await, names(bob).await), (vec![], vec![]));
    assert_eq!(stores.notifications.waiting(ada).await.unwrap().messages, 0);
}
