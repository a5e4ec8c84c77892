//! The program as it runs: started, killed, started again, asked, stopped.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod durability;
mod metrics;
mod outage;
mod program;
mod rolling;
mod site;
mod stopping;
mod traces;
