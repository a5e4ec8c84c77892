//! `vibeslop seed`: content to look at, or to measure with.

use std::io::{IsTerminal, Write};

use crate::{
    config::Config,
    demo::{self, Added},
    scale::{self, Loaded},
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
    let added = demo::add(&wired.services, &wired.ports).await?;
    // It came out days ago, as far as feeds are concerned.
    wired.services.feed.renew().await?;
    wired.database.close();
    Ok(added)
}

/// Fills the database with a site of so many people.
pub async fn scale(config: Config, people: u64) -> anyhow::Result<()> {
    let open = OpenDatabase::new(&config, Use::Command).await?;
    let loaded = fill(&config, &open, people).await;
    open.close().await?;
    let Loaded { people, posts, projects, follows, likes } = loaded?;
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "Added {people} people with {projects} projects, {posts} posts, {follows} follows and {likes} likes. They are \
         called scale_0 and so on."
    )?;
    Ok(())
}

async fn fill(config: &Config, open: &OpenDatabase, people: u64) -> anyhow::Result<Loaded> {
    let wired = Wired::new(config, open, config.server.port).await?;
    let now = wired.ports.clock.now();
    let loaded = scale::load(&open.url, people, now, show).await?;
    show(0.94, "ranking");
    wired.services.feed.refresh().await?;
    show(1.0, "done");
    let mut out = std::io::stderr().lock();
    writeln!(out)?;
    wired.database.close();
    Ok(loaded)
}

/// A bar on a terminal, a line elsewhere.
fn show(done: f64, next: &str) {
    const WIDTH: usize = 40;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 100")]
    let percent = (done.clamp(0.0, 1.0) * 100.0) as usize;
    let filled = WIDTH * percent / 100;
    let mut out = std::io::stderr().lock();
    // Nobody is left to hear of it if this cannot be written.
    let _ = if out.is_terminal() {
        write!(out, "\r[{}{}] {percent:3} %  {next:24}", "#".repeat(filled), "-".repeat(WIDTH - filled))
            .and_then(|()| out.flush())
    } else {
        writeln!(out, "{percent:3} %  {next}")
    };
}
