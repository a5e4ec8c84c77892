//! The live stream: what has happened, told across nodes, and the tickets that open a stream.

use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use vibeslop_domain::{
    ids::{ConversationId, MessageId, NotificationId, UserId},
    stream::Position,
};

use crate::{
    StoreError,
    messaging::MessageView,
    notifications::{NotificationView, Waiting},
    tokens::Claims,
};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// The person has a new notification.
    Notification(NotificationId),
    /// The person wrote a message, or got one.
    Message(MessageId),
    /// How much the person has not read may have changed.
    Counts,
    /// The token of this identifier was revoked.
    TokenEnded(String),
    /// All of the person's tokens ended, or the person may not use them any more.
    PersonEnded,
}

impl What {
    /// Whether the person is told of it. What ends streams is told by their end.
    pub const fn is_told(&self) -> bool {
        match self {
            Self::Notification(_) | Self::Message(_) | Self::Counts => true,
            Self::TokenEnded(_) | Self::PersonEnded => false,
        }
    }
}

/// Something that happened, and whom it concerns. It names things and does not hold them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Occurrence {
    /// Its place.
    pub position: Position,
    /// Whom it concerns.
    pub person: UserId,
    /// What happened.
    pub what: What,
}

/// What happened behind a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stretch {
    /// Whether nothing is missing. It is where the place is older than what is kept, or none that was ever given.
    pub complete: bool,
    /// What happened, in order.
    pub occurrences: Vec<Occurrence>,
}

/// Tells one node of all that happens on any.
///
/// # What an implementation guarantees
/// - Places grow. Whatever is committed gets a place above all that was answered before: who reads on from the last place
///   misses nothing and hears nothing twice.
/// - What was committed is told within moments, and nothing is that was not.
/// - A lost connection is an error of one call, and the next one goes on.
#[async_trait]
pub trait EventBus: Send + Sync {
    /// The newest place.
    async fn newest(&self) -> Result<Position, StoreError>;

    /// What happened behind `after`, whatever committed it. Waits until there is something; answers a part of it at a
    /// time. It costs this node the same, however many people listen.
    async fn behind(&self, after: Position) -> Result<Stretch, StoreError>;
}

/// A bus on which nothing ever happens: for whoever has one node and no live stream, tests for example.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silence;

#[async_trait]
impl EventBus for Silence {
    async fn newest(&self) -> Result<Position, StoreError> {
        Ok(Position::default())
    }

    async fn behind(&self, _: Position) -> Result<Stretch, StoreError> {
        std::future::pending().await
    }
}

/// A message, as one of the two sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Who sees it.
    pub to: UserId,
    /// Where it was said.
    pub conversation: ConversationId,
    /// The message.
    pub message: MessageView,
}

/// Reads what streams tell. What is not for a person is left out here too, whatever was told of it before.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait StreamQueries: Send + Sync {
    /// What happened to one person behind `after` and not behind `until`, at most `limit` of it. One statement.
    async fn missed(&self, person: UserId, after: Position, until: Position, limit: i64)
    -> Result<Stretch, StoreError>;

    /// Those of these notifications that are there, each as whoever was told of it sees it in a list. What people did whom
    /// that person does not see is left out. One statement.
    async fn notifications(&self, ids: &[NotificationId]) -> Result<Vec<NotificationView>, StoreError>;

    /// Those of these messages that are there, each as this person of the two sees it. Nobody is answered what they may
    /// not see. One statement.
    async fn messages(&self, seen: &[(MessageId, UserId)]) -> Result<Vec<Said>, StoreError>;

    /// How much waits for each of these people. One statement, whatever their number.
    async fn waiting(&self, people: &[UserId]) -> Result<HashMap<UserId, Waiting>, StoreError>;
}

/// A ticket that opens a stream once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// What is kept of it.
    pub hash: [u8; 32],
    /// What the token says that it was issued for.
    pub claims: Claims,
    /// Until when it opens a stream.
    pub expires_at: DateTime<Utc>,
}

/// Keeps what belongs to streams.
///
/// # What an implementation guarantees
/// A ticket opens one stream. Of it nothing but a hash is kept.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait StreamStore: Send {
    /// Keeps a ticket. One statement.
    async fn insert_ticket(&mut self, ticket: &Ticket) -> Result<(), StoreError>;

    /// Takes the ticket of this hash away and answers what its token says, if it is still in force at `now`. Of several
    /// who come with it at the same moment one gets it. One statement.
    async fn take_ticket(&mut self, hash: [u8; 32], now: DateTime<Utc>) -> Result<Option<Claims>, StoreError>;

    /// Forgets what happened longer ago than `kept_for`, by the clock of the store, and tickets that were over at `now`.
    /// Answers how much was forgotten. Two statements.
    async fn prune(&mut self, kept_for: TimeDelta, now: DateTime<Utc>) -> Result<u64, StoreError>;
}
