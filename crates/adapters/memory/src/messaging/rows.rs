use chrono::{DateTime, Utc};
use vibeslop_domain::{
    ids::{ConversationId, MessageId, UserId},
    messaging::Pair,
    page::TimeCursor,
};
use vibeslop_ports::messaging::MessageView;

use crate::{accounts::count, world::World};

/// What two people write to each other. Its newest message, who wrote, and how much each has not read, is counted from the
/// messages.
#[derive(Debug, Clone)]
pub(crate) struct ConversationRow {
    pub(crate) id: ConversationId,
    pub(crate) pair: Pair,
    pub(crate) created_by: UserId,
    pub(crate) inserted_at: DateTime<Utc>,
}

impl ConversationRow {
    /// Whom a person talks to here, if they take part.
    pub(crate) fn other(&self, person: UserId) -> Option<UserId> {
        let (one, two) = (self.pair.one(), self.pair.two());
        if person == one {
            Some(two)
        } else if person == two {
            Some(one)
        } else {
            None
        }
    }
}

/// A message.
#[derive(Debug, Clone)]
pub(crate) struct MessageRow {
    pub(crate) id: MessageId,
    pub(crate) conversation: ConversationId,
    pub(crate) sender: UserId,
    pub(crate) content: String,
    pub(crate) read_at: Option<DateTime<Utc>>,
    pub(crate) inserted_at: DateTime<Utc>,
}

impl MessageRow {
    /// Where it stands in its conversation.
    pub(crate) const fn place(&self) -> TimeCursor {
        TimeCursor { at: self.inserted_at, id: self.id.0 }
    }

    /// Whether one of the two has not read it, who did not say it.
    pub(crate) fn waits_for(&self, reader: UserId) -> bool {
        self.sender != reader && self.read_at.is_none()
    }

    /// The message as one of the two sees it.
    pub(crate) fn view(&self, viewer: UserId) -> MessageView {
        MessageView {
            id: self.id,
            content: self.content.clone(),
            sent_at: self.inserted_at,
            is_from_viewer: self.sender == viewer,
        }
    }
}

/// The newest of messages.
pub(super) fn newest<'a>(messages: impl Iterator<Item = &'a MessageRow>) -> Option<&'a MessageRow> {
    messages.max_by_key(|row| (row.inserted_at, row.id))
}

impl World {
    /// What was said in a conversation.
    pub(super) fn said(&self, conversation: ConversationId) -> impl Iterator<Item = &MessageRow> {
        self.messages.values().filter(move |row| row.conversation == conversation)
    }

    /// A conversation that a person takes part in, and with whom, whoever sees whom.
    pub(super) fn part(&self, conversation: ConversationId, person: UserId) -> Option<(&ConversationRow, UserId)> {
        let row = self.conversations.get(&conversation)?;
        Some((row, row.other(person)?))
    }

    /// How many messages a person has not read, without those of people whom they do not see.
    pub(crate) fn unread_messages(&self, person: UserId) -> i64 {
        let waiting = self.messages.values().filter(|row| row.waits_for(person));
        let theirs = waiting.filter(|row| self.part(row.conversation, person).is_some());
        count(theirs.filter(|row| self.sees(Some(person), row.sender)))
    }
}
