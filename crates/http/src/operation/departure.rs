use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

/// Whether this node is about to go. Clones speak of the same node.
///
/// Once it is announced, readiness is denied, and every answer asks its caller to let go of the connection, so that
/// whoever keeps connections open finds another node before this one stops listening.
#[derive(Debug, Clone, Default)]
pub struct Departure(Arc<AtomicBool>);

impl Departure {
    /// Says that the node is about to go. There is no way back.
    pub fn announce(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether it has been said.
    pub fn is_announced(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
