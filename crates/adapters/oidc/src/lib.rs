//! Sign-in with any provider of OpenID Connect, found by discovery.
//!
//! [`OidcProvider`] walks the authorization code flow of OpenID Connect Core 1.0 with PKCE (RFC 7636). What a provider
//! says of a person counts if its ID token was signed with a key that it publishes, names this provider and this
//! service, is in force, and carries the nonce of this sign-in. Signatures with a shared secret are not taken.
#![warn(missing_docs)]

mod discovery;
mod http;
mod profile;
mod provider;
mod token;
mod verify;

use secrecy::SecretString;
use vibeslop_domain::accounts::ProviderName;

pub use provider::OidcProvider;

/// This service as one provider knows it.
#[derive(Debug, Clone)]
pub struct OidcConfig {
    /// The provider's short name here, as in a path.
    pub name: ProviderName,
    /// The provider's identifier, exactly as it writes it: `https://accounts.example`.
    pub issuer: String,
    /// This service's public identifier there.
    pub client_id: String,
    /// Its password there.
    pub client_secret: SecretString,
    /// What is asked of people. `openid` is always among it; with nothing given, `profile` and `email` are.
    pub scopes: Vec<String>,
}

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
