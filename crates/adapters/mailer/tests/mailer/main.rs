//! Mail handed to a server that the test starts, and mail kept on this machine.

mod fixtures;
mod headers;
mod local;
mod server;
mod smtp;
