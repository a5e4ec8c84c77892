//! Administration.

mod queries;
mod store;

pub use queries::*;
pub use store::*;
