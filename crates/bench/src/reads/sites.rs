//! Databases with sites of a known size, kept between runs.

use std::{
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, ensure};
use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};
use vibeslop_cluster::{Cluster, ClusterOptions, reachable_folder};
use vibeslop_ports::environment::Clock;
use vibeslop_postgres::databases;
use vibeslop_tokens::SystemClock;

use super::captured::PREFIX;

/// Raised when `vibeslop seed --scale` makes other sites than before.
const EDITION: u32 = 2;
/// Feeds rank what is recent: a site whose newest post is older than this is another site.
const FRESH: TimeDelta = TimeDelta::days(3);

/// The server with the sites.
#[derive(Debug)]
pub struct Sites {
    cluster: Cluster,
    /// Where everything is kept.
    pub folder: PathBuf,
    /// The program that is measured, which also makes the sites.
    pub program: PathBuf,
}

impl Sites {
    /// Starts the server in a folder. It gets a quarter of the memory, as the server of a large site would.
    pub async fn open(folder: &Path, program: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let folder = folder.canonicalize()?;
        // Under root the server runs as somebody else, who has to get through.
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755))?;
        let mut options = ClusterOptions::new(reachable_folder(&folder.join("database"))?);
        options.search_path = search_path();
        options.max_connections = 200;
        let mut cluster = start(&options).await?;
        let client = client(&SecretString::from(cluster.url("postgres"))).await?;
        let buffers = format!("{}MB", memory_in_megabytes().unwrap_or(1024) / 4);
        client.batch_execute(&format!("ALTER SYSTEM SET shared_buffers = '{buffers}'")).await?;
        client.batch_execute(&format!("ALTER SYSTEM SET log_line_prefix = '{PREFIX}'")).await?;
        client.batch_execute("ALTER SYSTEM SET log_checkpoints = off").await?;
        let waits = value(&client, "SELECT count(*) FROM pg_settings WHERE pending_restart").await?;
        let set = value(&client, "SELECT pg_size_bytes(current_setting('shared_buffers'))").await?;
        let wanted = value(&client, &format!("SELECT pg_size_bytes('{buffers}')")).await?;
        drop(client);
        if waits != "0" || set != wanted {
            tokio::task::spawn_blocking(move || cluster.stop()).await??;
            cluster = start(&options).await?;
        }
        Ok(Self { cluster, folder, program: program.to_path_buf() })
    }

    /// A site of so many people. It is made unless it is there.
    pub async fn site(&self, people: u32) -> anyhow::Result<SecretString> {
        let (name, admin) = (format!("site_{people}"), SecretString::from(self.cluster.url("postgres")));
        let url = SecretString::from(self.cluster.url(&name));
        let server = client(&admin).await?;
        let note = format!("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'");
        let made = rows(&server, &note).await?.pop().and_then(|mut row| row.pop());
        if made.is_some_and(|made| is_current(&made, SystemClock.now())) {
            return Ok(url);
        }
        databases::drop_database(&admin, &name).await?;
        databases::create_database_if_missing(&url).await?;
        let status =
            self.command(&url).args(["seed", "--scale", &people.to_string()]).stdout(Stdio::null()).status()?;
        ensure!(status.success(), "the site of {people} people could not be made");
        let site = client(&url).await?;
        // So that nobody cleans up while something is measured.
        site.batch_execute("VACUUM (ANALYZE)").await?;
        site.batch_execute("CHECKPOINT").await?;
        let note = format!("{EDITION} {}", SystemClock.now().to_rfc3339());
        server.batch_execute(&format!("COMMENT ON DATABASE {name} IS '{note}'")).await?;
        Ok(url)
    }

    /// The program on one of the sites, with nothing of this shell's settings.
    pub fn command(&self, url: &SecretString) -> Command {
        let mut command = Command::new(&self.program);
        command.env_clear().current_dir(&self.folder).stdin(Stdio::null());
        command.env("VIBESLOP_ENV", "development").env("DATABASE_URL", url.expose_secret());
        command.env("DATA_DIR", self.folder.join("service")).env("RUST_LOG", "info").env("LOG_FORMAT", "json");
        command
    }

    /// The server's log.
    pub fn log(&self) -> PathBuf {
        self.cluster.folder().join("postgres.log")
    }

    /// `pgbench` of the same installation, where there is one.
    pub async fn pgbench(&self) -> anyhow::Result<PathBuf> {
        let client = client(&SecretString::from(self.cluster.url("postgres"))).await?;
        let folder = value(&client, "SELECT setting FROM pg_config WHERE name = 'BINDIR'").await?;
        let beside = Path::new(&folder).join("pgbench");
        Ok(if beside.exists() { beside } else { PathBuf::from("pgbench") })
    }

    /// Which PostgreSQL it is.
    pub async fn version(&self) -> anyhow::Result<String> {
        let client = client(&SecretString::from(self.cluster.url("postgres"))).await?;
        value(
            &client,
            "SELECT current_setting('server_version') || ', shared_buffers ' || current_setting('shared_buffers')",
        )
        .await
    }

    /// Stops the server.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(tokio::task::spawn_blocking(move || self.cluster.stop()).await??)
    }
}

/// Whether what was noted of a site says that it is the one that would be made now.
fn is_current(note: &str, now: DateTime<Utc>) -> bool {
    let Some((edition, made)) = note.split_once(' ') else { return false };
    let made = DateTime::parse_from_rfc3339(made).ok();
    edition.parse() == Ok(EDITION) && made.is_some_and(|made| now.signed_duration_since(made) < FRESH)
}

async fn start(options: &ClusterOptions) -> anyhow::Result<Cluster> {
    let options = options.clone();
    Ok(tokio::task::spawn_blocking(move || Cluster::start(&options)).await??)
}

/// A bare connection.
pub async fn client(url: &SecretString) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url.expose_secret(), NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// What a query answers, in text. NULL is an empty text.
pub async fn rows(client: &Client, sql: &str) -> anyhow::Result<Vec<Vec<String>>> {
    let messages = client.simple_query(sql).await.with_context(|| sql.to_owned())?;
    Ok(messages
        .iter()
        .filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => {
                Some((0..row.len()).map(|column| row.get(column).unwrap_or_default().to_owned()).collect())
            }
            _ => None,
        })
        .collect())
}

/// The one value that a query answers.
pub async fn value(client: &Client, sql: &str) -> anyhow::Result<String> {
    let row = rows(client, sql).await?.pop().and_then(|mut row| row.pop());
    row.with_context(|| format!("no answer to {sql}"))
}

fn memory_in_megabytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    Some(line.split_whitespace().next()?.parse::<u64>().ok()? / 1024)
}

#[expect(clippy::disallowed_methods, reason = "where the system looks for programs is no setting of ours")]
fn search_path() -> Option<std::ffi::OsString> {
    std::env::var_os("PATH")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_site_is_made_anew() {
        let now = "2026-02-10T00:00:00Z".parse().unwrap();
        let note = |edition: u32, made: &str| is_current(&format!("{edition} {made}"), now);
        assert!(note(EDITION, "2026-02-08T00:00:00+00:00"));
        assert!(!note(EDITION, "2026-02-01T00:00:00+00:00"), "nothing in it is recent");
        assert!(!note(EDITION + 1, "2026-02-08T00:00:00+00:00"));
        assert!(!is_current("", now));
    }
}
