//! Administration.

mod audit;
mod people;
mod queries;
mod reports;
mod statements;
mod store;
