//! `vibeslop openapi`: the description of the API, for generators of clients.

use std::io::{ErrorKind, Write};

use anyhow::Context;
use vibeslop_http::Settings;

/// Prints the document, for the address at which a developer runs the service.
pub fn run() -> anyhow::Result<()> {
    let settings = Settings {
        backend_url: "http://localhost:4001".to_owned(),
        frontend_url: "http://localhost:5173".to_owned(),
        cors_origins: Vec::new(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let text = serde_json::to_string_pretty(&vibeslop_http::openapi(&settings))?;
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("the document cannot be printed"),
        _ => Ok(()),
    }
}
