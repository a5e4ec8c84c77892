//! What the stores stand on: units of work, whole requests, versions, the stream; and what no law of a
//! port looks at.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod administration;
mod jobs;
mod site;
mod stream;
mod units;
mod versions;
mod walks;
mod whole;
