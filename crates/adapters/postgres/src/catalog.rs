//! The catalog of tools and stacks.

mod queries;
mod rows;
mod store;

pub(crate) use rows::{stacks, tools};
