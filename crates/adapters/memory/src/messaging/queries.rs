use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    ids::{ConversationId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    content::AuthorView,
    messaging::{ConversationView, MessagingQueries, ThreadState, ThreadView},
};

use super::rows::{ConversationRow, MessageRow, newest};
use crate::{
    Memory,
    accounts::{count, rows::UserRow},
    page::newest_first,
    world::World,
};

/// A conversation from the side of one of the two, with what was said in it.
struct Talk<'a> {
    row: &'a ConversationRow,
    other: &'a UserRow,
    said: Vec<&'a MessageRow>,
}

impl<'a> Talk<'a> {
    fn newest(&self) -> Option<&'a MessageRow> {
        newest(self.said.iter().copied())
    }

    fn active_at(&self) -> DateTime<Utc> {
        self.newest().map_or(self.row.inserted_at, |message| message.inserted_at)
    }

    fn unread(&self, reader: UserId) -> i64 {
        count(self.said.iter().filter(|message| message.waits_for(reader)))
    }

    fn view(&self, viewer: UserId) -> ConversationView {
        ConversationView {
            id: self.row.id,
            participant: self.other.author(),
            last_message: self.newest().map(|message| message.view(viewer)),
            unread: self.unread(viewer),
            active_at: self.active_at(),
        }
    }

    fn state(&self) -> ThreadState {
        ThreadState { last_message: self.newest().map(|message| message.id), participant_version: self.other.version }
    }
}

impl World {
    /// A conversation that a person takes part in, unless the other is suspended or leaving.
    fn talk(&self, conversation: ConversationId, person: UserId) -> Option<Talk<'_>> {
        let (row, other) = self.part(conversation, person)?;
        Some(Talk { row, other: self.active(other)?, said: self.said(row.id).collect() })
    }

    /// The conversations that a person sees: not those with people whom they do not see, nor those that the other opened
    /// and nobody wrote to.
    fn talks(&self, person: UserId) -> impl Iterator<Item = Talk<'_>> {
        let mut said: BTreeMap<ConversationId, Vec<&MessageRow>> = BTreeMap::new();
        for message in self.messages.values() {
            said.entry(message.conversation).or_default().push(message);
        }
        self.conversations
            .values()
            .filter_map(move |row| {
                let other = row.other(person).filter(|other| !self.hides(Some(person), *other))?;
                Some(Talk { row, other: self.active(other)?, said: said.remove(&row.id).unwrap_or_default() })
            })
            .filter(move |talk| !talk.said.is_empty() || talk.row.created_by == person)
    }
}

#[async_trait]
impl MessagingQueries for Memory {
    async fn conversations(
        &self,
        of: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<ConversationView, TimeCursor>, StoreError> {
        let world = self.read().await;
        let place = |talk: &Talk<'_>| TimeCursor { at: talk.active_at(), id: talk.row.id.0 };
        Ok(newest_first(world.talks(of), start, limit, place).map(|talk| talk.view(of)))
    }

    async fn participant(
        &self,
        conversation: ConversationId,
        viewer: UserId,
    ) -> Result<Option<AuthorView>, StoreError> {
        Ok(self.read().await.talk(conversation, viewer).map(|talk| talk.other.author()))
    }

    async fn thread(
        &self,
        conversation: ConversationId,
        viewer: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Option<ThreadView>, StoreError> {
        let world = self.read().await;
        let Some(talk) = world.talk(conversation, viewer) else { return Ok(None) };
        let messages = newest_first(talk.said.iter(), start, limit, |message| message.place());
        Ok(Some(ThreadView {
            participant: talk.other.author(),
            messages: messages.map(|message| message.view(viewer)),
            state: talk.state(),
        }))
    }

    async fn thread_state(
        &self,
        conversation: ConversationId,
        viewer: UserId,
    ) -> Result<Option<ThreadState>, StoreError> {
        Ok(self.read().await.talk(conversation, viewer).map(|talk| talk.state()))
    }

    async fn unread_in(&self, conversation: ConversationId, reader: UserId) -> Result<Option<i64>, StoreError> {
        Ok(self.read().await.talk(conversation, reader).map(|talk| talk.unread(reader)))
    }
}
