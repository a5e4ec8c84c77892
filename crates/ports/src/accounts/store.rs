use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::{NewAccount, PreferencesChange, ProfileChange, ProviderName, Username},
    content::StoredImage,
    ids::UserId,
};

use crate::{StoreError, tokens::Sealed};

/// An identity at another service, with the tokens that came with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptIdentity {
    /// The service.
    pub provider: ProviderName,
    /// The person's identifier there.
    pub subject: String,
    /// The person's login there.
    pub login: String,
    /// The address that the service verified.
    pub verified_email: Option<String>,
    /// The service's access token, encrypted.
    pub access_token: Option<Sealed>,
    /// The service's refresh token, encrypted.
    pub refresh_token: Option<Sealed>,
    /// What the token allows, as the service names it.
    pub scopes: Option<String>,
    /// When the token ends.
    pub expires_at: Option<DateTime<Utc>>,
}

/// An account that an identity leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredAccount {
    /// The account.
    pub id: UserId,
    /// Suspended: may not sign in.
    pub suspended: bool,
    /// When it is erased, if its owner wants that.
    pub leaves_at: Option<DateTime<Utc>>,
}

/// The tokens of an identity, as they are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedIdentity {
    /// The row.
    pub id: Uuid,
    /// Whose it is, which the seals are made for.
    pub user: UserId,
    /// The service's access token.
    pub access_token: Option<Sealed>,
    /// The service's refresh token.
    pub refresh_token: Option<Sealed>,
}

/// The same tokens, sealed anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reseal {
    /// As they were read.
    pub old: SealedIdentity,
    /// The service's access token.
    pub access_token: Option<Sealed>,
    /// The service's refresh token.
    pub refresh_token: Option<Sealed>,
}

/// Why an account could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateAccountError {
    /// Somebody has the username, even if since a moment ago. Try another.
    #[error("the username is taken")]
    UsernameTaken,
    /// Another account has the address. It is not linked silently.
    #[error("the address is taken")]
    EmailTaken,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an identity could not be linked.
#[derive(Debug, thiserror::Error)]
pub enum LinkIdentityError {
    /// It leads to an account already, even if since a moment ago.
    #[error("the identity is linked to an account")]
    AlreadyLinked,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Why an account could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateProfileError {
    /// Somebody has the username, even if since a moment ago.
    #[error("the username is taken")]
    UsernameTaken,
    /// The account is not there any more.
    #[error("the account is gone")]
    Gone,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Writes accounts, identities, sessions.
///
/// # What an implementation guarantees
/// - A username, whatever its case, an address, whatever its case, and an identity at a service lead to one account each.
///   Of two who take one at the same moment the second is told so, by the named error, once the first has committed.
/// - Of a one-time code nothing but a hash is kept, and it is taken once.
/// - Tokens of other services are kept as they come: sealed. Nothing here can read them.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait AccountStore: Send {
    /// The account that an identity leads to.
    async fn by_identity(
        &mut self,
        provider: &ProviderName,
        subject: &str,
    ) -> Result<Option<StoredAccount>, StoreError>;

    /// Makes an account. The unit of work stays usable after a refusal.
    async fn create(
        &mut self,
        id: UserId,
        username: &Username,
        account: &NewAccount,
        now: DateTime<Utc>,
    ) -> Result<(), CreateAccountError>;

    /// Lets an identity lead to an account.
    async fn link_identity(
        &mut self,
        user: UserId,
        identity: &KeptIdentity,
        now: DateTime<Utc>,
    ) -> Result<(), LinkIdentityError>;

    /// Replaces the tokens, the login and the address of a linked identity, and mends its connection. Whether that was
    /// broken.
    async fn refresh_identity(&mut self, identity: &KeptIdentity, now: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Changes what the change names, and nothing else. After a refusal the unit of work can only be undone.
    async fn update_profile(
        &mut self,
        user: UserId,
        change: &ProfileChange<StoredImage>,
        now: DateTime<Utc>,
    ) -> Result<(), UpdateProfileError>;

    /// Lets a person prefer exactly these; what is not named stays, and what the catalog does not hold is passed over.
    /// Two who do so for one account take turns. Whether the account is there.
    async fn replace_preferences(&mut self, user: UserId, change: &PreferencesChange) -> Result<bool, StoreError>;

    /// Notes whether an administrator vouches for this person.
    async fn set_verified(&mut self, user: UserId, verified: bool, now: DateTime<Utc>) -> Result<(), StoreError>;

    /// Notes that the service refuses a token of this person, if it is still the one that is kept: a sign-in at the
    /// same moment may have brought another.
    async fn mark_broken(
        &mut self,
        user: UserId,
        provider: &ProviderName,
        refused: &Sealed,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Up to `limit` identities with their tokens, in the order of their rows, behind the row `after`.
    async fn sealed_identities(&mut self, after: Option<Uuid>, limit: u16) -> Result<Vec<SealedIdentity>, StoreError>;

    /// Puts tokens that were sealed anew in the place of those that were read, where those are still kept. Answers how
    /// many identities were changed. One statement.
    async fn reseal(&mut self, anew: &[Reseal]) -> Result<u64, StoreError>;

    /// Notes that a person's account is to be erased at `leaves_at`. It is hidden from now on, and all tokens and codes that
    /// they have end. Who is leaving already keeps their time. Answers when they leave; `None` if the account is gone.
    async fn leave(
        &mut self,
        user: UserId,
        leaves_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError>;

    /// Lets somebody stay who is leaving, and is not yet to be erased at `now`. Whether they were; of this and an erasure
    /// at the same moment one wins.
    async fn come_back(&mut self, user: UserId, now: DateTime<Utc>) -> Result<bool, StoreError>;

    /// Keeps the hash (SHA-256) of a one-time code that signs `user` in until `expires_at`.
    async fn insert_login_code(
        &mut self,
        code_hash: [u8; 32],
        user: UserId,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError>;

    /// Whom a code signs in. It does so once: of two calls at the same moment, one gets `None`.
    async fn take_login_code(&mut self, code_hash: [u8; 32], now: DateTime<Utc>) -> Result<Option<UserId>, StoreError>;

    /// Ends a token (by its `jti`) before its time. Ending it twice changes nothing.
    async fn revoke_token(&mut self, token_id: &str, user: UserId, expires_at: DateTime<Utc>)
    -> Result<(), StoreError>;
}
