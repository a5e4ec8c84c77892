//! The live stream's outbox (see the migration `stream`): read for all by one connection a node, and for one person who
//! comes back by the pool.

mod bus;
mod queries;
mod rows;
mod store;

pub use bus::PgEventBus;
