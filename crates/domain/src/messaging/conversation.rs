use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

use super::{MessageText, NewMessage};
use crate::{
    accounts::MessagePrivacy,
    ids::{ConversationId, MessageId, UserId},
};

/// Two people, whoever was named first. They have at most one conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pair {
    one: UserId,
    two: UserId,
}

impl Pair {
    /// `None` of one and the same person.
    pub fn of(a: UserId, b: UserId) -> Option<Self> {
        (a != b).then(|| Self { one: a.min(b), two: a.max(b) })
    }

    /// The smaller identifier.
    pub const fn one(self) -> UserId {
        self.one
    }

    /// The larger identifier.
    pub const fn two(self) -> UserId {
        self.two
    }
}

/// Somebody whom another person, the writer, wants to write to, as far as the rules look at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addressee {
    /// Who.
    pub id: UserId,
    /// Whether one of the two blocks the other, whoever.
    pub blocked: bool,
    /// Whom they let write to them.
    pub privacy: MessagePrivacy,
    /// Whether the writer follows them.
    pub is_followed: bool,
    /// Whether they follow the writer.
    pub follows: bool,
}

impl Addressee {
    /// Whether they let somebody write to whom they never wrote.
    const fn lets_in(&self) -> bool {
        match self.privacy {
            MessagePrivacy::Everyone => true,
            MessagePrivacy::Followers => self.is_followed,
            MessagePrivacy::Following => self.follows,
        }
    }

    /// The rule of opening a conversation. One that is there is found again whatever the addressee says of strangers; what
    /// may be said in it is a rule of its own ([`Correspondence::send`]).
    pub fn converse(&self, writer: UserId, is_there: bool) -> Result<Pair, MessagingRefused> {
        let pair = Pair::of(writer, self.id).ok_or(MessagingRefused::Oneself)?;
        if self.blocked {
            return Err(MessagingRefused::Blocked);
        }
        if is_there || self.lets_in() { Ok(pair) } else { Err(MessagingRefused::Restricted) }
    }
}

/// A conversation that is about to be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewConversation {
    /// Its identifier.
    pub id: ConversationId,
    /// Whose it is.
    pub pair: Pair,
    /// Who opens it. The other sees nothing of it until there is a message.
    pub opened_by: UserId,
    /// When.
    pub opened_at: DateTime<Utc>,
}

/// A conversation from the side of one who is about to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correspondence {
    /// Which.
    pub id: ConversationId,
    /// The other.
    pub addressee: Addressee,
    /// Whether the other has ever written here. Whoever did is open to answers from then on.
    pub has_answered: bool,
    /// The place of the newest message.
    pub last_at: Option<DateTime<Utc>>,
}

impl Correspondence {
    /// The rule of writing. What the addressee says of strangers is looked at with every message until they have written
    /// themselves: it makes no difference what they said when the conversation was opened.
    ///
    /// A message comes behind all that was said before, whatever the clock of the node says that it is sent through.
    pub fn send(
        &self,
        id: MessageId,
        sender: UserId,
        text: MessageText,
        now: DateTime<Utc>,
    ) -> Result<NewMessage, MessagingRefused> {
        if self.addressee.blocked {
            return Err(MessagingRefused::Blocked);
        }
        if !self.has_answered && !self.addressee.lets_in() {
            return Err(MessagingRefused::Restricted);
        }
        // What is kept of a time are microseconds.
        let now = now.trunc_subsecs(6);
        let sent_at = self.last_at.map_or(now, |last| now.max(last + TimeDelta::microseconds(1)));
        Ok(NewMessage { id, conversation: self.id, sender, text, sent_at })
    }
}

/// Why somebody may not write to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessagingRefused {
    /// They are the same.
    #[error("You cannot write to yourself")]
    Oneself,
    /// One of the two has blocked the other. It is not told who.
    #[error("This is not possible between the two of you")]
    Blocked,
    /// The addressee lets only some people write to them, and the writer is none of those.
    #[error("This person does not take messages from everybody")]
    Restricted,
}

impl MessagingRefused {
    /// For machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Oneself => "cannot_message_self",
            Self::Blocked => "blocked",
            Self::Restricted => "messaging_restricted",
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;

    const ADA: UserId = UserId(Uuid::from_u128(0xADA));
    const BOB: UserId = UserId(Uuid::from_u128(0xB0B));
    const PRIVACIES: [MessagePrivacy; 3] =
        [MessagePrivacy::Everyone, MessagePrivacy::Followers, MessagePrivacy::Following];

    fn bob(privacy: MessagePrivacy, is_followed: bool, follows: bool) -> Addressee {
        Addressee { id: BOB, blocked: false, privacy, is_followed, follows }
    }

    fn with(addressee: Addressee, has_answered: bool) -> Correspondence {
        Correspondence { id: ConversationId(Uuid::nil()), addressee, has_answered, last_at: None }
    }

    fn send(correspondence: Correspondence) -> Result<NewMessage, MessagingRefused> {
        let text = MessageText::new("Hello").unwrap();
        correspondence.send(MessageId(Uuid::nil()), ADA, text, DateTime::from_timestamp(1_770_027_330, 5_700).unwrap())
    }

    #[test]
    fn two_people_are_a_pair_whoever_is_named_first() {
        assert_eq!(Pair::of(ADA, BOB), Pair::of(BOB, ADA));
        let pair = Pair::of(BOB, ADA).unwrap();
        assert!(pair.one() < pair.two());
        assert_eq!(Pair::of(ADA, ADA), None);
    }

    #[test]
    fn strangers_are_let_in_as_the_addressee_says() {
        for privacy in PRIVACIES {
            for (is_followed, follows) in [(false, false), (true, false), (false, true), (true, true)] {
                let allowed = match privacy {
                    MessagePrivacy::Everyone => true,
                    MessagePrivacy::Followers => is_followed,
                    MessagePrivacy::Following => follows,
                };
                let bob = bob(privacy, is_followed, follows);
                assert_eq!(bob.converse(ADA, false).is_ok(), allowed, "{bob:?}");
                assert_eq!(
                    bob.converse(ADA, true),
                    Ok(Pair::of(ADA, BOB).unwrap()),
                    "one that is there is found again"
                );
                assert_eq!(send(with(bob, false)).is_ok(), allowed, "{bob:?}");
                assert!(send(with(bob, true)).is_ok(), "whoever wrote is open to answers");
            }
        }
        assert_eq!(bob(MessagePrivacy::Following, true, false).converse(ADA, false), Err(MessagingRefused::Restricted));
    }

    #[test]
    fn a_block_ends_it_whatever_was_before() {
        let blocked = Addressee { blocked: true, ..bob(MessagePrivacy::Everyone, true, true) };
        for before in [false, true] {
            assert_eq!(blocked.converse(ADA, before), Err(MessagingRefused::Blocked));
            assert_eq!(send(with(blocked, before)), Err(MessagingRefused::Blocked));
        }
    }

    #[test]
    fn nobody_writes_to_themselves() {
        let myself = Addressee { id: ADA, ..bob(MessagePrivacy::Everyone, false, false) };
        assert_eq!(myself.converse(ADA, false), Err(MessagingRefused::Oneself));
        assert_eq!(MessagingRefused::Oneself.code(), "cannot_message_self");
    }

    proptest! {
        #[test]
        fn a_message_comes_behind_the_one_before_whatever_the_clock_says(ahead in -5_000_000_i64..5_000_000) {
            let first = send(with(bob(MessagePrivacy::Everyone, false, false), false)).unwrap();
            let last = first.sent_at + TimeDelta::microseconds(ahead);
            let open = with(bob(MessagePrivacy::Everyone, false, false), false);
            let next = send(Correspondence { last_at: Some(last), ..open }).unwrap();
            prop_assert!(next.sent_at > last);
            prop_assert!(next.sent_at == first.sent_at || next.sent_at == last + TimeDelta::microseconds(1));
        }
    }
}
