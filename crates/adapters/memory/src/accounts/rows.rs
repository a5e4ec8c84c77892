use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::{Email, MessagePrivacy, ProviderName, Username},
    ids::{StackId, ToolId, UserId},
};
use vibeslop_ports::{
    accounts::{MadeExport, UserSummaryView},
    scores::GithubStats,
    tokens::Sealed,
};

/// A person.
#[derive(Debug, Clone)]
pub(crate) struct UserRow {
    pub(crate) id: UserId,
    pub(crate) email: Email,
    pub(crate) email_verified: bool,
    pub(crate) username: Username,
    pub(crate) display_name: String,
    pub(crate) bio: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) website_url: Option<String>,
    pub(crate) twitter_handle: Option<String>,
    pub(crate) github_username: Option<String>,
    pub(crate) avatar_url: Option<String>,
    pub(crate) banner_url: Option<String>,
    pub(crate) is_verified: bool,
    pub(crate) has_onboarded: bool,
    pub(crate) message_privacy: MessagePrivacy,
    pub(crate) developer_score: i32,
    pub(crate) developer_score_updated_at: Option<DateTime<Utc>>,
    pub(crate) github_stats: Option<GithubStats>,
    pub(crate) suspended_at: Option<DateTime<Utc>>,
    pub(crate) suspended_until: Option<DateTime<Utc>>,
    pub(crate) suspension_reason: Option<String>,
    pub(crate) tokens_valid_after: Option<DateTime<Utc>>,
    /// When the account is erased, if its owner wants that.
    pub(crate) leaves_at: Option<DateTime<Utc>>,
    pub(crate) tools: BTreeSet<ToolId>,
    pub(crate) stacks: BTreeSet<StackId>,
    pub(crate) inserted_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    pub(crate) version: i64,
}

impl UserRow {
    /// Whether they may neither write nor sign in at this time. A suspension that has run out is over by itself.
    pub(crate) fn is_suspended(&self, now: DateTime<Utc>) -> bool {
        self.suspended_at.is_some() && self.suspended_until.is_none_or(|until| until > now)
    }

    /// Whether they are shown: neither suspended nor leaving.
    pub(crate) fn is_active(&self, now: DateTime<Utc>) -> bool {
        self.leaves_at.is_none() && !self.is_suspended(now)
    }

    /// The address, if it was verified.
    pub(crate) fn verified_email(&self) -> Option<Email> {
        self.email_verified.then(|| self.email.clone())
    }

    /// The person in a list of people.
    pub(crate) fn summary(&self) -> UserSummaryView {
        UserSummaryView {
            id: self.id,
            username: self.username.as_str().to_owned(),
            display_name: self.display_name.clone(),
            bio: self.bio.clone(),
            avatar_url: self.avatar_url.clone(),
            is_verified: self.is_verified,
            verified_email: self.verified_email(),
        }
    }
}

/// Who a person is at another service.
#[derive(Debug, Clone)]
pub(crate) struct IdentityRow {
    pub(crate) id: Uuid,
    pub(crate) user: UserId,
    pub(crate) provider: ProviderName,
    pub(crate) subject: String,
    pub(crate) login: String,
    pub(crate) email: Option<String>,
    pub(crate) scopes: Option<String>,
    pub(crate) expires_at: Option<DateTime<Utc>>,
    pub(crate) access_token: Option<Sealed>,
    pub(crate) refresh_token: Option<Sealed>,
    pub(crate) broken_at: Option<DateTime<Utc>>,
    pub(crate) inserted_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
}

/// A token that ended before its time.
#[derive(Debug, Clone)]
pub(crate) struct RevokedTokenRow {
    pub(crate) user: UserId,
    pub(crate) at: DateTime<Utc>,
    pub(crate) expires_at: DateTime<Utc>,
}

/// A one-time code that signs somebody in.
#[derive(Debug, Clone)]
pub(crate) struct LoginCodeRow {
    pub(crate) user: UserId,
    pub(crate) expires_at: DateTime<Utc>,
}

/// An archive that somebody wants.
#[derive(Debug, Clone)]
pub(crate) struct ExportRow {
    pub(crate) requested_at: DateTime<Utc>,
    pub(crate) made: Option<MadeExport>,
}

/// A part of an archive.
#[derive(Debug, Clone)]
pub(crate) struct ExportPartRow {
    pub(crate) user: UserId,
    pub(crate) content: Vec<u8>,
}
