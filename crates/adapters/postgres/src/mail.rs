//! What mail is written from, who wants which, and what went out.

mod queries;
mod store;
