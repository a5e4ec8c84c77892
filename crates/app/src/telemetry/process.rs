//! What the system knows of this process, under the names that Prometheus's own clients use. Read from `/proc`; where
//! there is none, these metrics are left out.

use std::{fs, time::SystemTime};

use metrics::{Unit, counter, describe_counter, describe_gauge, gauge};

const CPU: &str = "process_cpu_seconds_total";
const RESIDENT: &str = "process_resident_memory_bytes";
const VIRTUAL: &str = "process_virtual_memory_bytes";
const FILES: &str = "process_open_fds";
const THREADS: &str = "process_threads";
const START: &str = "process_start_time_seconds";

pub(super) fn describe() {
    describe_counter!(CPU, Unit::Seconds, "Time that processors spent on this process.");
    describe_gauge!(RESIDENT, Unit::Bytes, "Memory that is in use and present.");
    describe_gauge!(VIRTUAL, Unit::Bytes, "Memory that is addressed.");
    describe_gauge!(FILES, Unit::Count, "Open files and connections.");
    describe_gauge!(THREADS, Unit::Count, "Threads.");
    describe_gauge!(START, Unit::Seconds, "When the process was started, since 1970.");
}

/// Notes the moment of the start.
pub(super) fn started() {
    if let Ok(since) = SystemTime::UNIX_EPOCH.elapsed() {
        gauge!(START).set(since.as_secs_f64());
    }
}

/// Looks at the process.
pub(super) fn look() {
    if let Ok(status) = fs::read_to_string("/proc/self/status") {
        for (field, metric, factor) in
            [("VmRSS:", RESIDENT, 1024.0), ("VmSize:", VIRTUAL, 1024.0), ("Threads:", THREADS, 1.0)]
        {
            if let Some(value) = field_of(&status, field) {
                gauge!(metric).set(value * factor);
            }
        }
    }
    if let Ok(files) = fs::read_dir("/proc/self/fd") {
        // One of them is the folder that is being read.
        gauge!(FILES).set(f64::from(u32::try_from(files.count().saturating_sub(1)).unwrap_or(u32::MAX)));
    }
    if let Some(seconds) = fs::read_to_string("/proc/self/stat").ok().and_then(|stat| cpu_seconds(&stat)) {
        counter!(CPU).absolute(seconds);
    }
}

fn field_of(status: &str, field: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Whole seconds in user and system mode. The unit of the file is a hundredth of a second on every Linux that there is
/// (`USER_HZ`). The name of the program, in brackets, may hold anything.
fn cpu_seconds(stat: &str) -> Option<u64> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut fields = rest.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some((user + system) / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_tells_is_found() {
        assert_eq!(field_of("Name:\tx\nVmRSS:\t   2048 kB\nThreads:\t7\n", "VmRSS:"), Some(2048.0));
        assert_eq!(field_of("Name:\tx\n", "VmRSS:"), None);
        let stat = "42 (a) b) S 1 42 42 0 -1 4194560 1 2 3 4 250 150 0 0 20 0 8 0 100 1 1";
        assert_eq!(cpu_seconds(stat), Some(4));
        assert_eq!(cpu_seconds("nonsense"), None);
    }
}
