//! Every store and query, in the memory of this process.
//!
//! It keeps the same laws as the adapter for PostgreSQL, needs nothing to be installed, and is there at once: for test
//! suites without a database, and for whoever begins to embed. Nothing outlives the process.
//!
//! ```
//! use std::sync::Arc;
//! use vibeslop_memory::Memory;
//! # use vibeslop_ports::environment::{Clock, Ids};
//! # struct Fixed;
//! # impl Clock for Fixed {
//! #     fn now(&self) -> chrono::DateTime<chrono::Utc> { chrono::DateTime::UNIX_EPOCH }
//! # }
//! # impl Ids for Fixed {
//! #     fn next(&self) -> uuid::Uuid { uuid::Uuid::nil() }
//! # }
//! use vibeslop_ports::{catalog::CatalogQueries, transactions::Transactions};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), vibeslop_ports::StoreError> {
//! let memory = Memory::new(Arc::new(Fixed), Arc::new(Fixed));
//! assert_eq!(memory.tools().await?.len(), 15, "the catalog of a fresh installation");
//! memory.begin().await?.rollback().await?;
//! # Ok(())
//! # }
//! ```
//!
//! ## How it works
//!
//! | module | what it is for |
//! | --- | --- |
//! | `table` | rows by their key, which are copied when they are changed |
//! | `world` | all tables, as of one moment |
//! | `memory` | [`Memory`]: the world that is visible, and whose turn it is to change it |
//! | `unit_of_work`, `whole` | changes that become visible together |
//! | `visibility` | who sees whom |
//! | `cascade` | what goes with what is deleted |
//! | `text` | how PostgreSQL compares texts, cuts them into words and ranks them |
//!
//! - **One writes at a time.** A unit of work has the turn from its beginning to its end, so no two of them ever race,
//!   and what a port calls a lock is a look. Whoever begins one while another is open waits; whoever has one open and
//!   begins another on the same task waits in vain, and is told so after a while.
//! - **Readers never wait.** They read the world as of the last commit. To copy it is to count references; a unit of
//!   work copies the tables that it changes.
//! - **What is counted is counted when it is asked for.** A counter cannot be wrong that is not kept.
//! - **What stands on its own has a lock of its own**: limits, keys of retries and the like are kept beside the world,
//!   so that they can be used while a unit of work is open. They are visible at once, whatever becomes of it.
//!
//! ## What is found
//!
//! Searches answer what they answer on PostgreSQL, in the same order: words are cut, stemmed and ranked as its full-text
//! search in English does it (`to_tsvector`, `ts_rank`), and likeness is that of its trigrams. Compared over six thousand
//! lines of prose and code, one in three hundred is cut differently, where digits, letters and signs meet in a word; ranks
//! are the same but for such words, and for searches of many words that end in a stem, where PostgreSQL counts the stem or
//! what begins with it as its sort happens to leave them. Nothing is indexed: a search reads every text.
#![warn(missing_docs)]

mod accounts;
mod admin;
mod ai;
mod cascade;
mod catalog;
mod content;
mod engagement;
mod feed;
mod gigs;
mod jobs;
mod limits;
mod mail;
mod memory;
mod messaging;
mod moderation;
mod notifications;
mod operation;
mod page;
mod people;
mod retries;
mod scores;
mod search;
mod social;
mod stream;
mod table;
mod text;
mod unit_of_work;
mod versions;
mod visibility;
mod whole;
mod world;

pub use self::{jobs::MemoryBell, memory::Memory};
