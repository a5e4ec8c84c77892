//! A PostgreSQL of a test's own, which it may stop as it likes, and nodes of the program on it.

use std::{fs, path::Path, time::Duration};

use rustix::process::{Pid, Signal, kill_process};
use vibeslop_bench::site::Settings;
use vibeslop_cluster::{Cluster, ClusterOptions};

use crate::program::folder;

/// A server with its data in a folder, and everything else that nodes need.
pub struct Site {
    pub cluster: Cluster,
    pub folder: tempfile::TempDir,
}

impl Site {
    /// With a database of so many people. It may end at once and lose nothing that was answered, so it is a durable one.
    pub fn new(people: u32, variables: &[(&str, &str)]) -> (Self, Settings) {
        let folder = folder();
        let mut options = ClusterOptions::new(folder.path().join("database"));
        options.durable = true;
        options.max_connections = 200;
        let site = Self { cluster: Cluster::start(&options).unwrap(), folder };
        let settings = Settings {
            program: env!("CARGO_BIN_EXE_vibeslop").into(),
            database: site.cluster.url("postgres").into(),
            folder: site.folder.path().to_path_buf(),
            variables: variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        };
        settings.run(&["seed", "--scale", &people.to_string()]).unwrap();
        (site, settings)
    }

    /// The server's main process.
    pub fn server(&self) -> Pid {
        Pid::from_raw(self.cluster.process_id()).unwrap()
    }

    /// Sends all processes of the server a signal.
    pub fn signal_all(&self, signal: Signal) {
        let server = self.server();
        for process in children(server).into_iter().chain([server]) {
            // A process that served a connection may have ended by itself.
            let _ = kill_process(process, signal);
        }
    }
}

fn children(parent: Pid) -> Vec<Pid> {
    let processes = fs::read_dir("/proc").unwrap().filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    processes
        .filter(|process: &i32| {
            let stat = fs::read_to_string(Path::new("/proc").join(process.to_string()).join("stat"));
            let after_name = stat.as_deref().ok().and_then(|stat| stat.rsplit_once(") "));
            let of = after_name.and_then(|(_, rest)| rest.split(' ').nth(1)?.parse::<i32>().ok());
            of == Some(parent.as_raw_nonzero().get())
        })
        .filter_map(Pid::from_raw)
        .collect()
}

/// Waits until something holds.
pub async fn until(what: &str, patience: Duration, mut holds: impl AsyncFnMut() -> bool) {
    let began = std::time::Instant::now();
    while !holds().await {
        assert!(began.elapsed() < patience, "{what}: not after {patience:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// A number from the database.
pub async fn number(settings: &Settings, sql: &str) -> i64 {
    use diesel_async::RunQueryDsl;
    let database = vibeslop_postgres::Database::connect(&settings.database, 1).await.unwrap();
    let mut connection = database.connection().await.unwrap();
    diesel::dsl::sql::<diesel::sql_types::BigInt>(sql).get_result(&mut *connection).await.unwrap()
}
