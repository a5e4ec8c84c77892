//! The catalog of tools and stacks.

mod data;
mod queries;
pub(crate) mod rows;
mod store;
