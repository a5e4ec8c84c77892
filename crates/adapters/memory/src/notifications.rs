//! What people are told of.

mod queries;
pub(crate) mod rows;
mod store;
mod views;
