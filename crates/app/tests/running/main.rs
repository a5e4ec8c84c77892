//! The program as it runs: started, killed, started again, asked, stopped.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod dashboard;
mod durability;
mod metrics;
mod outage;
mod program;
mod replica;
mod rolling;
mod seed;
mod site;
mod stopping;
mod traces;
