//! The API in-process, on mocks of the ports: what belongs to HTTP and to nothing below it.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod accounts;
mod bad_input;
mod content;
mod document;
mod fixture;
mod limits;
mod logging;
mod pages;
mod sign_in;
mod transport;
