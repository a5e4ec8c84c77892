#![doc = include_str!("../README.md")]
//!
//! ## Guide
//!
//! One story, from a draft to a review. It is a whole program: the file `guide.rs` of this crate.
//!
//! ```
#![doc = include_str!("../guide.rs")]
//! ```
//!
//! ## Modules
//!
//! | module | holds |
//! | --- | --- |
//! | [`accounts`] | usernames, profiles, identities at other services, who is an administrator |
//! | [`admin`] | who may be removed, suspensions, what is written down |
//! | [`catalog`] | AI tools and tech stacks: names and slugs |
//! | [`content`] | posts, projects, comments, pictures, mentions, edits |
//! | [`engagement`] | likes, reposts, bookmarks, and what was looked at |
//! | [`social`] | follows, blocks, mutes, reports |
//! | [`messaging`] | who may write to whom |
//! | [`notifications`] | what people are told of |
//! | [`stream`] | how the events of the live stream are numbered |
//! | [`feed`] | the ranking formulas, one page of a feed, its cursor |
//! | [`gigs`] | gigs, bids and reviews: the state machine of hiring |
//! | [`github`] | names of repositories, what is a logo among their files |
//! | [`moderation`] | for how long what is known of a picture holds |
//! | [`retries`] | keys of writes that may be sent again |
//! | [`ai`] | what a model is asked to do, and what it may put into a project |
//! | [`scores`] | what work on GitHub amounts to |
//! | [`mail`] | kinds of mail, who wants which, when a mail about messages is due |
//! | [`limits`] | how often something may be done |
//! | [`jobs`] | work apart from requests: states, retries, back-off |
//! | [`search`] | what people type to search, understood |
//! | [`text`], [`link`], [`money`], [`page`], [`ids`], [`violations`] | what several areas share |
#![warn(missing_docs)]

pub mod accounts;
pub mod admin;
pub mod ai;
pub mod catalog;
pub mod content;
pub mod engagement;
pub mod feed;
pub mod gigs;
pub mod github;
pub mod ids;
pub mod jobs;
pub mod limits;
pub mod link;
pub mod mail;
pub mod messaging;
pub mod moderation;
pub mod money;
pub mod notifications;
pub mod page;
pub mod retries;
pub mod scores;
pub mod search;
#[cfg(feature = "serde")]
mod serialising;
pub mod social;
pub mod stream;
pub mod text;
pub mod violations;

pub use chrono;
pub use uuid;
pub use violations::{Invalid, Violations};
