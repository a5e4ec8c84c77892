use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Email,
    ids::{ConversationId, GigId, ReportId, UserId},
    mail::{MailKind, MailPreferences, Standing, Week, WeekInNumbers},
    social::ReportStatus,
};
use vibeslop_ports::{
    StoreError,
    mail::{MailQueries, Mentioned, Recipient, ReportedThing},
};

use crate::{Memory, accounts::rows::UserRow, text::lower, world::World};

impl UserRow {
    fn mentioned(&self) -> Mentioned {
        Mentioned { username: self.username.as_str().to_owned(), display_name: self.display_name.clone() }
    }
}

impl World {
    fn mail_preferences(&self, person: UserId) -> MailPreferences {
        let refused = MailKind::ALL.into_iter().filter(|kind| self.mail_refusals.contains(&(person, *kind)));
        MailPreferences::without(refused)
    }
}

#[async_trait]
impl MailQueries for Memory {
    async fn recipient(&self, id: UserId) -> Result<Option<Recipient>, StoreError> {
        let world = self.read().await;
        Ok(world.user(id).map(|row| Recipient {
            address: row.email.clone(),
            username: row.username.as_str().to_owned(),
            display_name: row.display_name.clone(),
            standing: Standing {
                verified: row.email_verified,
                suspended: row.is_suspended(world.now),
                leaving: row.leaves_at.is_some(),
                preferences: world.mail_preferences(id),
            },
        }))
    }

    async fn mentioned(&self, id: UserId, reader: UserId) -> Result<Option<Mentioned>, StoreError> {
        let world = self.read().await;
        Ok(world.user(id).filter(|_| world.sees(Some(reader), id)).map(UserRow::mentioned))
    }

    async fn report(&self, id: Uuid) -> Result<Option<ReportedThing>, StoreError> {
        let world = self.read().await;
        let pending = world.reports.get(&ReportId(id)).filter(|row| row.status == ReportStatus::Pending);
        Ok(pending.and_then(|row| {
            Some(ReportedThing {
                reporter_id: row.reporter,
                reporter: world.user(row.reporter)?.mentioned(),
                owner: world.owner_of(row.thing),
                kind: row.thing.kind().to_owned(),
                reason: row.reason.clone(),
            })
        }))
    }

    async fn week(&self, id: UserId, week: Week) -> Result<WeekInNumbers, StoreError> {
        Ok(self.read().await.week(id, week))
    }

    async fn last_sent(&self, to: UserId, kind: MailKind, topic: Uuid) -> Result<Option<DateTime<Utc>>, StoreError> {
        let world = self.read().await;
        let about =
            world.sent_mails.values().filter(|sent| (sent.to, sent.kind, sent.topic) == (to, kind, Some(topic)));
        Ok(about.map(|sent| sent.at).max())
    }

    async fn was_sent(&self, mail: Uuid) -> Result<bool, StoreError> {
        Ok(self.read().await.sent_mails.contains(&mail))
    }

    async fn preferences(&self, id: UserId) -> Result<Option<MailPreferences>, StoreError> {
        let world = self.read().await;
        Ok(world.user(id).map(|_| world.mail_preferences(id)))
    }

    async fn with_addresses(&self, addresses: &[Email]) -> Result<Vec<UserId>, StoreError> {
        let world = self.read().await;
        let ids = addresses.iter().filter_map(|address| world.addresses.get(&lower(address.as_str())));
        let mut people: Vec<UserId> =
            ids.filter_map(|id| world.active(*id)).filter(|row| row.email_verified).map(|row| row.id).collect();
        people.sort_unstable();
        people.dedup();
        Ok(people)
    }

    async fn has_unread(&self, conversation: Uuid, reader: UserId) -> Result<bool, StoreError> {
        let world = self.read().await;
        let conversation = ConversationId(conversation);
        let takes_part = world.conversations.get(&conversation).is_some_and(|row| row.other(reader).is_some());
        Ok(takes_part && world.messages.values().any(|row| row.conversation == conversation && row.waits_for(reader)))
    }

    async fn gig_title(&self, id: Uuid) -> Result<Option<String>, StoreError> {
        Ok(self.read().await.gigs.get(&GigId(id)).map(|row| row.gig.title.clone()))
    }

    async fn digest_readers(&self, after: Option<UserId>, most: i64) -> Result<Vec<UserId>, StoreError> {
        let world = self.read().await;
        let wants =
            |row: &&UserRow| row.email_verified && !world.mail_refusals.contains(&(row.id, MailKind::WeeklyDigest));
        let behind = world.users.values().filter(|row| after.is_none_or(|after| row.id > after));
        let readers = behind.filter_map(|row| world.active(row.id)).filter(wants).map(|row| row.id);
        Ok(readers.take(usize::try_from(most).unwrap_or_default()).collect())
    }
}
