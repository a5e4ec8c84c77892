use std::{collections::BTreeMap, sync::Arc};

use vibeslop_application::{Ports, limits::Quotas};
use vibeslop_buckets::GovernorBuckets;
use vibeslop_cache::ReadCache;
use vibeslop_domain::accounts::ProviderName;
use vibeslop_media::{ImageInspector, LocalMedia};
use vibeslop_ports::{accounts::IdentityProvider, environment::Ids, limits::Unlimited};
use vibeslop_postgres::PgTransactions;
use vibeslop_sandbox::{SandboxJudge, SandboxModel, SandboxModels};
use vibeslop_tokens::{Aead, JoseTokens, SystemEntropy, SystemIds};

use super::{JWT_SECRET, KEY_BASE, Surroundings, TestApp};
use crate::postgres::{FreshDatabase, fresh_database};

/// What all nodes share. The database is dropped with the last of them.
#[derive(Debug, Clone)]
pub(super) struct Site {
    fresh: Arc<FreshDatabase>,
    media: Arc<tempfile::TempDir>,
    quotas: Option<Quotas>,
}

impl Site {
    async fn new(quotas: Option<Quotas>) -> Self {
        let fresh = Arc::new(fresh_database().await);
        Self { fresh, media: Arc::new(tempfile::tempdir().expect("a folder for pictures")), quotas }
    }
}

impl TestApp {
    /// The application on a PostgreSQL database of its own. Nothing that a test does is too often.
    ///
    /// # Panics
    /// If there is no database: a test cannot go on then.
    pub async fn start() -> Self {
        Self::node(Site::new(None).await, Surroundings::new()).await
    }

    /// The same, where things may be done only so often. What stands in `X-Forwarded-For` is believed, so that a test can
    /// come from many addresses. [`Quotas::generous`] is the base for a test of a single limit.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub async fn with_limits(quotas: Quotas) -> Self {
        Self::node(Site::new(Some(quotas)).await, Surroundings::new()).await
    }

    /// Another node of the same site: the same database, pictures and time.
    ///
    /// # Panics
    /// If the application runs on other stores.
    pub async fn another_node(&self) -> Self {
        let site = self.site.clone().expect("the application runs on PostgreSQL");
        Self::node(site, Surroundings { clock: self.clock.clone(), ..Surroundings::new() }).await
    }

    async fn node(site: Site, mut around: Surroundings) -> Self {
        let database = site.fresh.connect().await;
        let quotas = site.quotas.unwrap_or_else(Quotas::generous);
        around.quotas = quotas;
        if site.quotas.is_some() {
            around.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
        }
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
            comments: queries.clone(),
            personal_lists: queries.clone(),
            engagement: queries.clone(),
            social: queries.clone(),
            messaging: queries.clone(),
            notifications: queries.clone(),
            feed: queries.clone(),
            search: queries.clone(),
            limits: queries.clone(),
            buckets: match site.quotas {
                Some(quotas) => Arc::new(GovernorBuckets::new(&quotas.of_requests())),
                None => Arc::new(Unlimited),
            },
            jobs: queries.clone(),
            versions: queries.clone(),
            retries: queries.clone(),
            media: Arc::new(LocalMedia::open(site.media.path()).expect("a folder for pictures")),
            image_checker: Arc::new(ImageInspector::default()),
            image_judge: Arc::new(SandboxJudge),
            known_images: queries.clone(),
            tokens: Arc::new(JoseTokens::new(&JWT_SECRET.into()).expect("a strong secret")),
            cipher: Arc::new(Aead::new(&KEY_BASE.into(), &[]).expect("a strong secret")),
            clock: around.clock.clone(),
            ids,
            entropy: Arc::new(SystemEntropy),
            providers: BTreeMap::from([(ProviderName::github(), around.sandbox.clone() as Arc<dyn IdentityProvider>)]),
            repositories: around.sandbox.clone(),
            model: Arc::new(SandboxModel),
            model_directory: Arc::new(SandboxModels),
        };
        let mut app = Self::serve(around, ports, queries);
        app.database = Some(database);
        app.site = Some(site);
        app
    }
}
