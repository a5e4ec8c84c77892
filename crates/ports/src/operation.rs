//! What whoever runs the service asks of it.

use async_trait::async_trait;

use crate::StoreError;

/// What the program measured since it started.
pub trait Measurements: Send + Sync {
    /// All of it, in the text format of Prometheus, version 0.0.4.
    fn exposition(&self) -> String;
}

/// Tells whether the program can do its work.
///
/// # What an implementation guarantees
/// It answers within a second or two, rather with an error than late, and puts no load on what it asks about.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait Readiness: Send + Sync {
    /// Asks the database for a sign of life, and whether its schema is the one this program was built for.
    async fn check(&self) -> Result<(), StoreError>;
}
