//! How fast the service answers reads, beside what is possible at best on the same machine.
//!
//! The limit of an endpoint is `1 / (1/H + 1/P)`: H the rate at which the service answers `/health/live`, P the rate at
//! which pgbench runs the endpoint's own statements, prepared, over the same socket, both with as many connections. An
//! answer costs what a bare answer costs, and what its statements cost; everything else is the program's own doing.

pub mod captured;
pub mod costs;
pub mod endpoints;
pub mod http;
pub mod load;
pub mod pgbench;
pub mod plot;
pub mod proxy;
pub mod report;
pub mod service;
pub mod sites;
pub mod stats;
