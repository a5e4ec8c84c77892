//! Applications on stores of their own.

use std::{path::Path, sync::Arc, time::Duration};

use vibeslop_application::{Ports, limits::Quotas};
use vibeslop_cache::{FrontCache, ReadCache};
use vibeslop_github::{GithubClient, Limits};
use vibeslop_mailer::SmtpMailer;
use vibeslop_ports::{environment::Ids, operation::Readiness};
#[cfg(feature = "postgres")]
use vibeslop_postgres::PgTransactions;
use vibeslop_tokens::SystemIds;

use super::{
    Models, Surroundings, TestApp, TestStores, Watched,
    ports::NodeStores,
    site::{Data, Instead, Site, sender},
};

impl TestApp {
    /// The application on stores of its own. Nothing that a test does is too often.
    ///
    /// # Panics
    /// If there is no database, and there has to be one: a test cannot go on then.
    pub async fn start() -> Self {
        Self::fresh(TestStores::chosen(), |_| {}, |_| {}).await
    }

    /// The same in the memory of the test, whatever is chosen.
    #[cfg(feature = "memory")]
    pub async fn on_memory() -> Self {
        Self::fresh(TestStores::Memory, |_| {}, |_| {}).await
    }

    /// The same, where things may be done only so often. What stands in `X-Forwarded-For` is believed, so that a test can
    /// come from many addresses. [`Quotas::generous`] is the base for a test of a single limit.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub async fn with_limits(quotas: Quotas) -> Self {
        Self::fresh(TestStores::chosen(), |site| site.quotas = Some(quotas), |_| {}).await
    }

    /// The same, with [`with_limits`](Self::with_limits) or without, where models are asked of a server that the test plays.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub async fn with_models(models: Models, quotas: Option<Quotas>) -> Self {
        let set = |site: &mut Site| (site.models, site.quotas) = (Some(models), quotas);
        Self::fresh(TestStores::chosen(), set, |_| {}).await
    }

    /// Where the site's mail is kept.
    ///
    /// # Panics
    /// If the application runs on ports that the test made.
    pub fn mail_folder(&self) -> &Path {
        self.site.as_ref().expect("the application runs on stores of its own").mail.path()
    }

    /// Where the site's pictures are kept.
    ///
    /// # Panics
    /// If the application runs on ports that the test made.
    pub fn media_folder(&self) -> &Path {
        self.site.as_ref().expect("the application runs on stores of its own").media.path()
    }

    /// Another node of the same site: the same database, pictures and time.
    ///
    /// # Panics
    /// If the application runs on ports that the test made.
    pub async fn another_node(&self) -> Self {
        let site = self.site.clone().expect("the application runs on stores of its own");
        Self::node(site, Surroundings { clock: self.clock.clone(), ..Surroundings::new() }, |_| {}).await
    }

    /// The same with mail handed to the SMTP server at `url` instead of the mailbox.
    ///
    /// # Panics
    /// As [`start`](Self::start), and if `url` is no address of a mail server.
    pub async fn with_mail_server(url: &str) -> Self {
        let around = Surroundings::new();
        let mailer = SmtpMailer::new(&url.into(), sender(), around.clock.clone()).expect("a mail server's address");
        let mut site = Site::new(TestStores::chosen(), &around).await;
        site.mailer = Some(Instead(Arc::new(mailer)));
        Self::node(site, around, |_| {}).await
    }

    /// The same, where a test puts another adapter behind a port.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub async fn changed(change: impl FnOnce(&mut Ports)) -> Self {
        Self::fresh(TestStores::chosen(), |_| {}, change).await
    }

    /// The same, showing how it does to whoever may see it.
    ///
    /// # Panics
    /// As [`start`](Self::start).
    pub async fn watched(watched: Watched, change: impl FnOnce(&mut Ports)) -> Self {
        let around = Surroundings { watched: Some(watched), ..Surroundings::new() };
        let site = Site::new(TestStores::chosen(), &around).await;
        Self::node(site, around, change).await
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
        let site = Site::new(TestStores::chosen(), &around).await;
        Self::node(site, around, |ports| ports.repositories = Arc::new(client)).await
    }

    /// The first node of a site that is as `set` wants it.
    async fn fresh(stores: TestStores, set: impl FnOnce(&mut Site), change: impl FnOnce(&mut Ports)) -> Self {
        let around = Surroundings::new();
        let mut site = Site::new(stores, &around).await;
        set(&mut site);
        Self::node(site, around, change).await
    }

    async fn node(site: Site, mut around: Surroundings, change: impl FnOnce(&mut Ports)) -> Self {
        let quotas = site.quotas.unwrap_or_else(Quotas::generous);
        around.quotas = quotas;
        if site.quotas.is_some() {
            around.trusted_proxies = vec!["127.0.0.1".parse().expect("an address")];
        }
        let mailbox = site.mailbox(around.clock.clone());
        around.mailbox = Some(mailbox.clone());
        let ids: Arc<dyn Ids> = Arc::new(SystemIds);
        // As in the program, copies are kept of what everybody reads. What a test changes by SQL, nobody in particular
        // sees a few seconds later.
        let front = Arc::new(FrontCache::new());
        #[cfg(feature = "postgres")]
        let mut connected = None;
        let (mut ports, readiness): (Ports, Arc<dyn Readiness>) = match &site.data {
            #[cfg(feature = "postgres")]
            Data::Postgres(fresh) => {
                let database = fresh.connect().await;
                let queries = Arc::new(database.clone());
                let cache = Arc::new(ReadCache::new(queries.clone(), queries.clone()));
                let bus = Arc::new(fresh.bus());
                let transactions = PgTransactions::new(database.clone(), Arc::clone(&ids));
                let transactions =
                    Arc::new(transactions.watched_by(cache.clone()).watched_by(front.clone()).watched_by(bus.clone()));
                connected = Some(database);
                let stores = NodeStores { transactions, queries: queries.clone(), cache, front, bus };
                (site.ports(stores, &around, &mailbox, ids), queries)
            }
            #[cfg(feature = "memory")]
            Data::Memory(memory) => {
                let queries = Arc::new(memory.clone());
                let cache = Arc::new(ReadCache::new(queries.clone(), queries.clone()));
                let transactions = Arc::new(memory.clone().watched_by(cache.clone()).watched_by(front.clone()));
                let stores = NodeStores { transactions, queries: queries.clone(), cache, front, bus: queries.clone() };
                (site.ports(stores, &around, &mailbox, ids), queries)
            }
        };
        change(&mut ports);
        let mut app = Self::serve(around, ports, readiness);
        #[cfg(feature = "postgres")]
        {
            app.database = connected;
        }
        app.site = Some(site);
        app
    }
}
