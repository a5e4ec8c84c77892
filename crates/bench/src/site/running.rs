use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use anyhow::Context;
use tokio::time::timeout;

use super::{
    nodes::Nodes,
    program::{Program, Settings},
};

/// How long a node may take until it is ready.
const PATIENCE: Duration = Duration::from_mins(1);

/// Nodes that run.
#[derive(Debug)]
pub struct Running {
    settings: Settings,
    programs: Vec<Option<Program>>,
    /// Where they are, and which are ready.
    pub nodes: Nodes,
}

impl Running {
    /// Starts nodes at these addresses, all at once, and answers when all are ready.
    pub async fn start(settings: Settings, addresses: &[SocketAddr]) -> anyhow::Result<Self> {
        let programs = addresses.iter().map(|address| settings.start(*address).map(Some)).collect::<Result<_, _>>()?;
        let mut running = Self { settings, programs, nodes: Nodes::watch(addresses) };
        for node in 0..addresses.len() {
            running.until_ready(node).await?;
        }
        Ok(running)
    }

    /// Tells a node to stop, waits until it has, starts it again, and answers when it is ready. Told is how long it took
    /// to stop, and to come back.
    ///
    /// # Errors
    /// It did not stop in order, or does not come back.
    pub async fn restart(&mut self, node: usize) -> anyhow::Result<(Duration, Duration)> {
        let address = self.nodes.address(node).context("there is no such node")?;
        let program = self.programs.get_mut(node).and_then(Option::take).context("there is no such node")?;
        let began = Instant::now();
        let status = tokio::task::spawn_blocking(move || program.stop()).await??;
        anyhow::ensure!(status.success(), "the node at {address} ended with {status}: {}", self.log(address));
        let stopped = began.elapsed();
        let began = Instant::now();
        // Until it has been asked once more, it is known as it was.
        self.nodes.until(node, false).await;
        if let Some(place) = self.programs.get_mut(node) {
            *place = Some(self.settings.start(address)?);
        }
        self.until_ready(node).await?;
        Ok((stopped, began.elapsed()))
    }

    /// Tells all to stop, and waits until they have.
    pub async fn stop(self) -> anyhow::Result<()> {
        let programs: Vec<Program> = self.programs.into_iter().flatten().collect();
        programs.iter().for_each(Program::tell_to_stop);
        for program in programs {
            let status = tokio::task::spawn_blocking(move || program.stop()).await??;
            anyhow::ensure!(status.success(), "a node ended with {status}");
        }
        Ok(())
    }

    async fn until_ready(&mut self, node: usize) -> anyhow::Result<()> {
        let began = Instant::now();
        while timeout(Duration::from_millis(200), self.nodes.until(node, true)).await.is_err() {
            let ended =
                self.programs.get_mut(node).is_none_or(|program| program.as_mut().is_none_or(Program::has_ended));
            let address = self.nodes.address(node).context("there is no such node")?;
            anyhow::ensure!(!ended, "the node at {address} has ended: {}", self.log(address));
            anyhow::ensure!(began.elapsed() < PATIENCE, "the node at {address} is not ready: {}", self.log(address));
        }
        Ok(())
    }

    fn log(&self, address: SocketAddr) -> String {
        std::fs::read_to_string(self.settings.log(address)).unwrap_or_default()
    }
}
