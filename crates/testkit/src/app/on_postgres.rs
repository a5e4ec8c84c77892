use std::{collections::BTreeMap, sync::Arc};

use vibeslop_application::Ports;
use vibeslop_cache::ReadCache;
use vibeslop_domain::accounts::ProviderName;
use vibeslop_media::{ImageInspector, LocalMedia};
use vibeslop_ports::{accounts::IdentityProvider, environment::Ids};
use vibeslop_postgres::PgTransactions;
use vibeslop_sandbox::{SandboxJudge, SandboxModel};
use vibeslop_tokens::{Aead, JoseTokens, SystemEntropy, SystemIds};

use super::{JWT_SECRET, KEY_BASE, Surroundings, TestApp};

impl TestApp {
    /// The application on a PostgreSQL database of its own.
    ///
    /// # Panics
    /// If there is no database: a test cannot go on then.
    pub async fn start() -> Self {
        let fresh = crate::postgres::fresh_database().await;
        let database = fresh.connect().await;
        let media = tempfile::tempdir().expect("a folder for pictures");
        let around = Surroundings::new();
        let queries = Arc::new(database.clone());
        // As in the program. What a test changes by SQL, nobody in particular sees a few seconds later.
        let cache = Arc::new(ReadCache::new(queries.clone(), queries.clone()));
        let ids: Arc<dyn Ids> = Arc::new(SystemIds);
        let ports = Ports {
            transactions: Arc::new(PgTransactions::new(database.clone(), Arc::clone(&ids)).watched_by(cache.clone())),
            accounts: queries.clone(),
            profiles: cache.clone(),
            catalog: cache,
            posts: queries.clone(),
            projects: queries.clone(),
            personal_lists: queries.clone(),
            engagement: queries.clone(),
            social: queries.clone(),
            notifications: queries.clone(),
            feed: queries.clone(),
            media: Arc::new(LocalMedia::open(media.path()).expect("a folder for pictures")),
            image_checker: Arc::new(ImageInspector::default()),
            image_judge: Arc::new(SandboxJudge),
            tokens: Arc::new(JoseTokens::new(&JWT_SECRET.into()).expect("a strong secret")),
            cipher: Arc::new(Aead::new(&KEY_BASE.into(), &[]).expect("a strong secret")),
            clock: around.clock.clone(),
            ids,
            entropy: Arc::new(SystemEntropy),
            providers: BTreeMap::from([(ProviderName::github(), around.sandbox.clone() as Arc<dyn IdentityProvider>)]),
            repositories: around.sandbox.clone(),
            model: Arc::new(SandboxModel),
        };
        let mut app = Self::serve(around, ports, queries);
        app.database = Some(database);
        app.alive = vec![Box::new(fresh), Box::new(media)];
        app
    }
}
            comments: queries.clone(),
