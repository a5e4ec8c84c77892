use async_trait::async_trait;
use tokio::sync::{Mutex, watch};
use vibeslop_ports::jobs::JobBell;

/// Tells one node of the jobs that any node of the site enqueues.
#[derive(Debug)]
pub struct MemoryBell {
    ring: watch::Sender<u64>,
    heard: Mutex<watch::Receiver<u64>>,
}

impl MemoryBell {
    pub(crate) fn new(ring: watch::Sender<u64>) -> Self {
        let heard = Mutex::new(ring.subscribe());
        Self { ring, heard }
    }
}

#[async_trait]
impl JobBell for MemoryBell {
    async fn rung(&self) {
        // The other end is held here, so it is there for as long as this is.
        let _ = self.heard.lock().await.changed().await;
    }

    fn ring(&self) {
        self.ring.send_modify(|times| *times += 1);
    }
}
