//! The use cases of the service, one module an area: domain rules put together with ports, each command in one
//! transaction. Usable without HTTP: a service here is a struct of ports, its methods are what a person can do.
//!
//! | module | holds |
//! | --- | --- |
//! | [`accounts`] | who makes a request, signing in and out |
//! | [`catalog`] | the tools and stacks that there are |
//! | [`content`] | posts, projects and their pictures |
//! | [`feed`] | the two feeds, page by page |
//! | [`github`] | repositories, read with the token that their owner granted |
//! | [`ai`] | the text of a project, written by a language model |
#![warn(missing_docs)]

mod debug;
mod error;
#[cfg(test)]
mod fixtures;
mod services;
mod transaction;

pub mod accounts;
pub mod ai;
pub mod catalog;
pub mod content;
pub mod feed;
pub mod github;

pub use error::{Error, ServiceFailure};
pub use services::{Policy, Ports, Services};
pub use transaction::{Tx, in_transaction};
