//! What a program takes from around itself: the time, identifiers, chance.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use uuid::Uuid;

/// The time, to the microsecond at least, in UTC. Cheap, and never waits.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait Clock: Send + Sync {
    /// Now. Later calls never answer an earlier time by more than the machine's clock is set back.
    fn now(&self) -> DateTime<Utc>;
}

/// New identifiers. Any number of threads and nodes may ask at once; nobody is given what another has.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait Ids: Send + Sync {
    /// An identifier that was never given before: a UUID of version 7, so that later ones sort behind earlier ones.
    fn next(&self) -> Uuid;
}

/// Chance that nobody can guess: from the operating system's generator, or one seeded by it.
#[cfg_attr(feature = "mocks", mockall::automock)]
pub trait Entropy: Send + Sync {
    /// A secret of 256 bits as URL-safe text (43 characters).
    fn secret(&self) -> SecretString;

    /// Any number.
    fn number(&self) -> u32;
}
