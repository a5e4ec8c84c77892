use async_trait::async_trait;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::StoreError;

/// Rows that are of no use after some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Expiring {
    /// Tokens that were revoked, and would have ended by themselves by now.
    RevokedTokens,
    /// One-time codes that nobody came for in time.
    LoginCodes,
    /// Answers to writes that came with a key.
    Retries,
    /// Counts of what people did in windows that are long over.
    LimitWindows,
    /// Notifications that were read some months ago.
    Notifications,
    /// Jobs that were over some days ago.
    Jobs,
    /// Notes of mails that went out some weeks ago.
    SentMails,
    /// Verdicts on pictures that hold no more.
    Verdicts,
    /// Notes of pictures that this service made, and that are judged like others by now.
    GeneratedImages,
    /// Who looked at which gig on days that are over.
    GigViews,
    /// Calls of models of long ago.
    AiUsage,
    /// Archives that are kept no longer, and those that were never made.
    Exports,
    /// Words that nobody uses any more.
    SearchWords,
}

impl Expiring {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::RevokedTokens,
        Self::LoginCodes,
        Self::Retries,
        Self::LimitWindows,
        Self::Notifications,
        Self::Jobs,
        Self::SentMails,
        Self::Verdicts,
        Self::GeneratedImages,
        Self::GigViews,
        Self::AiUsage,
        Self::Exports,
        Self::SearchWords,
    ];

    /// The word that stands for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RevokedTokens => "revoked_tokens",
            Self::LoginCodes => "login_codes",
            Self::Retries => "retries",
            Self::LimitWindows => "limit_windows",
            Self::Notifications => "notifications",
            Self::Jobs => "jobs",
            Self::SentMails => "sent_mails",
            Self::Verdicts => "verdicts",
            Self::GeneratedImages => "generated_images",
            Self::GigViews => "gig_views",
            Self::AiUsage => "ai_usage",
            Self::Exports => "exports",
            Self::SearchWords => "search_words",
        }
    }
}

/// Deletes rows that are of no use any more.
///
/// # What an implementation guarantees
/// Nothing goes that is still of use at `now`, however often and from however many nodes it is called.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ExpiredRows: Send + Sync {
    /// Deletes up to `most` rows that are of no use at `now`, and answers how many. Rows that others are busy with are
    /// left for another time. One statement, short enough to be in nobody's way.
    async fn prune(&self, rows: Expiring, most: u32, now: DateTime<Utc>) -> Result<usize, StoreError>;
}
