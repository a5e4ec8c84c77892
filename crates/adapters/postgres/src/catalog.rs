//! The catalog of tools and stacks.

mod queries;
mod store;
