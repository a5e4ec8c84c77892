use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::task::AbortHandle;
use vibeslop_domain::ids::JobId;

/// The jobs that a node holds: taken and not settled yet. Each with what breaks it off.
#[derive(Debug, Clone, Default)]
pub(super) struct Held(Arc<Mutex<HashMap<JobId, AbortHandle>>>);

impl Held {
    fn jobs(&self) -> MutexGuard<'_, HashMap<JobId, AbortHandle>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn add(&self, id: JobId, handle: AbortHandle) {
        self.jobs().insert(id, handle);
    }

    pub fn remove(&self, ids: impl IntoIterator<Item = JobId>) {
        let mut jobs = self.jobs();
        for id in ids {
            jobs.remove(&id);
        }
    }

    pub fn ids(&self) -> Vec<JobId> {
        self.jobs().keys().copied().collect()
    }

    /// Breaks jobs off that are not the node's own any more, and answers how many were running still.
    pub fn break_off(&self, ids: &[JobId]) -> usize {
        let mut jobs = self.jobs();
        let mut running = 0;
        for handle in ids.iter().filter_map(|id| jobs.remove(id)).filter(|handle| !handle.is_finished()) {
            handle.abort();
            running += 1;
        }
        running
    }
}
