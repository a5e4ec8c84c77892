//! `vibeslop serve`.

use crate::config::Config;

/// Runs the command.
#[expect(clippy::unused_async, reason = "the wiring that waits is not here yet")]
pub async fn run(_config: Config) -> anyhow::Result<()> {
    anyhow::bail!("`vibeslop serve` is not part of this build")
}
