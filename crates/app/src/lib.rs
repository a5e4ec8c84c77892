//! The service as a program: its configuration, its command line, its log, and the wiring of all other crates.
//!
//! It is a library with a thin `main`, so that tests can do what the program does without starting a process.

pub mod background;
pub mod cli;
pub mod commands;
pub mod config;
pub mod demo;
pub mod scale;
pub mod telemetry;
pub mod wiring;
