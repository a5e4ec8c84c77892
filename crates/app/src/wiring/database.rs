//! The database: one that somebody runs, or our own.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::Context;
use secrecy::SecretString;
use vibeslop_cluster::{Cluster, ClusterError, ClusterOptions, reachable_folder, url_at};
use vibeslop_postgres::{databases, migrate};

use crate::config::{Config, DatabaseServer};

/// The name of the database in our own server.
const DATABASE: &str = "vibeslop";
/// Connections that our own server takes beside those of the pool: commands, a person with psql.
const SPARE_CONNECTIONS: u32 = 40;
/// How often our own server is looked after.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What the database is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// To serve: our own server is ours alone.
    Serve,
    /// For a command, which may use the server that a serving program runs.
    Command,
}

/// A database that is up and migrated.
#[derive(Debug)]
pub struct OpenDatabase {
    /// How it is reached.
    pub url: SecretString,
    /// Our own server, if this program runs it.
    cluster: Option<Arc<Mutex<Cluster>>>,
    /// Where it keeps its data.
    folder: Option<PathBuf>,
}

impl OpenDatabase {
    /// Opens the database and brings its schema up to date.
    pub async fn new(config: &Config, purpose: Use) -> anyhow::Result<Self> {
        let open = match &config.database.server {
            DatabaseServer::Given(url) => Self { url: url.clone(), cluster: None, folder: None },
            DatabaseServer::Own { programs } => {
                let mut options = ClusterOptions::new(config.data_dir.join("database"));
                options.programs.clone_from(programs);
                options.search_path = search_path();
                options.max_connections =
                    u16::try_from(config.database.pool_size.saturating_add(SPARE_CONNECTIONS)).unwrap_or(u16::MAX);
                tokio::task::spawn_blocking(move || own(options, purpose)).await??
            }
        };
        if open.cluster.is_some() {
            databases::create_database_if_missing(&open.url).await.context("the database cannot be made")?;
        }
        let applied = migrate::migrate(&open.url).await.context("the database cannot be used")?;
        if !applied.is_empty() {
            tracing::info!(migrations = applied.len(), "the database's schema is up to date");
        }
        Ok(open)
    }

    /// Looks after our own server, if there is one: should it end by itself, it is started again. Ends with the
    /// program, or with [`close`](Self::close).
    pub fn keep_up(&self) {
        let Some(cluster) = self.cluster.as_ref().map(Arc::downgrade) else { return };
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(LOOK_EVERY).await;
                let Some(cluster) = cluster.upgrade() else { return };
                let revived = tokio::task::spawn_blocking(move || {
                    cluster.lock().unwrap_or_else(PoisonError::into_inner).revive()
                });
                if let Ok(Err(error)) = revived.await {
                    tracing::error!(%error, "the database server cannot be started again yet");
                }
            }
        });
    }

    /// Stops our own server, if there is one.
    pub async fn close(self) -> anyhow::Result<()> {
        let Some(mut cluster) = self.cluster else { return Ok(()) };
        // Somebody may be looking after it at this very moment.
        let cluster = loop {
            match Arc::try_unwrap(cluster) {
                Ok(cluster) => break cluster.into_inner().unwrap_or_else(PoisonError::into_inner),
                Err(shared) => cluster = shared,
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        tokio::task::spawn_blocking(move || cluster.stop()).await?.context("the database server did not stop")
    }

    /// Where our own server keeps its data, if there is one.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }
}

fn own(mut options: ClusterOptions, purpose: Use) -> anyhow::Result<OpenDatabase> {
    let wanted = std::path::absolute(&options.folder)?;
    options.folder = reachable_folder(&wanted)?;
    if options.folder != wanted {
        tracing::warn!(
            wanted = %wanted.display(), folder = %options.folder.display(),
            "the database's data is kept elsewhere, because its user cannot reach the data folder"
        );
    }
    match Cluster::start(&options) {
        Ok(cluster) => Ok(OpenDatabase {
            url: cluster.url(DATABASE).into(),
            folder: Some(cluster.folder().to_path_buf()),
            cluster: Some(Arc::new(Mutex::new(cluster))),
        }),
        Err(ClusterError::InUse { .. }) if purpose == Use::Command => {
            let url = url_at(&options.folder, DATABASE)?
                .context("the program that uses the data folder has not started its database yet")?;
            Ok(OpenDatabase { url: url.into(), cluster: None, folder: None })
        }
        Err(error) => Err(error.into()),
    }
}

#[expect(clippy::disallowed_methods, reason = "where the system looks for programs is no setting of ours")]
fn search_path() -> Option<OsString> {
    std::env::var_os("PATH")
}
