//! `make cluster`: three nodes on one PostgreSQL, and a crowd that uses them without a load balancer. Enter restarts one
//! node after the other, Ctrl-C ends it. With `--roll` it does so once by itself, and fails if anybody noticed.

use std::{
    io::Write,
    net::{Ipv4Addr, SocketAddr},
    os::unix::fs::PermissionsExt,
    time::{Duration, Instant},
};

use anyhow::Context;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    sync::mpsc,
};
use vibeslop_bench::site::{Crowd, Outcome, Running, Settings, beside_this, people};
use vibeslop_cluster::{Cluster, ClusterOptions, reachable_folder};

const PORTS: [u16; 3] = [4101, 4102, 4103];
const VISITORS: usize = 20;
const LISTENERS: usize = 5;
/// How long somebody thinks before each request.
const PAUSE: Duration = Duration::from_millis(100);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // From here on Ctrl-C is heard, and nothing that was started goes on without this program.
    let mut interrupt = signal(SignalKind::interrupt())?;
    let roll = std::env::args().any(|argument| argument == "--roll");
    // Under root the database runs as somebody else, who has to get through.
    let open = std::fs::Permissions::from_mode(0o755);
    let folder = tempfile::Builder::new().prefix("vibeslop-").permissions(open).tempdir()?;
    let mut options = ClusterOptions::new(reachable_folder(&folder.path().join("database"))?);
    options.durable = false;
    options.max_connections = 200;
    say("Starting PostgreSQL ...")?;
    let cluster = tokio::task::spawn_blocking(move || Cluster::start(&options)).await??;
    let watched = watch(&cluster, folder.path(), &mut interrupt, roll).await;
    tokio::task::spawn_blocking(move || cluster.stop()).await??;
    watched
}

async fn watch(cluster: &Cluster, folder: &std::path::Path, interrupt: &mut Signal, roll: bool) -> anyhow::Result<()> {
    let database = cluster.url("postgres").into();
    let variables = vec![("SHUTDOWN_DRAIN".to_owned(), "2s".to_owned())];
    let settings = Settings { program: beside_this()?, database, folder: folder.to_path_buf(), variables };
    say("Filling the database ...")?;
    let filling = settings.clone();
    tokio::task::spawn_blocking(move || filling.run(&["seed", "--scale", "100"])).await??;
    let people = people(&settings.database, VISITORS + LISTENERS).await?;
    let addresses = PORTS.map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    let mut running = Running::start(settings, &addresses).await?;
    let crowd = Crowd::gather(&running.nodes, &people, LISTENERS, PAUSE).await?;
    say(&format!(
        "Nodes listen on {}. Enter restarts one after the other, Ctrl-C ends it.",
        PORTS.map(|port| port.to_string()).join(", ")
    ))?;
    let shown = show(&mut running, &crowd, interrupt, roll).await;
    say("\nEnding ...")?;
    let outcome = crowd.disperse().await;
    running.stop().await?;
    shown?;
    judge(&outcome, roll)
}

/// Shows what goes on, and restarts nodes when asked to, until told to stop.
async fn show(running: &mut Running, crowd: &Crowd, interrupt: &mut Signal, roll: bool) -> anyhow::Result<()> {
    let began = Instant::now();
    let line = Line { began };
    let mut enter = enters();
    if roll {
        tokio::time::timeout(Duration::from_secs(3), line.keep_on(running.nodes.clone(), crowd))
            .await
            .unwrap_or(Ok(()))?;
        roll_once(running, crowd, &line).await?;
        return tokio::time::timeout(Duration::from_secs(3), line.keep_on(running.nodes.clone(), crowd))
            .await
            .unwrap_or(Ok(()));
    }
    loop {
        let nodes = running.nodes.clone();
        tokio::select! {
            shown = line.keep_on(nodes, crowd) => shown?,
            _ = interrupt.recv() => return Ok(()),
            Some(()) = enter.recv() => {
                tokio::select! {
                    rolled = roll_once(running, crowd, &line) => rolled?,
                    _ = interrupt.recv() => return Ok(()),
                }
                say("\nAll nodes were restarted.")?;
            }
        }
    }
}

async fn roll_once(running: &mut Running, crowd: &Crowd, line: &Line) -> anyhow::Result<()> {
    for node in 0..PORTS.len() {
        let nodes = running.nodes.clone();
        let (stopped, back) = tokio::select! {
            restarted = running.restart(node) => restarted?,
            shown = line.keep_on(nodes, crowd) => { shown?; anyhow::bail!("nothing is shown any more") }
        };
        let port = PORTS.get(node).copied().unwrap_or_default();
        say(&format!(
            "\nNode {port} stopped in {} ms and was back {} ms later.",
            stopped.as_millis(),
            back.as_millis()
        ))?;
    }
    Ok(())
}

/// The line that tells what goes on.
struct Line {
    began: Instant,
}

impl Line {
    /// Writes it anew each second. Ends only if it cannot be written.
    async fn keep_on(&self, nodes: vibeslop_bench::site::Nodes, crowd: &Crowd) -> anyhow::Result<()> {
        let mut ticks = tokio::time::interval(Duration::from_secs(1));
        let mut before = crowd.tally().counted().answered;
        loop {
            ticks.tick().await;
            let (answered, failed) = {
                let counted = crowd.tally().counted();
                (counted.answered, counted.failures.len())
            };
            let ready: Vec<_> = PORTS
                .iter()
                .zip(nodes.ready())
                .map(|(port, ready)| format!("{port} {}", if ready { "ready" } else { "away " }))
                .collect();
            let mut out = std::io::stdout().lock();
            write!(
                out,
                "\r{:4} s  requests {answered} ({}/s)  failures {failed}  streams {}  messages told {}  {}   ",
                self.began.elapsed().as_secs(),
                answered.saturating_sub(before),
                crowd.streams(),
                crowd.heard(),
                ready.join("  "),
            )?;
            out.flush()?;
            before = answered;
        }
    }
}

/// Each time that somebody presses Enter.
fn enters() -> mpsc::Receiver<()> {
    let (sender, receiver) = mpsc::channel(1);
    // A thread of its own, because reading what nobody types cannot be broken off. It ends with the program; without a
    // terminal nobody presses anything.
    std::thread::spawn(move || {
        for _ in std::io::stdin().lines().map_while(Result::ok) {
            // Whoever presses it twice wants it once.
            let _ = sender.try_send(());
        }
    });
    receiver
}

fn judge(outcome: &Outcome, roll: bool) -> anyhow::Result<()> {
    let faults: Vec<String> = outcome.counted.failures.iter().cloned().chain(outcome.faults_of_streams()).collect();
    say(&format!(
        "{} requests were answered, the slowest in {} ms; streams were resumed {} times; {} faults.",
        outcome.counted.answered,
        outcome.slowest.as_millis(),
        outcome.resumed(),
        faults.len()
    ))?;
    for fault in faults.iter().take(20) {
        say(&format!("  {fault}"))?;
    }
    if roll && !faults.is_empty() {
        return Err(anyhow::anyhow!("{} faults", faults.len())).context("the restart was noticed");
    }
    Ok(())
}

fn say(text: &str) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout().lock(), "{text}")?)
}
