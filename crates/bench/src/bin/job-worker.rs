//! A worker in a process of its own: `job-worker DATABASE_URL FILE [SECONDS_UNTIL_DEAD]`. Told to stop, it writes the
//! numbers of the jobs that it has run into the file.

use std::{fmt::Write as _, time::Duration};

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};
use vibeslop_application::jobs::NodeSettings;
use vibeslop_bench::jobs::Worker;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let (Some(url), Some(file)) = (arguments.next(), arguments.next()) else {
        anyhow::bail!("usage: job-worker DATABASE_URL FILE [SECONDS_UNTIL_DEAD]");
    };
    let mut settings = NodeSettings::default();
    if let Some(seconds) = arguments.next() {
        settings.silence = Duration::from_secs(seconds.parse().context("a number of seconds")?);
        settings.beat = settings.silence / 6;
    }
    let mut terminate = signal(SignalKind::terminate())?;
    let worker = Worker::start(&url.into(), settings).await?;
    terminate.recv().await;
    let mut text = String::new();
    for number in worker.stop().await {
        writeln!(text, "{number}")?;
    }
    std::fs::write(file, text)?;
    Ok(())
}
