//! The laws of the ports, kept by this adapter.

use std::sync::Arc;

use vibeslop_postgres::PgTransactions;
use vibeslop_testkit::{
    contracts::Stores,
    fixtures::CountingIds,
    postgres::{FreshDatabase, fresh_database},
};

async fn stores() -> (Stores, FreshDatabase) {
    let fresh = fresh_database().await;
    let database = fresh.connect().await;
    let queries = Arc::new(database.clone());
    let stores = Stores {
        transactions: Arc::new(PgTransactions::new(database, Arc::new(CountingIds::default()))),
        accounts: queries.clone(),
        exports: queries.clone(),
        media_holds: queries.clone(),
        catalog: queries.clone(),
        posts: queries.clone(),
        projects: queries.clone(),
        comments: queries.clone(),
        profiles: queries.clone(),
        personal_lists: queries.clone(),
        messaging: queries.clone(),
        notifications: queries.clone(),
        feed: queries.clone(),
        engagement: queries.clone(),
        social: queries.clone(),
        gigs: queries.clone(),
        limits: queries.clone(),
        jobs: queries.clone(),
        mail: queries.clone(),
        known_images: queries.clone(),
        calls: queries,
    };
    (stores, fresh)
}

vibeslop_testkit::store_laws!(stores);
