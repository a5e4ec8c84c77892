use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    accounts::{Email, MessagePrivacy, ProviderName},
    ids::UserId,
};

use crate::{
    StoreError,
    tokens::{Claims, Sealed},
};

/// Who makes a request: what every endpoint may want to know of its caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// The account.
    pub id: UserId,
    /// Its username.
    pub username: String,
    /// Its address, which decides whether the viewer is an administrator.
    pub email: Email,
    /// Whether the address was verified.
    pub email_verified: bool,
    /// Tokens issued before this moment no longer count.
    pub tokens_valid_after: Option<DateTime<Utc>>,
    /// Suspended: may neither write nor sign in.
    pub suspended: bool,
}

/// A person's own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Me {
    /// The account.
    pub id: UserId,
    /// The address.
    pub email: Email,
    /// Whether the address was verified.
    pub email_verified: bool,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// Where they say they are.
    pub location: Option<String>,
    /// Their page.
    pub website_url: Option<String>,
    /// Their handle on Twitter, without `@`.
    pub twitter_handle: Option<String>,
    /// Their login on GitHub.
    pub github_username: Option<String>,
    /// Their picture, as stored.
    pub avatar_url: Option<String>,
    /// Their banner, as stored.
    pub banner_url: Option<String>,
    /// Whether an administrator vouches for them.
    pub is_verified: bool,
    /// Whether they have chosen their names.
    pub has_onboarded: bool,
    /// Who may write to them.
    pub message_privacy: MessagePrivacy,
}

/// What is kept of a person's account at another service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// The login there.
    pub login: String,
    /// The service's access token, encrypted.
    pub access_token: Option<Sealed>,
    /// Since when the service refuses the token.
    pub broken_at: Option<DateTime<Utc>>,
}

/// Reads accounts.
///
/// # What an implementation guarantees
/// What was committed on any node is seen at once: whoever was suspended, deleted or signed out is not let in by a copy that
/// somebody kept.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AccountQueries: Send + Sync {
    /// The account that a token speaks for; `None` if it is gone or about to be erased because its owner wants that, or
    /// if the token was revoked by its identifier.
    /// One statement: every signed-in request pays it.
    async fn viewer(&self, claims: &Claims) -> Result<Option<Viewer>, StoreError>;

    /// The account, for itself. One statement.
    async fn me(&self, id: UserId) -> Result<Option<Me>, StoreError>;

    /// The account with this username, whatever its case. One statement.
    async fn id_of(&self, username: &str) -> Result<Option<UserId>, StoreError>;

    /// People who are to be erased by `now`, in the order of their time, at most `most`. One statement.
    async fn leavers(&self, now: DateTime<Utc>, most: u32) -> Result<Vec<UserId>, StoreError>;

    /// The person's account at another service. One statement.
    async fn connection(&self, id: UserId, provider: &ProviderName) -> Result<Option<Connection>, StoreError>;
}
