//! Tokens: those we issue, and those of other services that we keep.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use vibeslop_domain::ids::UserId;

use crate::BoxError;

/// What a token of ours says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    /// Whose it is.
    pub user: UserId,
    /// Its own identifier (`jti`), by which it is revoked. Tokens of the earlier backend may have none.
    pub token_id: Option<String>,
    /// When it was issued. Tokens of the earlier backend may not say.
    pub issued_at: Option<DateTime<Utc>>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// The token is not one of ours, was changed, or is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token is not valid")]
pub struct InvalidToken;

/// Issues and reads access tokens.
///
/// # What an implementation guarantees
/// Nobody without the key can make a token that is accepted, or change one. Every node with the key reads what another
/// issued; a token with an algorithm of the caller's choice, or none, is refused. Why one is refused is not told.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait AccessTokens: Send + Sync {
    /// A token that says `claims`. `token_id` and `issued_at` have to be there.
    ///
    /// # Errors
    /// The signer failed.
    fn issue(&self, claims: &Claims) -> Result<SecretString, BoxError>;

    /// What a token says, if it is ours, unchanged and in force at `now`. Whether it was revoked is for a store to say.
    fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, InvalidToken>;
}

/// Encrypted bytes, with all that is needed to read them but the key.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

/// The bytes were not sealed with a key of ours, for another purpose, or were changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sealed bytes cannot be read")]
pub struct Unreadable;

/// Encrypts what is kept or handed out for a while, and proves that it comes back unchanged (AEAD).
///
/// # What an implementation guarantees
/// Sealing the same twice gives two texts. The purpose is bound to what is sealed, so that one thing cannot be passed off as
/// another. Which key sealed something can be told from it, so that keys can be changed while both are in use.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait Cipher: Send + Sync {
    /// Seals a secret for one purpose, as `oauth_token:<user>`. The same purpose opens it.
    fn seal(&self, purpose: &str, secret: &[u8]) -> Result<Sealed, BoxError>;

    /// Opens what was sealed for the same purpose, with the present key or an earlier one.
    fn open(&self, purpose: &str, sealed: &Sealed) -> Result<Vec<u8>, Unreadable>;

    /// Whether another key than the present one sealed this, so that it should be sealed anew.
    fn is_outdated(&self, sealed: &Sealed) -> bool;
}
