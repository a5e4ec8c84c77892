#![doc = include_str!("../README.md")]
//!
//! ## Modules
//!
//! | module | holds |
//! | --- | --- |
//! | [`accounts`] | who makes a request, signing in and out, profiles |
//! | [`catalog`] | the tools and stacks that there are |
//! | [`content`] | posts, projects and their pictures, comments, what hangs on a profile |
//! | [`engagement`] | likes, reposts, bookmarks, impressions |
//! | [`social`] | follows, blocks, mutes, reports |
//! | [`feed`] | the two feeds, page by page |
//! | [`messaging`] | conversations and messages |
//! | [`search`] | searches, and suggestions while somebody types |
//! | [`notifications`] | what waits for a person |
//! | [`gigs`] | gigs, bids, hiring, reviews |
//! | [`stream`] | the live stream of what concerns a person |
//! | [`page`] | lists that are ordered by time, part by part |
//! | [`retries`] | writes that come with a key, done once |
//! | [`versions`] | changes that are meant for one state of a thing |
//! | [`github`] | repositories, read with the token that their owner granted |
//! | [`jobs`] | work apart from requests: what does each kind of job, the schedule, the nodes |
//! | [`limits`] | how often things may be done |
//! | [`ai`] | what models do for people: the text of a project, its cover, better drafts; and what that costs |
#![warn(missing_docs)]

mod debug;
mod error;
mod failures;
#[cfg(test)]
mod fixtures;
#[cfg(feature = "mocks")]
mod mocks;
mod services;
mod transaction;

pub mod accounts;
pub mod admin;
pub mod ai;
pub mod catalog;
pub mod content;
pub mod engagement;
pub mod feed;
pub mod gigs;
pub mod github;
pub mod jobs;
pub mod limits;
pub mod mail;
pub mod messaging;
pub mod notifications;
pub mod page;
pub mod retries;
pub mod scores;
pub mod search;
pub mod social;
pub mod stream;
pub mod versions;

pub use error::{Error, ServiceFailure};
pub use services::{Policy, Ports, Services};
pub use transaction::{Tx, in_transaction, persistently};
