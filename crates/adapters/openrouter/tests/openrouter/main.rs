//! The adapter against a server that answers as the documentation says, and against worse ones.

mod answers;
mod connections;
mod directory;
mod faults;
mod painting;
mod resting;
mod service;
mod streaming;
mod vision;
