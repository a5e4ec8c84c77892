//! Pages as a person sees them, in headless Chromium. `scripts/browser-tests` runs them.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod dashboard;
mod docs;
mod driver;
mod look;
mod mailbox;
mod recorder;
