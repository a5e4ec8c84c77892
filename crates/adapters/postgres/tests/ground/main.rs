//! The ground that stores and queries stand on, against a real PostgreSQL.

mod counters;
mod counting;
mod databases;
mod gigs;
mod lines;
mod messages;
mod migrations;
mod outbox;
mod pool;
mod profiles;
mod schema;
mod site;
mod statements;
mod turns;
mod whole;
