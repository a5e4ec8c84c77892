use std::sync::Arc;

use governor::{
    nanos::Nanos,
    state::{
        StateStore,
        keyed::{DashMapStateStore, ShrinkableKeyedStateStore},
    },
};
use vibeslop_ports::limits::BucketOwner;

/// The buckets of a limit, in a place that the limiter and whoever gives back share.
#[derive(Debug, Clone, Default)]
pub struct SharedStore(Arc<DashMapStateStore<BucketOwner>>);

impl SharedStore {
    /// Makes a bucket as full as if a token had not been taken. A bucket tells the moment at which it will be full.
    pub fn put_back(&self, owner: &BucketOwner, token: Nanos) {
        let undone = |full_at: Option<Nanos>| full_at.map(|at| ((), at.saturating_sub(token))).ok_or(());
        // Where the bucket is forgotten by now, it is full.
        let _ = self.0.measure_and_replace(owner, undone);
    }
}

impl StateStore for SharedStore {
    type Key = BucketOwner;

    fn measure_and_replace<T, F, E>(&self, key: &Self::Key, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        self.0.measure_and_replace(key, f)
    }
}

impl ShrinkableKeyedStateStore<BucketOwner> for SharedStore {
    fn retain_recent(&self, drop_below: Nanos) {
        self.0.retain_recent(drop_below);
    }

    fn shrink_to_fit(&self) {
        ShrinkableKeyedStateStore::shrink_to_fit(&*self.0);
    }

    fn len(&self) -> usize {
        ShrinkableKeyedStateStore::len(&*self.0)
    }

    fn is_empty(&self) -> bool {
        ShrinkableKeyedStateStore::is_empty(&*self.0)
    }
}
