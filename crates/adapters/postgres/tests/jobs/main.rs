//! Nodes that run jobs, on a real PostgreSQL.

mod bell;
mod crashes;
mod endings;
mod expiry;
mod site;
mod stopping;
mod ticks;
