//! Administration.

mod audit;
mod entries;
mod erasure;
mod people;
mod queries;
mod reports;
mod store;
