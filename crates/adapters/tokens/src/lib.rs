//! Tokens that this service signs, the cipher for what it keeps or hands out sealed, and the machine's own clock,
//! identifiers and chance.
//!
//! - [`JoseTokens`] issues and reads access tokens: JWTs with HS256, in the claims of the earlier backend, so that
//!   sessions survive the switch.
//! - [`Aead`] seals secrets with XChaCha20-Poly1305, bound to a purpose, with keys that can be changed.
//! - [`environment`] holds the real [`Clock`](vibeslop_ports::environment::Clock),
//!   [`Ids`](vibeslop_ports::environment::Ids) and [`Entropy`](vibeslop_ports::environment::Entropy).
#![warn(missing_docs)]

mod aead;
mod claims;
pub mod environment;
mod jose;

pub use aead::Aead;
pub use environment::{SystemClock, SystemEntropy, SystemIds};
pub use jose::JoseTokens;

/// A secret is too short to make a key of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the secret is shorter than {} bytes", WeakSecret::MIN_BYTES)]
pub struct WeakSecret;

impl WeakSecret {
    /// The fewest bytes that a secret may have: as many as the keys made of it (RFC 7518, section 3.2).
    pub const MIN_BYTES: usize = 32;

    fn judge(secret: &secrecy::SecretString) -> Result<&[u8], Self> {
        use secrecy::ExposeSecret;
        let bytes = secret.expose_secret().as_bytes();
        if bytes.len() < Self::MIN_BYTES { Err(Self) } else { Ok(bytes) }
    }
}

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
