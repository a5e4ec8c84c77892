use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vibeslop_domain::{ids::UserId, mail::MailKind};

/// What somebody is told by mail, by the identifiers of what it is about. `by` is whoever brought it about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Letter {
    /// They have just joined.
    Welcome,
    /// There is a bid on their gig.
    BidReceived {
        /// The gig.
        gig: Uuid,
        /// The bidder.
        by: Uuid,
    },
    /// Their bid was accepted.
    BidAccepted {
        /// The gig.
        gig: Uuid,
        /// Its owner.
        by: Uuid,
    },
    /// Their bid was rejected.
    BidRejected {
        /// The gig.
        gig: Uuid,
        /// Its owner.
        by: Uuid,
    },
    /// A gig that they were hired for is completed.
    GigCompleted {
        /// The gig.
        gig: Uuid,
        /// Its owner.
        by: Uuid,
    },
    /// Somebody reviewed them.
    ReviewReceived {
        /// The gig.
        gig: Uuid,
        /// The reviewer.
        by: Uuid,
    },
    /// There are unread messages.
    NewMessage {
        /// The conversation.
        conversation: Uuid,
        /// The other one in it.
        by: Uuid,
    },
    /// What happened in the seven days before a day.
    WeeklyDigest {
        /// The day.
        until: NaiveDate,
    },
    /// Somebody reported something.
    ReportAlert {
        /// The report.
        report: Uuid,
    },
    /// The archive that they asked for is made.
    ExportReady,
    /// They want their account deleted.
    AccountLeaving {
        /// When it is erased.
        leaves_at: DateTime<Utc>,
    },
}

impl Letter {
    /// Which kind of mail it is.
    pub const fn kind(&self) -> MailKind {
        match self {
            Self::Welcome => MailKind::Welcome,
            Self::BidReceived { .. } => MailKind::BidReceived,
            Self::BidAccepted { .. } => MailKind::BidAccepted,
            Self::BidRejected { .. } => MailKind::BidRejected,
            Self::GigCompleted { .. } => MailKind::GigCompleted,
            Self::ReviewReceived { .. } => MailKind::ReviewReceived,
            Self::NewMessage { .. } => MailKind::NewMessage,
            Self::WeeklyDigest { .. } => MailKind::WeeklyDigest,
            Self::ReportAlert { .. } => MailKind::ReportAlert,
            Self::ExportReady => MailKind::ExportReady,
            Self::AccountLeaving { .. } => MailKind::AccountLeaving,
        }
    }

    /// Whoever brought it about.
    pub(super) const fn by(&self) -> Option<UserId> {
        match self {
            Self::BidReceived { by, .. }
            | Self::BidAccepted { by, .. }
            | Self::BidRejected { by, .. }
            | Self::GigCompleted { by, .. }
            | Self::ReviewReceived { by, .. }
            | Self::NewMessage { by, .. } => Some(UserId(*by)),
            Self::Welcome
            | Self::WeeklyDigest { .. }
            | Self::ReportAlert { .. }
            | Self::ExportReady
            | Self::AccountLeaving { .. } => None,
        }
    }

    /// What there may be only so many mails about.
    pub(super) const fn topic(&self) -> Option<Uuid> {
        match self {
            Self::NewMessage { conversation, .. } => Some(*conversation),
            _ => None,
        }
    }
}
