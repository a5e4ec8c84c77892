//! The adapter against a server that answers as the documentation says, and against worse ones.

mod answers;
mod connections;
mod directory;
mod faults;
mod service;
mod vision;
