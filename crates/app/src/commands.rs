//! One module a command.

pub mod config;
pub mod migrate;
pub mod openapi;
pub mod seed;
pub mod serve;
pub mod token;
pub mod work;
