#![doc = include_str!("../README.md")]
//!
//! ## Modules
//!
//! | module | feature | what it gives |
//! | --- | --- | --- |
//! | [`fixtures`] | | entities that are valid as they stand, a clock and identifiers in the test's hand |
//! | [`contracts`] | | the laws of the ports: call them from the tests of an adapter |
#![cfg_attr(feature = "postgres", doc = "| [`postgres`] | `postgres` | a migrated database for each test |")]
#![cfg_attr(feature = "app", doc = "| [`app`] | `app` | the whole application, over HTTP |")]
//!
//! With the feature `memory`, which is on unless it is switched off, the application can run on stores in the memory of
//! the test, and needs no database.
#![warn(missing_docs)]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "a test fails by panicking"
)]

#[cfg(feature = "app")]
pub mod app;
pub mod contracts;
pub mod fixtures;
#[cfg(feature = "postgres")]
pub mod postgres;

/// The code of the guides, compiled and run.
#[cfg(all(doctest, feature = "app", feature = "postgres"))]
mod guides {
    #[doc = include_str!("../../../docs/embed.md")]
    struct Embed;
    #[doc = include_str!("../../../docs/adapters.md")]
    struct Adapters;
    #[doc = include_str!("../../../docs/testing.md")]
    struct Testing;
}
