//! Mail: what goes out, and what a mailbox on this machine keeps instead.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
pub use vibeslop_domain::mail::MailKind;
use vibeslop_domain::{
    accounts::Email,
    ids::UserId,
    mail::{MailPreferences, Standing, Week, WeekInNumbers},
};

use crate::{BoxError, ServiceError, StoreError};

/// Somebody whom mail is from or for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correspondent {
    /// The name that is shown beside the address. It may hold anything that a person may write.
    pub name: Option<String>,
    /// The address.
    pub address: Email,
}

/// A mail, ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its identifier, which stays the same however often it is sent: whoever gets it twice can tell.
    pub id: Uuid,
    /// What it is about.
    pub kind: MailKind,
    /// Whom it is for.
    pub to: Correspondent,
    /// The subject.
    pub subject: String,
    /// The body as text.
    pub text: String,
    /// The body as HTML.
    pub html: String,
    /// Where a single POST ends mail of this kind (RFC 8058), for mail that people can do without.
    pub unsubscribe_url: Option<String>,
    /// The accounts that it is for or speaks of: what has to go with one of them, wherever mail is kept here. Empty where
    /// all of it may stay. No mail server is told.
    pub people: Vec<UserId>,
}

/// Why a mail was not sent.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// This mail is never going to be accepted: the address, or something in the mail. Trying again is of no use.
    #[error("the mail was refused")]
    Refused(#[source] BoxError),
    /// The service failed. It may work later.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// Sends mail.
///
/// # What an implementation guarantees
/// - It tells what can be mended by waiting ([`MailError::Service`]) from what never will be ([`MailError::Refused`]): the
///   first is tried again, the second is given up.
/// - Names and subjects cannot add headers or recipients, whatever people wrote into them.
/// - The identifier becomes the `Message-ID`, so that a mail handed over twice is known as one.
/// - Addresses and texts reach no log; calls take a limited time.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands a mail over. `Ok` means that somebody else is responsible for it now. A mail can be handed over twice if
    /// the answer to the first time was lost.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;

    /// Throws away what it keeps of mail that is for this person or speaks of them. What was handed to somebody else is
    /// theirs, so that whoever hands everything over has nothing to do.
    async fn forget(&self, person: UserId) -> Result<(), StoreError> {
        let _ = person;
        Ok(())
    }
}

/// A mail that stayed on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptMail {
    /// The mail.
    pub mail: Mail,
    /// Whom it is from.
    pub from: Correspondent,
    /// When it was handed over.
    pub sent_at: DateTime<Utc>,
    /// The whole mail as it would have been sent (RFC 5322), headers first.
    pub source: String,
}

/// A mailbox on this machine, for whoever develops here. It may forget the oldest mails, and all with the process.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Mailbox: Send + Sync {
    /// All mails, newest first.
    async fn list(&self) -> Result<Vec<Arc<KeptMail>>, StoreError>;

    /// One mail.
    async fn get(&self, id: Uuid) -> Result<Option<Arc<KeptMail>>, StoreError>;

    /// Throws all mails away.
    async fn clear(&self) -> Result<(), StoreError>;
}

/// Somebody who may get mail, as they are when it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// Where it goes.
    pub address: Email,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// What decides whether they get it.
    pub standing: Standing,
}

/// Somebody whom a mail speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentioned {
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
}

/// A report, for the administrators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedThing {
    /// Who reported it.
    pub reporter_id: UserId,
    /// The same, by name.
    pub reporter: Mentioned,
    /// Whose the thing is, if it is still there.
    pub owner: Option<UserId>,
    /// What kind of thing it is, as `Post`.
    pub kind: String,
    /// Why.
    pub reason: Option<String>,
}

/// Reads what mail is written from. A mail is written when it is sent, so that it tells what is true by then.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MailQueries: Send + Sync {
    /// Whom a mail is for; `None` if they are gone. One statement.
    async fn recipient(&self, id: UserId) -> Result<Option<Recipient>, StoreError>;

    /// Somebody whom a mail for `reader` speaks of; `None` if they are gone or suspended, or if one of the two has
    /// blocked the other or the reader has muted them. One statement.
    async fn mentioned(&self, id: UserId, reader: UserId) -> Result<Option<Mentioned>, StoreError>;

    /// An open report; `None` if it is gone or decided. One statement.
    async fn report(&self, id: Uuid) -> Result<Option<ReportedThing>, StoreError>;

    /// What others whom the person sees did in a week. One statement.
    async fn week(&self, id: UserId, week: Week) -> Result<WeekInNumbers, StoreError>;

    /// When mail about this topic (a conversation, say) went to somebody last. One statement.
    async fn last_sent(&self, to: UserId, kind: MailKind, topic: Uuid) -> Result<Option<DateTime<Utc>>, StoreError>;

    /// Whether a mail is noted as sent. One statement.
    async fn was_sent(&self, mail: Uuid) -> Result<bool, StoreError>;

    /// Which kinds a person wants; `None` if they are gone. One statement.
    async fn preferences(&self, id: UserId) -> Result<Option<MailPreferences>, StoreError>;

    /// The accounts with one of these addresses, verified. One statement.
    async fn with_addresses(&self, addresses: &[Email]) -> Result<Vec<UserId>, StoreError>;

    /// Whether somebody has unread messages in a conversation. One statement.
    async fn has_unread(&self, conversation: Uuid, reader: UserId) -> Result<bool, StoreError>;

    /// What a gig is called; `None` if it is gone. One statement.
    async fn gig_title(&self, id: Uuid) -> Result<Option<String>, StoreError>;

    /// People to whom a digest may go, in the order of their identifiers, behind `after`, at most `most` of them. One
    /// statement.
    async fn digest_readers(&self, after: Option<UserId>, most: i64) -> Result<Vec<UserId>, StoreError>;
}

/// Writes what mail depends on.
///
/// # What an implementation guarantees
/// A choice once made holds until it is made otherwise, also for kinds that come later: those are wanted until somebody says
/// no. A mail is noted once, whoever notes it again.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait MailStore: Send {
    /// Notes for each of these kinds whether somebody wants it; the others stay as they are. Whether the account is
    /// there.
    async fn set_preferences(&mut self, user: UserId, wanted: &[(MailKind, bool)]) -> Result<bool, StoreError>;

    /// Notes that a mail went out. Noting it twice changes nothing.
    async fn note_sent(&mut self, sent: &SentMail) -> Result<(), StoreError>;
}

/// That a mail went out: what is remembered of it, which is neither its address nor its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentMail {
    /// The mail.
    pub mail: Uuid,
    /// Whom it was for.
    pub to: UserId,
    /// What it was about.
    pub kind: MailKind,
    /// The very thing that it was about, if there may be only so many mails about it.
    pub topic: Option<Uuid>,
    /// When.
    pub at: DateTime<Utc>,
}
