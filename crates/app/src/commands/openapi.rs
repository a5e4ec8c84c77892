//! `vibeslop openapi`.

/// Runs the command.
pub fn run() -> anyhow::Result<()> {
    anyhow::bail!("`vibeslop openapi` is not part of this build")
}
