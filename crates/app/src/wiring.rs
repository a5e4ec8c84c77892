//! Everything put together: which adapter stands behind which port is decided here and nowhere else.

mod adapters;
mod database;

use std::sync::Arc;

use anyhow::Context;
use chrono::TimeDelta;
use vibeslop_application::{Policy, Ports, Services};
use vibeslop_http::{Api, Network, Settings};
use vibeslop_ports::environment::Ids;
use vibeslop_postgres::{Database, PgBell, PgEventBus, PoolSettings, Replica, ReplicaSettings, log_rankings};
use vibeslop_tokens::SystemIds;

pub use self::{
    adapters::StandIns,
    database::{OpenDatabase, Use},
};
use crate::config::{Config, CorsOrigins};

/// The use cases over the adapters that the configuration asks for.
pub struct Wired {
    /// All use cases.
    pub services: Services,
    /// The ports below them.
    pub ports: Ports,
    /// What stands in for services that are not there.
    pub stand_ins: StandIns,
    /// The database behind the stores.
    pub database: Database,
    /// Tells all nodes of jobs.
    pub bell: Arc<PgBell>,
    bus: Arc<PgEventBus>,
    /// The server that reads may go to which may be late, if there is one.
    pub replica: Option<Replica>,
    settings: Settings,
    trusted_proxies: Vec<Network>,
}

impl std::fmt::Debug for Wired {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Wired").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Wired {
    /// Wires everything. `port` is the one that is listened on in the end.
    pub async fn new(config: &Config, open: &OpenDatabase, port: u16) -> anyhow::Result<Self> {
        let pool_size = usize::try_from(config.database.pool_size)?;
        let pool = PoolSettings { slow: config.observability.slow_query, pulse: true, ..PoolSettings::new(pool_size) };
        let database = Database::with_settings(&open.url, pool).await.context("the database cannot be used")?;
        let settings = settings(config, port);
        let bell = Arc::new(PgBell::hang(&open.url)?);
        let bus = Arc::new(PgEventBus::new(&open.url)?);
        let replica = replica(config, &database, pool).await?;
        let databases = adapters::Databases { primary: &database, replica: replica.as_ref() };
        let (ports, stand_ins) = adapters::ports(config, &databases, &bell, &bus, &settings)?;
        let policy = Policy {
            administrators: config.administrators.clone(),
            backend_url: settings.backend_url.clone(),
            frontend_url: settings.frontend_url.clone(),
            minimum_account_age: TimeDelta::from_std(config.min_account_age)?,
            quotas: config.quotas,
        };
        let trusted_proxies = config.server.trusted_proxies.clone();
        Ok(Self {
            services: Services::new(&ports, &policy),
            ports,
            stand_ins,
            database,
            bell,
            bus,
            replica,
            settings,
            trusted_proxies,
        })
    }

    /// Lets go of the database, whose connections outside of the pool would miss it otherwise. To be called when nothing
    /// runs any more, and before the database is stopped.
    pub async fn close(&self) {
        self.bell.take_down().await;
        self.bus.hang_up().await;
        if let Some(replica) = &self.replica {
            replica.database().close();
        }
        self.database.close();
    }

    /// The API over the use cases.
    pub fn api(&self) -> Api {
        let ids: Arc<dyn Ids> = Arc::new(SystemIds);
        Api::new(
            self.services.clone(),
            self.stand_ins.sandbox.clone(),
            Arc::new(self.database.clone()),
            ids,
            self.settings.clone(),
        )
        .with_mailbox(self.stand_ins.mailbox.clone())
        .behind(self.trusted_proxies.clone())
    }
}

/// The server that follows the first, if one is configured.
async fn replica(config: &Config, primary: &Database, pool: PoolSettings) -> anyhow::Result<Option<Replica>> {
    let Some(replica) = &config.database.replica else { return Ok(None) };
    if let Err(error) = log_rankings(primary).await {
        let error = &error as &dyn std::error::Error;
        tracing::warn!(error, "the rankings of the feed cannot be read from the replica");
    }
    let settings = ReplicaSettings { pool, max_staleness: replica.max_staleness };
    Ok(Some(Replica::watch(&replica.url, primary, settings).context("DATABASE_REPLICA_URL cannot be used")?))
}

/// What the API tells of itself.
pub fn settings(config: &Config, port: u16) -> Settings {
    Settings {
        backend_url: config.server.backend(port).as_str().trim_end_matches('/').to_owned(),
        frontend_url: config.server.frontend.as_str().trim_end_matches('/').to_owned(),
        cors_origins: match &config.server.cors {
            CorsOrigins::Any => vec!["*".to_owned()],
            CorsOrigins::Listed(origins) => origins.clone(),
        },
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}
