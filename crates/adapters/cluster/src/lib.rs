//! A private PostgreSQL server in a folder: found, set up, started and stopped.
//!
//! With no database configured, the program runs one of its own. [`Cluster::start`] finds PostgreSQL's programs on the
//! machine, sets a cluster up in the data folder the first time, starts the server on a Unix socket (never on a network
//! port) and waits until it answers. [`Cluster::share`] does the same for test suites whose processes run side by side.
//!
//! Everything here blocks: call it through `spawn_blocking` from asynchronous code.
//!
//! The folder holds
//!
//! ```text
//! lock          held by the program that uses the folder
//! start.lock    held while a server is being started
//! postgres.log  what the server says, and postgres.log.1, what it said before
//! pg15/         the cluster, one folder for each major version, so that a new version never opens old files
//! run/          the server's socket, closed to other users
//! ```
//!
//! A server outlives a program that was killed. The next start finds it and takes it over, so nothing is lost and nothing
//! has to be cleaned up by hand.

#![warn(missing_docs)]

mod cluster;
mod error;
mod folder;
mod owner;
mod pidfile;
mod process;
mod programs;
mod server;
mod settings;
mod setup;
mod socket;

pub use cluster::{Cluster, ClusterOptions, stop_at, url_at};
pub use error::ClusterError;
pub use owner::reachable_folder;

/// The database user that owns everything in the cluster.
pub const SUPERUSER: &str = "vibeslop";

/// The example of the README, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
