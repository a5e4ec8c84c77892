//! `vibeslop config`: what the program would run with.

use std::io::{ErrorKind, Write};

use anyhow::Context;

use crate::config::Config;

/// Prints the effective configuration. A reader who has seen enough (`vibeslop config | head`) is no failure.
pub fn run(config: &Config, out: &mut impl Write) -> anyhow::Result<()> {
    match write!(out, "{}", config.report()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(error).context("the configuration cannot be printed")
        }
        _ => Ok(()),
    }
}
