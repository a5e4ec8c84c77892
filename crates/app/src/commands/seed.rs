//! `vibeslop seed --demo`: content to look at.

use std::io::Write;

use crate::{
    config::Config,
    demo::{self, Added},
    wiring::{OpenDatabase, Use, Wired},
};

/// Runs the command.
pub async fn demo(config: Config) -> anyhow::Result<()> {
    let open = OpenDatabase::new(&config, Use::Command).await?;
    let seeded = seed(&config, &open).await;
    open.close().await?;
    let mut out = std::io::stdout().lock();
    match seeded? {
        Added { people: 0, .. } => writeln!(out, "Everybody is there already; nothing was added.")?,
        Added { people, items, gigs } => {
            writeln!(out, "Added {people} people with {items} projects and posts, and {gigs} gigs.")?;
        }
    }
    Ok(())
}

async fn seed(config: &Config, open: &OpenDatabase) -> anyhow::Result<Added> {
    let wired = Wired::new(config, open, config.server.port).await?;
    let added = demo::add(&wired.services, &wired.ports).await;
    wired.database.close();
    added
}
