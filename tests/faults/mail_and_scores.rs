//! Mail and scores that are noted wrongly.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{ids::UserId, mail::MailKind, scores::Assessment};
use vibeslop_ports::{
    StoreError,
    mail::{MailStore, SentMail},
    scores::ScoreStore,
};

use crate::{Fault, FaultyWork};

#[async_trait]
impl MailStore for FaultyWork {
    async fn set_preferences(&mut self, user: UserId, wanted: &[(MailKind, bool)]) -> Result<bool, StoreError> {
        if !self.has(Fault::ForgetsEarlierChoices) {
            return self.inner.mail().set_preferences(user, wanted).await;
        }
        // The choice takes the place of all that were made before.
        let named = |kind| wanted.iter().find(|(named, _)| *named == kind).is_none_or(|(_, wanted)| *wanted);
        let wanted = &MailKind::ALL.map(|kind| (kind, named(kind)));
        self.inner.mail().set_preferences(user, wanted).await
    }

    async fn note_sent(&mut self, sent: &SentMail) -> Result<(), StoreError> {
        let topic = sent.topic.filter(|_| !self.has(Fault::ForgetsTopics));
        let sent = &SentMail { topic, ..*sent };
        self.inner.mail().note_sent(sent).await
    }
}

#[async_trait]
impl ScoreStore for FaultyWork {
    async fn keep_score(&mut self, user: UserId, made: &Assessment, at: DateTime<Utc>) -> Result<bool, StoreError> {
        // As if every score were made after all others.
        let at = if self.has(Fault::KeepsTheLastToCome) { self.notes.ever_later(at) } else { at };
        self.inner.scores().keep_score(user, made, at).await
    }

    async fn connected_people(&mut self, after: Option<UserId>, most: i64) -> Result<Vec<UserId>, StoreError> {
        self.inner.scores().connected_people(after, most).await
    }
}
