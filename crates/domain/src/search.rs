//! Searches: what people type, understood.

mod query;

pub use query::{MAX_LENGTH, SearchQuery, Tags};
