//! Accounts, identities at other services, sessions.

mod queries;
mod store;
