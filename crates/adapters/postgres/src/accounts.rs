//! Accounts, identities at other services, sessions.

pub(crate) mod github_stats;
mod profile_store;
mod profiles;
mod queries;
mod store;
