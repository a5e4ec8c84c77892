//! Every store and query, over PostgreSQL.
//!
//! ## The ground
//!
//! | module | what it is for |
//! | --- | --- |
//! | [`pool`] | [`Database`]: the pool of connections that everything here runs on |
//! | [`connect`] | one connection of its own, from a URL |
//! | [`migrate`] | bringing a database's schema up to date |
//! | [`bulk`] | rows by the million, by `COPY` |
//! | [`databases`] | making, cloning and dropping whole databases |
//! | [`schema`] | the tables, for typed queries |
//! | [`statement`](mod@statement) | SQL from a file as a typed query that is prepared once a connection |
//! | [`count`] | how many statements something cost |
//! | [`error`] | what a port's caller is told of a failure |
//!
//! ## How it is written
//!
//! - **The database decides.** Uniqueness, toggles and counters are settled by constraints, single statements and
//!   triggers, never by reading first and writing after. Counters are kept by triggers alone (see the migration
//!   `counters`, which also has the rules that keep two transactions from waiting for each other: lock targets first,
//!   in one order).
//! - **A page costs a fixed number of statements.** Lists of things are fetched by `= ANY($1)` and grouped in Rust.
//! - **Typed queries for plain reads and writes, SQL files for the rest.** A query in a file is one [`statement!`]; its
//!   comment names the index that it needs.
//! - **Small reads share.** What stands alone and is short reads through a [`Reader`], anything else through a
//!   [`Connection`].
//! - **Nothing stays open.** A unit of work that is dropped before its end must not go back to the pool: take the
//!   connection out of it (`Object::take`), and the server undoes what was begun.
#![warn(missing_docs)]

pub mod bulk;
pub mod connect;
pub mod count;
pub mod databases;
pub mod error;
pub mod migrate;
pub mod pool;
pub mod schema;
pub mod statement;

mod accounts;
mod admin;
mod ai;
mod catalog;
mod content;
mod engagement;
mod feed;
mod gigs;
mod jobs;
mod limits;
mod lines;
mod mail;
mod messaging;
mod moderation;
mod notifications;
mod pulse;
mod reader;
mod readiness;
mod reads;
mod replica;
mod retries;
mod rows;
mod scores;
#[doc(hidden)]
pub mod search;
mod social;
mod stream;
mod timing;
mod unit_of_work;
mod versions;
mod whole;

pub use jobs::bell::PgBell;
pub use pool::{Connection, Database, PoolSettings};
pub use reader::Reader;
pub use reads::Reads;
pub use replica::{Replica, ReplicaSettings, log_rankings};
pub use stream::PgEventBus;
pub use unit_of_work::PgTransactions;

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
