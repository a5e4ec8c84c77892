//! What people write to each other.

mod queries;
mod store;
