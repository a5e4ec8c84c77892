#![doc = include_str!("../README.md")]
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
