//! The server's settings, written anew at each start so that an upgrade of this program takes effect.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    os::unix::fs::fchown,
    path::{Path, PathBuf},
};

use crate::{
    error::{ClusterError, Doing},
    folder::{Folder, open_own},
    programs::Programs,
};

/// The file in the cluster's folder that `postgresql.conf` includes.
pub(crate) const FILE: &str = "vibeslop.conf";

const MIB: u64 = 1024 * 1024;

/// What depends on the machine and on the caller.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) cluster_name: String,
    pub(crate) max_connections: u16,
    pub(crate) durable: bool,
    pub(crate) memory: Option<u64>,
    pub(crate) statement_statistics: bool,
}

impl Settings {
    pub(crate) fn new(folder: &Folder, programs: &Programs, max_connections: u16, durable: bool) -> Self {
        Self {
            cluster_name: folder.cluster_name(),
            max_connections,
            durable,
            memory: memory(),
            statement_statistics: has_statement_statistics(&programs.folder),
        }
    }

    fn text(&self) -> String {
        // A quarter of the memory is the usual advice; this database shares the machine, so it stops at 256 MB.
        let memory = self.memory.unwrap_or(1024 * MIB) / MIB;
        let shared_buffers = (memory / 4).clamp(16, 256);
        let cache = (memory / 2).max(64);
        let durable = if self.durable { "on" } else { "off" };
        let libraries = if self.statement_statistics { "pg_stat_statements" } else { "" };
        let Self { cluster_name, max_connections, .. } = self;
        format!(
            "# Written by vibeslop at each start: changes are lost. Use ALTER SYSTEM to overrule a line.\n\
             cluster_name = '{cluster_name}'\n\
             listen_addresses = ''\n\
             unix_socket_permissions = 0700\n\
             max_connections = {max_connections}\n\
             shared_buffers = {shared_buffers}MB\n\
             effective_cache_size = {cache}MB\n\
             random_page_cost = 1.1\n\
             jit = off\n\
             wal_compression = on\n\
             max_wal_size = 2GB\n\
             checkpoint_timeout = 15min\n\
             fsync = {durable}\n\
             full_page_writes = {durable}\n\
             synchronous_commit = {durable}\n\
             shared_preload_libraries = '{libraries}'\n\
             timezone = 'UTC'\n\
             log_timezone = 'UTC'\n"
        )
    }

    /// Whether the cluster has these very settings already.
    pub(crate) fn are_in(&self, data: &Path) -> bool {
        fs::read_to_string(data.join(FILE)).is_ok_and(|text| text == self.text())
    }

    /// Writes them, as a whole or not at all.
    pub(crate) fn write(&self, data: &Path, folder: &Folder) -> Result<(), ClusterError> {
        let (path, fresh) = (data.join(FILE), data.join(format!("{FILE}.new")));
        let _ = fs::remove_file(&fresh);
        let mut file =
            open_own(OpenOptions::new().write(true).create_new(true), 0o600, &fresh).doing("creating", &fresh)?;
        file.write_all(self.text().as_bytes()).and_then(|()| file.sync_all()).doing("writing", &fresh)?;
        if let Some(user) = folder.user() {
            fchown(&file, Some(user.uid), Some(user.gid)).doing("handing over", &fresh)?;
        }
        fs::rename(&fresh, &path).doing("writing", path)
    }
}

/// The memory of this machine or container, in bytes; none where it is not known.
fn memory() -> Option<u64> {
    let machine = fs::read_to_string("/proc/meminfo").ok().and_then(|text| memory_in(&text));
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let limits = limits.iter().filter_map(|path| fs::read_to_string(path).ok()?.trim().parse().ok());
    machine.into_iter().chain(limits).min()
}

fn memory_in(meminfo: &str) -> Option<u64> {
    let total = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    let kilobytes: u64 = total.split_whitespace().next()?.parse().ok()?;
    kilobytes.checked_mul(1024)
}

/// Whether the library that counts statements is installed. It often comes in a package of its own, and a server that is
/// told to load what is not there does not start.
fn has_statement_statistics(programs: &Path) -> bool {
    let Some(root) = programs.parent() else { return false };
    let places: [PathBuf; 2] = [root.join("lib"), root.join("lib/postgresql")];
    places
        .iter()
        .any(|place| ["so", "dylib"].iter().any(|end| place.join(format!("pg_stat_statements.{end}")).is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(memory: Option<u64>, durable: bool) -> String {
        let cluster_name = "vibeslop-1".to_owned();
        Settings { cluster_name, max_connections: 80, durable, memory, statement_statistics: false }.text()
    }

    #[test]
    fn buffers_take_a_quarter_of_a_small_machine_and_never_much() {
        for (memory, expected) in [(Some(16), 16), (Some(512), 128), (Some(65536), 256), (None, 256)] {
            let text = settings(memory.map(|mib| mib * MIB), true);
            assert!(text.contains(&format!("shared_buffers = {expected}MB\n")), "{memory:?}: {text}");
        }
    }

    #[test]
    fn only_a_test_gives_up_durability() {
        for name in ["fsync", "full_page_writes", "synchronous_commit"] {
            assert!(settings(None, true).contains(&format!("\n{name} = on\n")));
            assert!(settings(None, false).contains(&format!("\n{name} = off\n")));
        }
    }

    #[test]
    fn the_memory_of_the_machine_is_read() {
        assert_eq!(memory_in("MemTotal:       24689380 kB\nMemFree: 1 kB\n"), Some(24_689_380 * 1024));
        assert_eq!(memory_in("MemTotal: lots\n"), None);
        assert_eq!(memory_in(""), None);
    }
}
