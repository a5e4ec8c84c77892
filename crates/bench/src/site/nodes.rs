use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::watch,
    task::JoinSet,
    time::{sleep, timeout},
};

use super::wire::{Connection, Request};

/// How often a node is asked whether it is ready.
const EVERY: Duration = Duration::from_millis(100);
/// How long it may think about it.
const PATIENCE: Duration = Duration::from_secs(2);

/// The nodes of a site, and which of them are ready. Clones know the same.
#[derive(Debug, Clone)]
pub struct Nodes {
    addresses: Arc<[SocketAddr]>,
    ready: watch::Receiver<Vec<bool>>,
    turn: Arc<AtomicUsize>,
    _asking: Arc<JoinSet<()>>,
}

impl Nodes {
    /// Begins to ask them, until the last clone is dropped.
    pub fn watch(addresses: &[SocketAddr]) -> Self {
        let (told, ready) = watch::channel(vec![false; addresses.len()]);
        let mut asking = JoinSet::new();
        for (node, address) in addresses.iter().copied().enumerate() {
            let told = told.clone();
            asking.spawn(async move {
                loop {
                    let ready = is_ready(address).await;
                    told.send_if_modified(|all| match all.get_mut(node) {
                        Some(known) => std::mem::replace(known, ready) != ready,
                        None => false,
                    });
                    sleep(EVERY).await;
                }
            });
        }
        Self { addresses: addresses.into(), ready, turn: Arc::default(), _asking: Arc::new(asking) }
    }

    /// The same nodes as somebody knows them who asks none of them first.
    #[must_use]
    pub fn always_ready(&self) -> Self {
        let (_, ready) = watch::channel(vec![true; self.addresses.len()]);
        Self { ready, ..self.clone() }
    }

    /// Where a node is.
    pub fn address(&self, node: usize) -> Option<SocketAddr> {
        self.addresses.get(node).copied()
    }

    /// Whether a node said that it is ready when it was last asked.
    pub fn is_ready(&self, node: usize) -> bool {
        self.ready.borrow().get(node).copied().unwrap_or_default()
    }

    /// Which nodes are ready.
    pub fn ready(&self) -> Vec<bool> {
        self.ready.borrow().clone()
    }

    /// Waits until it is ready, or is not.
    pub async fn until(&self, node: usize, ready: bool) {
        let mut heard = self.ready.clone();
        // The sender lives as long as this does.
        let _ = heard.wait_for(|all| all.get(node) == Some(&ready)).await;
    }

    /// A node that is ready, all in turn. Waits if there is none.
    pub async fn choose(&self) -> (usize, SocketAddr) {
        let mut heard = self.ready.clone();
        loop {
            let first = self.turn.fetch_add(1, Ordering::Relaxed);
            let around = (0..self.addresses.len()).map(|step| (first + step) % self.addresses.len());
            for node in around {
                if self.is_ready(node)
                    && let Some(address) = self.address(node)
                {
                    return (node, address);
                }
            }
            let _ = heard.changed().await;
        }
    }
}

async fn is_ready(address: SocketAddr) -> bool {
    let asked = timeout(PATIENCE, async {
        let mut connection = Connection::open(address).await?;
        connection.ask(&Request::get("/health/ready")).await
    });
    matches!(asked.await, Ok(Ok(answer)) if answer.head.status == 200)
}
