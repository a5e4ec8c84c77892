//! `vibeslop reseal`: kept tokens, sealed anew after `SECRET_KEY_BASE` was changed.

use std::io::Write;

use vibeslop_application::accounts::{Resealed, Resealing};

use crate::{
    config::Config,
    wiring::{OpenDatabase, Use, Wired},
};

/// Runs the command.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let open = OpenDatabase::new(&config, Use::Command).await?;
    let resealed = reseal(&config, &open).await;
    open.close().await?;
    let Resealed { looked_at, resealed, unreadable } = resealed?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "Looked at {looked_at} connections: {resealed} sealed anew, {unreadable} that no secret opens.")?;
    if unreadable == 0 {
        writeln!(out, "Nothing needs SECRET_KEY_BASE_OLD any more.")?;
    }
    Ok(())
}

async fn reseal(config: &Config, open: &OpenDatabase) -> anyhow::Result<Resealed> {
    let wired = Wired::new(config, open, config.server.port).await?;
    let resealing = Resealing { transactions: wired.ports.transactions.clone(), cipher: wired.ports.cipher.clone() };
    let resealed = resealing.run().await;
    wired.database.close();
    Ok(resealed?)
}
