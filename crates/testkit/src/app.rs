//! The whole application in a test's hand: every layer from the socket to the stores, with the sandboxes in the place
//! of other services, and the time in the test's hand.
//!
//! Below it are PostgreSQL or stores in the memory of the test: `VIBESLOP_TEST_STORES=memory` or `postgres` chooses for
//! the whole suite, [`TestStores`] says what is chosen. Without the variable it is PostgreSQL where the feature `postgres`
//! is on, memory otherwise. What looks at a database by SQL works on PostgreSQL alone: a test that does so begins with
//! [`postgres_only!`](crate::postgres_only).

mod answer;
mod models;
#[cfg(any(feature = "postgres", feature = "memory"))]
mod nodes;
mod person;
#[cfg(any(feature = "postgres", feature = "memory"))]
mod ports;
#[cfg(any(feature = "postgres", feature = "memory"))]
mod site;
mod stores;
mod stream;
mod watched;

use std::{net::TcpListener, sync::Arc};

use actix_web::{HttpServer, dev::ServerHandle};
use chrono::{DateTime, Utc};
use reqwest::{Client, Method, redirect};
use secrecy::SecretString;
use serde_json::Value;
use vibeslop_application::{
    Policy, Ports, Services,
    jobs::{Drained, Node, NodePorts, NodeSettings, RunningNode, handlers},
};
use vibeslop_domain::accounts::{Administrators, Email};
use vibeslop_http::{Api, Network, Settings};
use vibeslop_mailer::LocalMailbox;
use vibeslop_ports::{
    accounts::SandboxDirectory,
    environment::Clock,
    jobs::{Silence, Unmeasured},
    mail::{KeptMail, Mailbox},
    operation::Readiness,
};
use vibeslop_sandbox::SandboxGithub;
use vibeslop_tokens::{SystemEntropy, SystemIds};

pub use self::{
    answer::Answer,
    models::{MODEL_KEY, Models},
    person::Person,
    stores::TestStores,
    stream::{EventStream, Said},
    watched::Watched,
};
use crate::fixtures::{FakeClock, noon};
pub use vibeslop_application::limits::Quotas;
pub use vibeslop_http::Audience;
pub use vibeslop_openrouter::{Limits as ModelLimits, Rest};

/// The secret that a test's tokens are signed with.
pub const JWT_SECRET: &str = "a secret of the tests, long enough to sign with";
/// The secret that a test's cookies and kept tokens are sealed with.
pub const KEY_BASE: &str = "a base of keys for tests, of which nobody else knows anything at all, and long enough too";
/// The address of the one administrator.
pub const ADMINISTRATOR: &str = "grace@example.com";

/// The running application.
pub struct TestApp {
    /// Where it is reached.
    pub url: String,
    /// Its time. It starts at [`noon`].
    pub clock: Arc<FakeClock>,
    /// The use cases, to prepare what has no endpoint.
    pub services: Services,
    /// The ports below them.
    pub ports: Ports,
    mailbox: Option<LocalMailbox>,
    client: Client,
    server: ServerHandle,
    telling: tokio::task::JoinHandle<()>,
    #[cfg(feature = "postgres")]
    database: Option<vibeslop_postgres::Database>,
    #[cfg(any(feature = "postgres", feature = "memory"))]
    site: Option<site::Site>,
}

impl std::fmt::Debug for TestApp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TestApp").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // The stop takes effect without being awaited.
        drop(self.server.stop(false));
        self.telling.abort();
    }
}

/// What the application is built from besides its stores.
#[derive(Debug)]
struct Surroundings {
    listener: TcpListener,
    url: String,
    clock: Arc<FakeClock>,
    sandbox: Arc<SandboxGithub>,
    mailbox: Option<LocalMailbox>,
    quotas: Quotas,
    trusted_proxies: Vec<Network>,
    watched: Option<Watched>,
}

impl Surroundings {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        // Tokens and limits go by it; the database has a clock of its own.
        let clock = Arc::new(FakeClock::at(noon()));
        let sandbox = Arc::new(SandboxGithub::new(&url, clock.clone(), Arc::new(SystemEntropy)));
        Self {
            listener,
            url,
            clock,
            sandbox,
            mailbox: None,
            quotas: Quotas::generous(),
            trusted_proxies: Vec::new(),
            watched: None,
        }
    }

    fn settings(&self) -> Settings {
        Settings {
            backend_url: self.url.clone(),
            frontend_url: "http://localhost:5173".to_owned(),
            cors_origins: Vec::new(),
            version: "0.0.0-test".to_owned(),
        }
    }

    fn policy(&self) -> Policy {
        Policy {
            administrators: Administrators::new(vec![Email::new(ADMINISTRATOR).expect("an address")]),
            backend_url: self.url.clone(),
            frontend_url: "http://localhost:5173".to_owned(),
            minimum_account_age: chrono::TimeDelta::zero(),
            quotas: self.quotas,
        }
    }
}

impl TestApp {
    /// The application on any ports, mocks for example. `ports` is asked with the clock that the test will hold.
    /// Sandboxes stand ready at `GitHub`'s place where the ports name them.
    pub fn on(ports: impl FnOnce(Arc<FakeClock>) -> Ports, readiness: Arc<dyn Readiness>) -> Self {
        let around = Surroundings::new();
        let ports = ports(around.clock.clone());
        Self::serve(around, ports, readiness)
    }

    fn serve(around: Surroundings, ports: Ports, readiness: Arc<dyn Readiness>) -> Self {
        let services = Services::new(&ports, &around.policy());
        let sandbox: Arc<dyn SandboxDirectory> = around.sandbox.clone();
        let api = Api::new(services.clone(), Some(sandbox), readiness, Arc::new(SystemIds), around.settings())
            .with_mailbox(around.mailbox.clone().map(|mailbox| Arc::new(mailbox) as Arc<dyn Mailbox>))
            .behind(around.trusted_proxies);
        let api = match around.watched {
            Some(watched) => api.watched(watched.dashboard(&ports)),
            None => api,
        };
        let server = HttpServer::new(move || vibeslop_http::app(&api))
            .workers(1)
            .h1_allow_half_closed(false)
            .on_connect(vibeslop_http::cut_when_stalled)
            .disable_signals()
            .listen(around.listener)
            .expect("the port is ours")
            .run();
        let handle = server.handle();
        tokio::spawn(server);
        let telling = tokio::spawn(services.stream.clone().run());
        let client = Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            // A test sees what is sent, compressed or not.
            .no_gzip()
            .timeout(std::time::Duration::from_mins(1))
            .build()
            .expect("a client");
        Self {
            url: around.url,
            clock: around.clock,
            services,
            ports,
            mailbox: around.mailbox,
            client,
            server: handle,
            telling,
            #[cfg(feature = "postgres")]
            database: None,
            #[cfg(any(feature = "postgres", feature = "memory"))]
            site: None,
        }
    }

    /// Nobody in particular.
    pub fn anonymous(&self) -> Person<'_> {
        Person::new(self, None)
    }

    /// Somebody who has an account with this username, made now if need be, and is signed in. The account has a
    /// connection to the sandbox's GitHub if the sandbox knows the name.
    pub async fn person(&self, username: &str) -> Person<'_> {
        let id = match self.ports.accounts.id_of(username).await.expect("the store answers") {
            Some(id) => id,
            None => person::create(self, username).await,
        };
        let token = self.services.accounts.issue_token(id).expect("a token");
        Person::new(self, Some((id, username.to_owned(), token.token)))
    }

    /// Somebody who shows this token, whatever it is.
    pub fn bearer(&self, token: &str) -> Person<'_> {
        Person::with_token(self, SecretString::from(token))
    }

    /// The mails that went out, newest first. All nodes of a site have one mailbox.
    ///
    /// # Panics
    /// If the application runs on other stores.
    pub async fn mails(&self) -> Vec<Arc<KeptMail>> {
        self.mailbox.as_ref().expect("the application has a mailbox").list().await.expect("the mailbox answers")
    }

    /// The time.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A request by nobody in particular.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let url = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.url) };
        self.client.request(method, url)
    }

    /// Runs all jobs that may run now, and those that they enqueue, and answers how each attempt ended. Nothing runs by
    /// itself: what rests or is scheduled is run when the clock has been advanced and this is called again.
    ///
    /// # Panics
    /// If the store fails, or jobs make new ones without end.
    pub async fn run_jobs(&self) -> Vec<Drained> {
        self.job_node(NodeSettings::default()).drain().await.expect("the store answers")
    }

    /// Runs jobs in the background, as the program does, until the node is stopped.
    pub fn work_in_background(&self, settings: NodeSettings) -> RunningNode {
        self.job_node(settings).start()
    }

    fn job_node(&self, settings: NodeSettings) -> Node {
        let ports = NodePorts {
            store: Arc::clone(&self.ports.job_store),
            bell: Arc::new(Silence),
            meter: Arc::new(Unmeasured),
            clock: Arc::clone(&self.ports.clock),
            entropy: Arc::clone(&self.ports.entropy),
            ids: Arc::clone(&self.ports.ids),
        };
        Node::new(ports, handlers(&self.services), settings)
    }

    /// How many SQL statements `work` costs, with what it answers. Nothing else may run meanwhile.
    #[cfg(feature = "postgres")]
    pub async fn counting<T>(&self, work: impl Future<Output = T>) -> (T, u64) {
        let database = self.database();
        let before = database.statements();
        let answer = work.await;
        (answer, (database.statements() - before).statements)
    }

    /// The texts of one column that a query on the application's database answers, for what has no endpoint yet.
    ///
    /// # Panics
    /// It fails.
    #[cfg(feature = "postgres")]
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        use diesel_async::RunQueryDsl;
        let mut connection = self.database().connection().await.expect("a connection");
        let query = diesel::dsl::sql::<diesel::sql_types::Text>(sql);
        query.load(&mut *connection).await.expect("SQL that works")
    }

    /// Runs SQL on the application's database, for what has no endpoint yet.
    ///
    /// # Panics
    /// It fails.
    #[cfg(feature = "postgres")]
    pub async fn execute(&self, sql: &str) {
        use diesel_async::SimpleAsyncConnection;
        let mut connection = self.database().connection().await.expect("a connection");
        connection.batch_execute(sql).await.expect("SQL that works");
    }

    /// The pool of the application's database.
    ///
    /// # Panics
    /// If the application runs on other stores.
    #[cfg(feature = "postgres")]
    pub fn database(&self) -> &vibeslop_postgres::Database {
        self.database.as_ref().expect("the application runs on PostgreSQL")
    }
}

/// A JSON object of one field, as many bodies are wrapped.
pub fn wrapped(key: &str, value: Value) -> Value {
    Value::Object([(key.to_owned(), value)].into_iter().collect())
}
