//! The stream on an outbox in memory.

mod ends;
mod resuming;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use async_trait::async_trait;
use chrono::TimeDelta;
use tokio::sync::Notify;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::{Administrators, Email},
    ids::{ConversationId, MessageId, NotificationId, UserId},
    notifications::NotificationKind,
    stream::Position,
};
use vibeslop_ports::{
    StoreError,
    accounts::Viewer,
    messaging::MessageView,
    mocks::{MockAccessTokens, MockAccountQueries, MockTransactions},
    notifications::{NotificationView, Waiting},
    stream::{EventBus, Occurrence, Said, StreamQueries, Stretch, What},
    tokens::Claims,
};

use super::*;
use crate::fixtures::{ADA, BOB, CountingEntropy, CountingIds, SetClock, now, store_away};

/// An outbox in memory. How much is unread is how much has happened to the person.
#[derive(Default)]
struct Board {
    written: Mutex<Vec<Occurrence>>,
    pruned: Mutex<Position>,
    more: Notify,
    away: AtomicBool,
}

impl Board {
    fn write(&self, person: UserId, what: What) -> Position {
        let mut written = self.written.lock().unwrap();
        let position = Position(i64::try_from(written.len()).unwrap() + 1);
        written.push(Occurrence { position, person, what });
        self.more.notify_one();
        position
    }

    fn newest_position(&self) -> Position {
        self.written.lock().unwrap().last().map(|last| last.position).unwrap_or_default()
    }

    fn stretch(&self, after: Position, fits: impl Fn(&Occurrence) -> bool) -> Result<Stretch, StoreError> {
        if self.away.load(Ordering::SeqCst) {
            return Err(store_away());
        }
        let complete = *self.pruned.lock().unwrap() <= after && after <= self.newest_position();
        let written = self.written.lock().unwrap();
        let behind = written.iter().filter(|occurrence| occurrence.position > after && fits(occurrence));
        Ok(Stretch { complete, occurrences: behind.cloned().collect() })
    }
}

#[async_trait]
impl EventBus for Board {
    async fn newest(&self) -> Result<Position, StoreError> {
        Ok(self.newest_position())
    }

    async fn behind(&self, after: Position) -> Result<Stretch, StoreError> {
        loop {
            let stretch = self.stretch(after, |_| true)?;
            if !stretch.complete || !stretch.occurrences.is_empty() {
                return Ok(stretch);
            }
            self.more.notified().await;
        }
    }
}

#[async_trait]
impl StreamQueries for Board {
    async fn missed(
        &self,
        person: UserId,
        after: Position,
        until: Position,
        limit: i64,
    ) -> Result<Stretch, StoreError> {
        let mut stretch = self.stretch(after, |event| event.person == person && event.position <= until)?;
        stretch.occurrences.truncate(usize::try_from(limit).unwrap());
        Ok(stretch)
    }

    /// What has an even number is gone by now.
    async fn notifications(&self, ids: &[NotificationId]) -> Result<Vec<NotificationView>, StoreError> {
        let there = ids.iter().filter(|id| id.0.as_u128() % 2 == 1);
        Ok(there.map(|id| notified(*id)).collect())
    }

    async fn messages(&self, seen: &[(MessageId, UserId)]) -> Result<Vec<Said>, StoreError> {
        let conversation = ConversationId(Uuid::from_u128(1));
        let message = |id, is_from_viewer| MessageView { id, content: "Hi".to_owned(), sent_at: now(), is_from_viewer };
        Ok(seen.iter().map(|(id, to)| Said { to: *to, conversation, message: message(*id, *to == ADA) }).collect())
    }

    async fn waiting(&self, people: &[UserId]) -> Result<HashMap<UserId, Waiting>, StoreError> {
        let written = self.stretch(Position(0), |_| true)?.occurrences;
        let of = |person: &UserId| written.iter().filter(|occurrence| occurrence.person == *person).count();
        let unread = |person| Waiting { notifications: i64::try_from(of(person)).unwrap(), messages: 0 };
        Ok(people.iter().map(|person| (*person, unread(person))).collect())
    }
}

struct Site {
    board: Arc<Board>,
    stream: Stream,
    clock: Arc<SetClock>,
}

/// A node that hears of what happens. Of tokens only `revoked` is refused.
async fn site() -> Site {
    let (board, clock) = (Arc::new(Board::default()), SetClock::new());
    let mut accounts = MockAccountQueries::new();
    accounts.expect_viewer().returning(|claims| {
        let viewer = Viewer {
            id: claims.user,
            username: "ada".to_owned(),
            email: Email::new("ada@example.com").unwrap(),
            email_verified: true,
            tokens_valid_after: None,
            suspended: claims.token_id.as_deref() == Some("suspended"),
        };
        Ok((claims.token_id.as_deref() != Some("revoked")).then_some(viewer))
    });
    let transactions: Arc<MockTransactions> = Arc::default();
    let stream = Stream {
        accounts: Accounts {
            queries: Arc::new(accounts),
            transactions: transactions.clone(),
            tokens: Arc::new(MockAccessTokens::new()),
            clock: clock.clone(),
            ids: Arc::new(CountingIds::default()),
            administrators: Administrators::default(),
        },
        transactions,
        queries: board.clone(),
        bus: board.clone(),
        clock: clock.clone(),
        entropy: Arc::new(CountingEntropy::default()),
        hub: Arc::default(),
    };
    tokio::spawn(stream.clone().run());
    let site = Site { board, stream, clock };
    while site.stream.hub.taken_up().is_none() {
        tokio::task::yield_now().await;
    }
    site
}

impl Site {
    async fn open(&self, person: UserId, last: Option<&str>) -> Listener {
        self.stream.open(claims(person, "token"), last).await.unwrap()
    }

    /// Until all that was written is taken up and told.
    async fn settled(&self) {
        while self.stream.hub.taken_up() != Some(self.board.newest_position()) {
            tokio::task::yield_now().await;
        }
        for _ in 0..20 {
            tokio::task::yield_now().await;
        }
    }
}

fn claims(user: UserId, token: &str) -> Claims {
    let expires_at = now() + TimeDelta::hours(1);
    Claims { user, token_id: Some(token.to_owned()), issued_at: Some(now()), expires_at }
}

fn notification(number: u128) -> What {
    What::Notification(NotificationId(Uuid::from_u128(number)))
}

fn notified(id: NotificationId) -> NotificationView {
    NotificationView {
        id,
        kind: NotificationKind::Follow,
        actors: Vec::new(),
        actor_count: 1,
        target: None,
        source: None,
        preview: None,
        created_at: now(),
        read: false,
    }
}

/// The identifiers of what is told until there is nothing for a while.
async fn ids(listener: &mut Listener) -> Vec<String> {
    let mut ids = Vec::new();
    while let Some(Heard::Event(event)) = listener.next().await {
        ids.push(event.id.to_string());
    }
    ids
}
