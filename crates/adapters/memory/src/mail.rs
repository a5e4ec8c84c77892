//! Who wants which mail, and what it is written from.

mod queries;
mod store;
mod week;
