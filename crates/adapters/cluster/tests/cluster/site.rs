//! A folder for a test, and what a test does with a server.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;
use vibeslop_cluster::{Cluster, ClusterOptions, stop_at};

/// A temporary place that every user may pass through. Whatever server runs there is stopped at the end of the test, also
/// when the test fails.
pub struct Site {
    place: TempDir,
    data: PathBuf,
}

impl Site {
    pub fn new() -> Self {
        Self::with_data("data")
    }

    pub fn with_data(data: impl AsRef<Path>) -> Self {
        let open = fs::Permissions::from_mode(0o755);
        let place = tempfile::Builder::new().prefix("vibeslop-").permissions(open).tempdir().unwrap();
        let data = fs::canonicalize(place.path()).unwrap().join(data);
        Self { place, data }
    }

    pub fn path(&self) -> &Path {
        self.place.path()
    }

    pub fn data(&self) -> &Path {
        &self.data
    }

    /// Quick to set up, and safe against everything but a power failure.
    pub fn options(&self) -> ClusterOptions {
        options(&self.data)
    }

    pub fn start(&self) -> Cluster {
        Cluster::start(&self.options()).unwrap()
    }

    /// The clusters in the data folder, whole ones and halves.
    pub fn clusters(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.data).unwrap().flatten();
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.retain(|name| name.starts_with("pg"));
        names.sort();
        names
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if let Err(error) = stop_at(&self.data) {
            println!("the server in {} was not stopped: {error}", self.data.display());
        }
    }
}

pub fn options(data: &Path) -> ClusterOptions {
    ClusterOptions { durable: false, max_connections: 20, ..ClusterOptions::new(data) }
}

/// Runs a statement through psql and answers what it prints.
pub fn sql(cluster: &Cluster, statement: &str) -> String {
    let mut psql = Command::new(cluster.programs().join("psql"));
    psql.args(["-XAtq", "-v", "ON_ERROR_STOP=1", "-c", statement]).arg(cluster.url("postgres"));
    let done = psql.output().unwrap();
    assert!(done.status.success(), "{statement}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

pub fn pid(number: i32) -> rustix::process::Pid {
    rustix::process::Pid::from_raw(number).unwrap()
}

/// Whether a process runs; one that is dead and not yet asked about does not.
pub fn runs(process: i32) -> bool {
    fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

/// The processes whose title or command line names this.
pub fn processes_naming(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let command = fs::read(entry.path().join("cmdline")).unwrap_or_default();
        let command = String::from_utf8_lossy(&command).replace('\0', " ");
        if command.starts_with("postgres: ") || command.contains("/postgres ") || command.contains("/initdb ") {
            found.push(command);
        }
    }
    found.retain(|command| command.contains(text));
    found
}

/// What one test tells another that it runs in a process of its own.
#[expect(clippy::disallowed_methods, reason = "the environment is how a test talks to a process of its own")]
pub fn told(name: &str) -> PathBuf {
    std::env::var_os(name).map(PathBuf::from).unwrap()
}
