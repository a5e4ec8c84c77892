//! `vibeslop work`: runs jobs and the schedule, without serving the API.

use std::io::Write;

use tokio::signal::unix::{SignalKind, signal};

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
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let background = Background::start(config, &wired).await?;
    writeln!(std::io::stdout().lock(), "Running jobs. Ctrl-C stops it.")?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("stopping: jobs that run are finished first");
    background.stop().await;
    wired.database.close();
    tracing::info!("stopped");
    Ok(())
}
