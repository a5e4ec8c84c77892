//! The laws of the ports, kept by this adapter.

use std::sync::Arc;

use vibeslop_memory::Memory;
use vibeslop_testkit::{
    contracts::Stores,
    fixtures::{CountingIds, FakeClock},
};

async fn stores() -> (Stores, impl Sized) {
    let memory = Arc::new(Memory::new(Arc::new(FakeClock::default()), Arc::new(CountingIds::default())));
    let stores = Stores {
        transactions: memory.clone(),
        accounts: memory.clone(),
        exports: memory.clone(),
        media_holds: memory.clone(),
        catalog: memory.clone(),
        posts: memory.clone(),
        projects: memory.clone(),
        comments: memory.clone(),
        profiles: memory.clone(),
        personal_lists: memory.clone(),
        messaging: memory.clone(),
        notifications: memory.clone(),
        feed: memory.clone(),
        engagement: memory.clone(),
        social: memory.clone(),
        gigs: memory.clone(),
        limits: memory.clone(),
        jobs: memory.clone(),
        mail: memory.clone(),
        known_images: memory.clone(),
        calls: memory,
    };
    (stores, ())
}

vibeslop_testkit::store_laws!(stores);
