//! `vibeslop seed`.

use crate::config::Config;

/// Runs `vibeslop seed --demo`.
#[expect(clippy::unused_async, reason = "the wiring that waits is not here yet")]
pub async fn demo(_config: Config) -> anyhow::Result<()> {
    anyhow::bail!("`vibeslop seed` is not part of this build")
}
