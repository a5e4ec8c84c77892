//! One module a command.

pub mod config;
mod leaving;
pub mod migrate;
pub mod openapi;
pub mod reseal;
pub mod seed;
pub mod serve;
pub mod token;
pub mod work;
