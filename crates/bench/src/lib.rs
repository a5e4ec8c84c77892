//! Programs that measure, and tests that need processes of their own.
//!
//! `make bench` runs the programs of `src/bin` that are named `bench-…`, built for release. What they have in common with
//! tests, which ask the same of a debug build and of less work, stands here.

pub mod jobs;
pub mod reads;
pub mod site;
