//! `vibeslop migrate`: brings the database's schema up to date and stops.

use std::io::Write;

use crate::{
    config::Config,
    wiring::{OpenDatabase, Use},
};

/// Runs the command.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let open = OpenDatabase::new(&config, Use::Command).await?;
    writeln!(std::io::stdout().lock(), "The database's schema is up to date.")?;
    open.close().await
}
