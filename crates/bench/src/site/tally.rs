use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

/// What came of everybody's requests.
#[derive(Debug, Default)]
pub struct Tally(Mutex<Counted>);

/// What was counted so far.
#[derive(Debug, Clone, Default)]
pub struct Counted {
    /// Requests that were answered as they should be.
    pub answered: u64,
    /// What failed, in words.
    pub failures: Vec<String>,
    /// Posts that were answered 201, by identifier, and what is in them.
    pub posts: HashMap<String, String>,
    /// Reports that were taken, each of which enqueues a job.
    pub reports: u64,
    /// Messages that were taken, by whom they are for.
    pub messages: HashMap<String, HashSet<String>>,
}

impl Tally {
    /// To count something, or to look.
    pub fn counted(&self) -> MutexGuard<'_, Counted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
