//! The use cases of the service, one module an area: domain rules put together with ports, each command in one
//! transaction. Usable without HTTP: a service here is a struct of ports, its methods are what a person can do.
#![warn(missing_docs)]

mod error;
mod transaction;

pub mod accounts;
pub mod ai;
pub mod catalog;
pub mod content;
pub mod feed;
pub mod github;

pub use error::{Error, ServiceFailure};
pub use transaction::{Tx, in_transaction};
