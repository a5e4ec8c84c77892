//! `vibeslop work`: runs jobs and the schedule, without serving the API.

use std::io::Write;

use super::leaving::ToldToStop;
use crate::{
    background::Background,
    config::Config,
    wiring::{OpenDatabase, Use, Wired},
};

/// Runs jobs until the program is told to stop, then lets those that run go on for the grace time.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let open = OpenDatabase::new(&config, Use::Command).await?;
    open.keep_up();
    let worked = work(&config, &open).await;
    let closed = open.close().await;
    worked.and(closed)
}

async fn work(config: &Config, open: &OpenDatabase) -> anyhow::Result<()> {
    let wired = Wired::new(config, open, config.server.port).await?;
    let mut told = ToldToStop::listen()?;
    let background = Background::start(config, &wired).await?;
    writeln!(std::io::stdout().lock(), "Running jobs. Ctrl-C stops it.")?;
    told.next().await;
    tracing::info!("stopping: jobs that run are finished first");
    background.stop().await;
    wired.close().await;
    tracing::info!("stopped");
    Ok(())
}
