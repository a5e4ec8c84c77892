//! Accounts, identities at other services, sessions.

mod export;
pub(crate) mod github_stats;
mod profile_store;
mod profiles;
mod queries;
mod sealed;
mod store;
