use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use vibeslop_domain::accounts::ExternalProfile;

use crate::ServiceError;

/// What a sign-in is begun with. `state`, `nonce` and `verifier` are fresh for each.
#[derive(Debug, Clone)]
pub struct AuthorizationRequest {
    /// Ties the answer to the browser that asked.
    pub state: SecretString,
    /// Ties an ID token to this sign-in (OpenID Connect).
    pub nonce: SecretString,
    /// The secret of PKCE (RFC 7636), of which only a hash is sent now.
    pub verifier: SecretString,
    /// Where the service sends the browser back to.
    pub redirect_uri: String,
}

/// Where the browser goes to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// The address of the service's page.
    pub url: String,
}

/// Somebody has signed in at the other service.
#[derive(Debug, Clone)]
pub struct SignedInIdentity {
    /// Who.
    pub profile: ExternalProfile,
    /// The service's access token.
    pub access_token: SecretString,
    /// The service's refresh token.
    pub refresh_token: Option<SecretString>,
    /// What the token allows, as the service names it.
    pub scopes: Option<String>,
    /// When the token ends.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Why a sign-in failed at the other service.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The code is wrong, used or too old.
    #[error("the service does not know the code")]
    CodeRefused,
    /// What the service says of the person cannot be trusted: a signature, an issuer, an audience or a nonce is wrong.
    #[error("the service's word cannot be trusted")]
    Untrusted,
    /// The service failed.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

/// A service that people sign in with.
///
/// # What an implementation guarantees
/// - `state`, `nonce` and `verifier` are used as RFC 6749, OpenID Connect and RFC 7636 say; none of them, no code and no
///   token reaches a log or an error.
/// - Of the person it tells only what the service vouches for. An address that was not verified is left out.
/// - It keeps nothing between the two calls: any node can answer the second.
/// - Calls take a limited time. `identify` is not repeated by itself: a code can be used once.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait IdentityProvider: Send + Sync {
    /// Whether it is played by this program, for newcomers and tests.
    fn is_sandbox(&self) -> bool;

    /// Where the browser goes. May ask the service about itself (discovery).
    async fn authorize(&self, request: &AuthorizationRequest) -> Result<Authorization, IdentityError>;

    /// Turns the code that the browser came back with into the person. `request` is the one that the sign-in was
    /// begun with.
    async fn identify(
        &self,
        code: &SecretString,
        request: &AuthorizationRequest,
    ) -> Result<SignedInIdentity, IdentityError>;
}
