use std::{
    collections::BTreeMap,
    fmt,
    path::Path,
    sync::{Arc, OnceLock},
    time::Duration,
};

use vibeslop_application::{Ports, limits::Quotas};
use vibeslop_buckets::GovernorBuckets;
use vibeslop_cache::{FrontCache, ReadCache};
use vibeslop_domain::accounts::{Email, ProviderName};
use vibeslop_github::{GithubClient, Limits};
use vibeslop_mailer::{LocalMailbox, SmtpMailer};
use vibeslop_media::{ImageInspector, LocalMedia};
use vibeslop_ports::{
    accounts::IdentityProvider,
    environment::Ids,
    limits::Unlimited,
    mail::{Correspondent, Mailer},
};
use vibeslop_postgres::PgTransactions;
use vibeslop_sandbox::{SandboxJudge, SandboxModel, SandboxModels, SandboxPainter, SandboxVision};
use vibeslop_tokens::{Aead, JoseTokens, SystemEntropy, SystemIds};

use super::{JWT_SECRET, KEY_BASE, Models, Surroundings, TestApp, Watched};
use crate::{
    fixtures::FakeClock,
    postgres::{FreshDatabase, fresh_database},
};

/// What all nodes share. The database is dropped with the last of them.
#[derive(Debug, Clone)]
pub(super) struct Site {
    fresh: Arc<FreshDatabase>,
    media: Arc<tempfile::TempDir>,
    mail: Arc<tempfile::TempDir>,
    mailbox: Arc<OnceLock<LocalMailbox>>,
    /// What sends mail in the mailbox's place.
    mailer: Option<Instead>,
    quotas: Option<Quotas>,
    models: Option<Models>,
}

/// Who mail is from.
fn sender() -> Correspondent {
    let address = Email::new("no-reply@vibeslop.example").expect("an address");
    Correspondent { name: Some("Vibeslop".to_owned()), address }
}

/// Another mailer.
#[derive(Clone)]
struct Instead(Arc<dyn Mailer>);

impl fmt::Debug for Instead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Instead")
    }
}

impl Site {
    async fn new(quotas: Option<Quotas>) -> Self {
        let fresh = Arc::new(fresh_database().await);
        let folder = || Arc::new(tempfile::tempdir().expect("a folder"));
        Self { fresh, media: folder(), mail: folder(), mailbox: Arc::default(), mailer: None, quotas, models: None }
    }

    fn mailbox(&self, clock: Arc<FakeClock>) -> LocalMailbox {
        let open = || LocalMailbox::open(self.mail.path(), sender(), clock).expect("a folder for mail");
        self.mailbox.get_or_init(open).clone()
    }
}

impl TestApp {
    /// The application on a PostgreSQL database of its own. Nothing that a test does is too often.
    ///
    /// # Panics
    /// If there is no database: a test cannot go on then.
    pub async fn start() -> Self {
        Self::node(Site::new(None).await, Surroundings::new(), |_| {}).await
    }

    /// The same, where things may be done only so often. What stands in `X-Forwarded-For` is believed, so that a test can
    /// come from many addresses. [`Quotas::generous`] is the base for a test of a single limit.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub async fn with_limits(quotas: Quotas) -> Self {
        Self::node(Site::new(Some(quotas)).await, Surroundings::new(), |_| {}).await
    }

    /// The same, with [`with_limits`](Self::with_limits) or without, where models are asked of a server that the test plays.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub async fn with_models(models: Models, quotas: Option<Quotas>) -> Self {
        Self::node(Site { models: Some(models), ..Site::new(quotas).await }, Surroundings::new(), |_| {}).await
    }

    /// Where the site's mail is kept.
    ///
    /// # Panics
    /// If the application runs on other stores.
    pub fn mail_folder(&self) -> &Path {
        self.site.as_ref().expect("the application runs on PostgreSQL").mail.path()
    }

    /// Where the site's pictures are kept.
    ///
    /// # Panics
    /// If the application runs on other stores.
    pub fn media_folder(&self) -> &Path {
        self.site.as_ref().expect("the application runs on PostgreSQL").media.path()
    }

    /// Another node of the same site: the same database, pictures and time.
    ///
    /// # Panics
    /// If the application runs on other stores.
    pub async fn another_node(&self) -> Self {
        let site = self.site.clone().expect("the application runs on PostgreSQL");
        Self::node(site, Surroundings { clock: self.clock.clone(), ..Surroundings::new() }, |_| {}).await
    }

    /// The same with mail handed to the SMTP server at `url` instead of the mailbox.
    ///
    /// # Panics
    /// As [`start`](Self::start), and if `url` is no address of a mail server.
    pub async fn with_mail_server(url: &str) -> Self {
        let around = Surroundings::new();
        let mailer = SmtpMailer::new(&url.into(), sender(), around.clock.clone()).expect("a mail server's address");
        let site = Site { mailer: Some(Instead(Arc::new(mailer))), ..Site::new(None).await };
        Self::node(site, around, |_| {}).await
    }

    /// The same, where a test puts another adapter behind a port.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub async fn changed(change: impl FnOnce(&mut Ports)) -> Self {
        Self::node(Site::new(None).await, Surroundings::new(), change).await
    }

    /// The same, showing how it does to whoever may see it.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub async fn watched(watched: Watched, change: impl FnOnce(&mut Ports)) -> Self {
        Self::node(Site::new(None).await, Surroundings { watched: Some(watched), ..Surroundings::new() }, change).await
    }

    /// The same, with repositories read from the GitHub at this address as the program reads them, but with the patience
    /// of a test. People sign in at the sandbox, whose tokens are shown there.
    ///
    /// # Panics
    /// As [`start`](Self::start), or if the address is none.
    pub async fn with_github(api_url: &str) -> Self {
        let around = Surroundings::new();
        let limits = Limits { total: Duration::from_secs(2), connect: Duration::from_secs(1) };
        let client = GithubClient::new(api_url, limits, around.clock.clone()).expect("an address");
        Self::node(Site::new(None).await, around, |ports| ports.repositories = Arc::new(client)).await
    }

    async fn node(site: Site, mut around: Surroundings, change: impl FnOnce(&mut Ports)) -> Self {
        let database = site.fresh.connect().await;
        let quotas = site.quotas.unwrap_or_else(Quotas::generous);
        around.quotas = quotas;
        if site.quotas.is_some() {
            around.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
        }
        let mailbox = site.mailbox(around.clock.clone());
        around.mailbox = Some(mailbox.clone());
        let queries = Arc::new(database.clone());
        // As in the program. What a test changes by SQL, nobody in particular sees a few seconds later.
        let cache = Arc::new(ReadCache::new(queries.clone(), queries.clone()));
        let front = Arc::new(FrontCache::new());
        let bus = Arc::new(site.fresh.bus());
        let ids: Arc<dyn Ids> = Arc::new(SystemIds);
        let transactions = PgTransactions::new(database.clone(), Arc::clone(&ids));
        let mut ports = Ports {
            transactions: Arc::new(
                transactions.watched_by(cache.clone()).watched_by(front.clone()).watched_by(bus.clone()),
            ),
            accounts: queries.clone(),
            exports: queries.clone(),
            admin: queries.clone(),
            profiles: cache.clone(),
            catalog: cache,
            posts: queries.clone(),
            projects: queries.clone(),
            comments: queries.clone(),
            personal_lists: queries.clone(),
            engagement: queries.clone(),
            social: queries.clone(),
            messaging: queries.clone(),
            gigs: queries.clone(),
            notifications: queries.clone(),
            feed: queries.clone(),
            front,
            search: queries.clone(),
            limits: queries.clone(),
            buckets: match site.quotas {
                Some(quotas) => Arc::new(GovernorBuckets::new(&quotas.of_requests())),
                None => Arc::new(Unlimited),
            },
            jobs: queries.clone(),
            job_store: queries.clone(),
            expired: queries.clone(),
            mail: queries.clone(),
            mailer: Some(site.mailer.clone().map_or_else(|| Arc::new(mailbox) as Arc<dyn Mailer>, |instead| instead.0)),
            activity: around.sandbox.clone(),
            versions: queries.clone(),
            bus,
            stream: queries.clone(),
            retries: queries.clone(),
            media: Arc::new(LocalMedia::open(site.media.path()).expect("a folder for pictures")),
            image_checker: Arc::new(ImageInspector::default()),
            image_judge: Arc::new(SandboxJudge),
            media_holds: queries.clone(),
            known_images: queries.clone(),
            tokens: Arc::new(JoseTokens::new(&JWT_SECRET.into()).expect("a strong secret")),
            cipher: Arc::new(Aead::new(&KEY_BASE.into(), &[]).expect("a strong secret")),
            clock: around.clock.clone(),
            ids,
            entropy: Arc::new(SystemEntropy),
            providers: BTreeMap::from([(ProviderName::github(), around.sandbox.clone() as Arc<dyn IdentityProvider>)]),
            repositories: around.sandbox.clone(),
            model: match &site.models {
                Some(models) => models.text(),
                None => Arc::new(SandboxModel),
            },
            model_directory: Arc::new(SandboxModels),
            painter: match &site.models {
                Some(models) => models.painter(),
                None => Arc::new(SandboxPainter),
            },
            vision: Arc::new(SandboxVision),
            calls: queries.clone(),
        };
        change(&mut ports);
        let mut app = Self::serve(around, ports, queries);
        app.database = Some(database);
        app.site = Some(site);
        app
    }
}
