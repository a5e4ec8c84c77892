//! Mail: what goes out, and what a mailbox on this machine keeps instead.

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::accounts::Email;

use crate::{BoxError, ServiceError, StoreError};

/// What a mail is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MailKind {
    /// Somebody has just joined.
    Welcome,
    /// There is a bid on a gig.
    BidReceived,
    /// A bid was accepted.
    BidAccepted,
    /// A bid was rejected.
    BidRejected,
    /// A gig is done.
    GigCompleted,
    /// Somebody was reviewed.
    ReviewReceived,
    /// There is an unread message.
    NewMessage,
    /// What happened in a week.
    WeeklyDigest,
    /// Somebody reported something, for an administrator.
    ReportAlert,
}

impl MailKind {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Welcome,
        Self::BidReceived,
        Self::BidAccepted,
        Self::BidRejected,
        Self::GigCompleted,
        Self::ReviewReceived,
        Self::NewMessage,
        Self::WeeklyDigest,
        Self::ReportAlert,
    ];

    /// The kind as a word, as `bid_received`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Welcome => "welcome",
            Self::BidReceived => "bid_received",
            Self::BidAccepted => "bid_accepted",
            Self::BidRejected => "bid_rejected",
            Self::GigCompleted => "gig_completed",
            Self::ReviewReceived => "review_received",
            Self::NewMessage => "new_message",
            Self::WeeklyDigest => "weekly_digest",
            Self::ReportAlert => "report_alert",
        }
    }

    /// The kind that a word stands for.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

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
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Hands a mail over. `Ok` means that somebody else is responsible for it now. A mail can be handed over twice if
    /// the answer to the first time was lost.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;
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

/// A mailbox on this machine, for whoever develops here.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_word() {
        for kind in MailKind::ALL {
            assert_eq!(MailKind::parse(kind.as_str()), Some(kind));
        }
        assert_eq!(MailKind::parse("spam"), None);
    }
}
