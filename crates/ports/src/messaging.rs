//! What people write to each other.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    accounts::Username,
    ids::{ConversationId, MessageId, UserId},
    messaging::{Addressee, Correspondence, NewConversation, NewMessage},
    page::{Limit, Page, Start, TimeCursor},
};

use crate::{StoreError, content::AuthorView};

/// Somebody of a name whom another person wants to write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FoundAddressee {
    /// What the rules look at.
    pub addressee: Addressee,
    /// Whether they are shown to others: not suspended.
    pub is_active: bool,
    /// The conversation of the two, if they have one.
    pub conversation: Option<ConversationId>,
}

/// Writes what people write to each other. What conversations hold of their messages follows by itself.
///
/// # What an implementation guarantees
/// - Two people have one conversation.
/// - Messages of a conversation are in one order for both, that of [`NewMessage::sent_at`], and none is lost or doubled,
///   however many are sent at the same moment: a conversation that is locked makes them take turns.
/// - What is unread equals what the other has said since, also while messages come in.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MessagingStore: Send {
    /// Finds a person by name, and keeps both as they are until the unit of work ends: blocks, follows and what they say
    /// of strangers. Any number of people may do so with the same person at once. `None` if there is nobody of that
    /// name, or if `writer` is gone.
    async fn find_addressee(&mut self, writer: UserId, name: &Username) -> Result<Option<FoundAddressee>, StoreError>;

    /// Adds a conversation. Of two that two people open at the same moment one is added, and both get that one: the
    /// uniqueness of the pair decides. Answers the conversation that is there.
    async fn open(&mut self, conversation: &NewConversation) -> Result<ConversationId, StoreError>;

    /// Locks a conversation until the unit of work ends, and keeps both people as they are, as
    /// [`find_addressee`](Self::find_addressee) does. `None` if there is none, if `writer` takes no part in it, or if the
    /// other is suspended.
    async fn lock(
        &mut self,
        conversation: ConversationId,
        writer: UserId,
    ) -> Result<Option<Correspondence>, StoreError>;

    /// Adds a message to a locked conversation. It is counted as unread for the other.
    async fn insert(&mut self, message: &NewMessage) -> Result<(), StoreError>;

    /// Marks all that the other has said so far as read, in the conversation of a reader who takes part in it. How many
    /// were not.
    async fn mark_read(
        &mut self,
        conversation: ConversationId,
        reader: UserId,
        at: DateTime<Utc>,
    ) -> Result<u64, StoreError>;
}

/// A message as one of the two sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageView {
    /// Which.
    pub id: MessageId,
    /// What it says.
    pub content: String,
    /// When it was said.
    pub sent_at: DateTime<Utc>,
    /// Whether the viewer said it.
    pub is_from_viewer: bool,
}

/// A conversation in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConversationView {
    /// Which.
    pub id: ConversationId,
    /// The other person.
    pub participant: AuthorView,
    /// What was said last, if anything.
    pub last_message: Option<MessageView>,
    /// How much of what the other said the viewer has not read.
    pub unread: i64,
    /// When something was said last, or when it was opened.
    pub active_at: DateTime<Utc>,
}

/// What a thread shows hangs on this alone: messages stay as they were said. Two equal states are the same thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadState {
    /// The newest message.
    pub last_message: Option<MessageId>,
    /// The number of the state of the other's account.
    pub participant_version: i64,
}

/// A part of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadView {
    /// The other person.
    pub participant: AuthorView,
    /// What was said, the newest first.
    pub messages: Page<MessageView, TimeCursor>,
    /// The state that this was read in.
    pub state: ThreadState,
}

/// Reads what people write to each other. Whoever takes no part in a conversation is told that there is none, and so is
/// everybody while the other is suspended.
///
/// Pages ask for these again and again: each is one statement, and a cheap one.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MessagingQueries: Send + Sync {
    /// A person's conversations, those first in which something was said last. Left out are those with people whom the
    /// person does not see, and those that somebody else opened and never wrote to. One statement.
    async fn conversations(
        &self,
        of: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<ConversationView, TimeCursor>, StoreError>;

    /// The other person of a conversation. One statement.
    async fn participant(&self, conversation: ConversationId, viewer: UserId)
    -> Result<Option<AuthorView>, StoreError>;

    /// A part of a conversation, from the newest message backwards. One statement.
    async fn thread(
        &self,
        conversation: ConversationId,
        viewer: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Option<ThreadView>, StoreError>;

    /// Whether a conversation is as it was, without reading it. One statement, over three primary keys.
    async fn thread_state(
        &self,
        conversation: ConversationId,
        viewer: UserId,
    ) -> Result<Option<ThreadState>, StoreError>;

    /// How much of what the other said a reader has not read. One statement, over two primary keys.
    async fn unread_in(&self, conversation: ConversationId, reader: UserId) -> Result<Option<i64>, StoreError>;
}
