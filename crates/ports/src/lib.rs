//! What the application needs from outside, in its own words.
//!
//! Each trait here is a *port*. Whoever implements one is an *adapter*: PostgreSQL, GitHub, a test. A port speaks
//! of domain types alone; no driver, no JSON, no status code passes through it.
//!
//! - **Writing** goes through a [`UnitOfWork`](transactions::UnitOfWork). What is done through its stores becomes
//!   visible together at `commit`, or not at all.
//! - **Reading** goes through the `…Queries` traits. Each method answers a read model made for one page, in a fixed
//!   number of statements that its comment states.
//! - **Absence** is `Ok(None)`. What a caller acts upon is a variant of the method's own error. All else is
//!   [`StoreError`] or [`ServiceError`].
//!
//! With the feature `mocks` every trait has a mock made by mockall, named `Mock…`, and `mocks::MockUnitOfWork`
//! puts the stores' mocks together.
#![warn(missing_docs)]
#![cfg_attr(feature = "mocks", allow(missing_docs, clippy::allow_attributes, reason = "mockall writes no comments"))]

pub mod accounts;
pub mod admin;
pub mod ai;
pub mod catalog;
pub mod content;
pub mod engagement;
pub mod environment;
mod error;
pub mod feed;
pub mod gigs;
pub mod github;
pub mod jobs;
pub mod limits;
pub mod mail;
pub mod messaging;
#[cfg(feature = "mocks")]
pub mod mocks;
pub mod moderation;
pub mod notifications;
pub mod operation;
pub mod retries;
pub mod scores;
pub mod search;
pub mod social;
pub mod stream;
pub mod tokens;
pub mod transactions;
pub mod versions;

pub use error::{BoxError, ServiceError, StoreError};
