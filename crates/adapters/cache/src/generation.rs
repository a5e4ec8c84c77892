use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// A number that changes whenever what was read before may be wrong.
#[derive(Debug, Clone, Default)]
pub struct Generation(Arc<AtomicU64>);

impl Generation {
    /// The current one.
    pub fn current(&self) -> u64 {
        self.0.load(Ordering::Acquire)
    }

    /// Begins the next one.
    pub fn end(&self) {
        self.0.fetch_add(1, Ordering::AcqRel);
    }
}
