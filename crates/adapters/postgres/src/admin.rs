//! Administration.

mod audit;
mod erasure;
mod people;
mod queries;
mod reports;
mod statements;
mod store;
