//! A database for each test.
//!
//! The first test that asks starts a server, or finds the one that another process of the suite has started, and makes a
//! migrated template there. Every test gets a copy of the template for itself, so tests run side by side and leave
//! nothing behind: a copy is dropped with its [`FreshDatabase`], and what a killed process left is dropped by the next.
//!
//! The server stays when the suite is over, idle and without promises of durability, so that the next run begins at
//! once. It lies in the temporary folder.

use std::{
    error::Error,
    future::Future,
    io,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
};

use diesel_async::SimpleAsyncConnection;
use rustix::process::{Pid, test_kill_process};
use secrecy::SecretString;
use vibeslop_cluster::{Cluster, ClusterOptions, reachable_folder};
use vibeslop_ports::BoxError;
use vibeslop_postgres::{Database, PgEventBus, connect::Target, databases, migrate};

/// Enough for every core to run a test that has a pool, and then some.
const MAX_CONNECTIONS: u16 = 400;
/// How many migrated templates are kept, for builds of other branches.
const TEMPLATES: usize = 4;
/// The advisory lock of whoever makes a template. Any number will do.
const TEMPLATE_LOCK: i64 = 0x7465_6d70_6c61_7465;

const TEST: &str = "vibeslop_test_";
const TEMPLATE: &str = "vibeslop_template_";

/// A database that nobody else uses. Dropped, it is gone.
#[derive(Debug)]
pub struct FreshDatabase {
    admin: SecretString,
    url: SecretString,
    name: String,
}

impl FreshDatabase {
    /// Its URL.
    pub fn url(&self) -> &SecretString {
        &self.url
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// A small pool on it.
    ///
    /// # Panics
    /// If the server cannot be reached: a test cannot go on then.
    pub async fn connect(&self) -> Database {
        Database::connect(&self.url, 8)
            .await
            .unwrap_or_else(|error| panic!("the test's database is out of reach: {error}"))
    }

    /// What happens in it.
    ///
    /// # Panics
    /// Never: the URL is one of ours.
    pub fn bus(&self) -> PgEventBus {
        PgEventBus::new(&self.url).expect("a URL of ours")
    }
}

impl Drop for FreshDatabase {
    fn drop(&mut self) {
        let (admin, name) = (self.admin.clone(), self.name.clone());
        if let Err(error) = blocking(async move { Ok(databases::drop_database(&admin, &name).await?) }) {
            tracing::warn!(%error, "a test's database stays until the next run");
        }
    }
}

/// A migrated database, with the catalog in it and nothing else.
///
/// # Panics
/// If there is no server and none can be started: a test cannot go on then.
pub async fn fresh_database() -> FreshDatabase {
    database(Some(migrate::fingerprint())).await
}

/// A database without anything in it.
///
/// # Panics
/// As [`fresh_database`].
pub async fn empty_database() -> FreshDatabase {
    database(None).await
}

async fn database(fingerprint: Option<&'static str>) -> FreshDatabase {
    let made = tokio::task::spawn_blocking(move || {
        let site = site()?;
        let name = next_name();
        let template = fingerprint.map_or_else(|| "template0".to_owned(), template_name);
        let url = databases::url_of(&site.admin, &name)?;
        let fresh = FreshDatabase { admin: site.admin.clone(), url, name };
        let (admin, name) = (fresh.admin.clone(), fresh.name.clone());
        blocking(async move { Ok(databases::clone_database(&admin, &template, &name).await?) })?;
        Ok::<_, BoxError>(fresh)
    });
    match made.await {
        Ok(Ok(fresh)) => fresh,
        Ok(Err(error)) => panic!("there is no database for this test: {}", told(&*error)),
        Err(error) => panic!("there is no database for this test: {error}"),
    }
}

/// The server that all tests of this machine and user share.
struct Site {
    admin: SecretString,
    /// Holds the folder for as long as this process lives.
    _cluster: Cluster,
}

fn site() -> Result<&'static Site, BoxError> {
    static SITE: OnceLock<Result<Site, String>> = OnceLock::new();
    SITE.get_or_init(|| open_site().map_err(|error| told(&*error))).as_ref().map_err(|error| error.clone().into())
}

#[expect(
    clippy::disallowed_methods,
    reason = "where the server's programs are is a matter of the machine, not of a test"
)]
fn open_site() -> Result<Site, BoxError> {
    let user = rustix::process::geteuid().as_raw();
    let folder = reachable_folder(&std::env::temp_dir().join(format!("vibeslop-tests-{user}")))?;
    let mut options = ClusterOptions::new(folder);
    options.search_path = std::env::var_os("PATH");
    options.durable = false;
    options.max_connections = MAX_CONNECTIONS;
    let cluster = Cluster::share(&options)?;
    let admin = SecretString::from(cluster.url("postgres"));
    let for_setup = admin.clone();
    blocking(async move {
        // What has this process's number and is there already was left by an earlier one of that number.
        drop_leftovers(&for_setup, |process| process == std::process::id() || !is_alive(process)).await?;
        make_template(&for_setup).await
    })?;
    Ok(Site { admin, _cluster: cluster })
}

/// Drops the databases of processes that are gone, and templates that have become many.
async fn drop_leftovers(admin: &SecretString, is_gone: fn(u32) -> bool) -> Result<(), BoxError> {
    for name in databases::databases(admin, TEST).await? {
        if owner(&name).is_none_or(is_gone) {
            databases::drop_database(admin, &name).await?;
        }
    }
    let templates = databases::databases(admin, TEMPLATE).await?;
    let ours = template_name(migrate::fingerprint());
    for name in templates.iter().take(templates.len().saturating_sub(TEMPLATES)).filter(|name| **name != ours) {
        databases::drop_database(admin, name).await?;
    }
    Ok(())
}

/// One process makes the template, under another name until it is complete; the others wait for it.
async fn make_template(admin: &SecretString) -> Result<(), BoxError> {
    let name = template_name(migrate::fingerprint());
    let mut turn = Target::new(admin)?.connect().await?;
    turn.batch_execute(&format!("SELECT pg_advisory_lock({TEMPLATE_LOCK})")).await?;
    if databases::databases(admin, &name).await?.contains(&name) {
        return Ok(());
    }
    let unfinished = format!("{TEST}{}_template", std::process::id());
    databases::drop_database(admin, &unfinished).await?;
    databases::clone_database(admin, "template0", &unfinished).await?;
    migrate::migrate(&databases::url_of(admin, &unfinished)?).await?;
    databases::rename_database(admin, &unfinished, &name).await?;
    Ok(())
}

fn template_name(fingerprint: &str) -> String {
    format!("{TEMPLATE}{fingerprint}")
}

fn next_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    format!("{TEST}{}_{}", std::process::id(), AtomicU32::fetch_add(&NEXT, 1, Ordering::Relaxed))
}

/// The process that made a test's database.
fn owner(name: &str) -> Option<u32> {
    name.strip_prefix(TEST)?.split('_').next()?.parse().ok()
}

fn is_alive(process: u32) -> bool {
    let pid = i32::try_from(process).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| test_kill_process(pid) != Err(rustix::io::Errno::SRCH))
}

/// Runs asynchronous work to its end on a thread of its own, from anywhere: each test has another runtime, and a drop
/// has none.
fn blocking<T, F>(work: F) -> Result<T, BoxError>
where
    T: Send + 'static,
    F: Future<Output = Result<T, BoxError>> + Send + 'static,
{
    let thread = thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(work)
    });
    thread.join().map_err(|_| io::Error::other("the work panicked"))?
}

/// An error with its causes.
fn told(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text = format!("{text}: {next}");
        cause = next.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_tells_whose_it_is() {
        assert_eq!(owner(&next_name()), Some(std::process::id()));
        assert_eq!(owner("vibeslop_test_17_template"), Some(17));
        assert_eq!(owner("vibeslop_test_"), None);
        assert_eq!(owner("postgres"), None);
    }

    #[test]
    fn the_dead_are_told_from_the_living() {
        assert!(is_alive(std::process::id()));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let gone = child.id();
        child.wait().unwrap();
        assert!(!is_alive(gone));
    }

    #[tokio::test]
    async fn what_a_killed_process_left_is_dropped_and_what_others_use_is_not() {
        let kept = fresh_database().await;
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        let left = format!("{TEST}{}_0", child.id());
        databases::clone_database(&kept.admin, "template0", &left).await.unwrap();
        // Process 1 lives as long as the machine does.
        let used = format!("{TEST}1_{}", std::process::id());
        databases::clone_database(&kept.admin, "template0", &used).await.unwrap();

        drop_leftovers(&kept.admin, |process| !is_alive(process)).await.unwrap();
        let there = databases::databases(&kept.admin, TEST).await.unwrap();
        databases::drop_database(&kept.admin, &used).await.unwrap();
        assert!(!there.contains(&left), "{there:?}");
        assert!(there.contains(&used) && there.contains(&kept.name), "{there:?}");
    }
}
