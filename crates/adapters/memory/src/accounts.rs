//! Accounts, identities, sessions, and people as others see them.

mod export;
mod profiles;
mod queries;
pub(crate) mod rows;
mod store;

pub(crate) use profiles::count;
