//! Looking at processes and signalling them.
//!
//! A number in a file proves nothing: after a crash or a restart of the machine it may belong to anybody. A process is
//! taken for a server of ours only if it has the right owner and was started for the right folder.

use std::{
    fs,
    os::unix::{ffi::OsStrExt, fs::MetadataExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use rustix::{
    io::Errno,
    process::{Pid, Signal, WaitOptions, kill_process, test_kill_process, waitpid},
};

/// Sends a signal. A process that is gone already is no error.
pub(crate) fn signal(pid: Pid, signal: Signal) -> Result<(), Errno> {
    match kill_process(pid, signal) {
        Err(Errno::SRCH) | Ok(()) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Whether the process is there and not just a dead one that nobody has asked about.
pub(crate) fn is_running(pid: Pid) -> bool {
    reap(pid);
    match fs::read(proc(pid, "stat")) {
        // "4711 (name) S ...": the name may hold anything, so the last bracket counts. Z and X are dead.
        Ok(stat) => {
            let state = stat.iter().rposition(|byte| *byte == b')').and_then(|end| stat.get(end + 2));
            !matches!(state, Some(b'Z' | b'X'))
        }
        Err(_) if has_proc() => false,
        Err(_) => exists(pid),
    }
}

/// Whether the number is taken, if only by a dead process that its parent has not asked about yet.
pub(crate) fn exists(pid: Pid) -> bool {
    !matches!(test_kill_process(pid), Err(Errno::SRCH))
}

/// Whether the process is the server that was started for this cluster, by its owner and its command line.
pub(crate) fn serves(pid: Pid, data: &Path) -> bool {
    if !has_proc() {
        return told_by_ps(pid, data);
    }
    if !has_owner_of(pid, data) || !is_postgres(pid) {
        return false;
    }
    let command = fs::read(proc(pid, "cmdline")).unwrap_or_default();
    let words: Vec<&[u8]> = command.split(|byte| *byte == 0).collect();
    let started_for = words.windows(2).any(|pair| *pair == [b"-D".as_slice(), data.as_os_str().as_bytes()]);
    started_for || works_in(pid, data)
}

/// All processes of a cluster, also those that a crashed server left behind. Known on Linux only, none elsewhere.
pub(crate) fn all_of(data: &Path, cluster_name: &str) -> Vec<Pid> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let title = format!("postgres: {cluster_name}: ");
    entries
        .flatten()
        .filter_map(|entry| Pid::from_raw(entry.file_name().to_str()?.parse().ok()?))
        .filter(|pid| is_postgres(*pid) && has_owner_of(*pid, data) && is_running(*pid))
        .filter(|pid| {
            let titled = fs::read(proc(*pid, "cmdline")).is_ok_and(|command| command.starts_with(title.as_bytes()));
            titled || serves(*pid, data)
        })
        .collect()
}

/// Takes note of the end of a process that this program started, so that its number becomes free.
/// Other people's processes are not touched by it.
fn reap(pid: Pid) {
    let _ = waitpid(Some(pid), WaitOptions::NOHANG);
}

fn proc(pid: Pid, file: &str) -> PathBuf {
    PathBuf::from(format!("/proc/{}/{file}", pid.as_raw_nonzero()))
}

fn has_proc() -> bool {
    Path::new("/proc/self/stat").exists()
}

fn has_owner_of(pid: Pid, data: &Path) -> bool {
    let owner = |path: &Path| fs::metadata(path).map(|found| found.uid()).ok();
    owner(&proc(pid, "")).is_some_and(|process| owner(data) == Some(process))
}

fn is_postgres(pid: Pid) -> bool {
    fs::read(proc(pid, "comm")).is_ok_and(|name| name.trim_ascii() == b"postgres")
}

/// The server and its processes work in the cluster's folder. Root in a container may not be allowed to see it.
fn works_in(pid: Pid, data: &Path) -> bool {
    fs::read_link(proc(pid, "cwd")).is_ok_and(|folder| folder == data)
}

/// For systems without `/proc`.
fn told_by_ps(pid: Pid, data: &Path) -> bool {
    let pid = pid.as_raw_nonzero().to_string();
    let told = Command::new("/bin/ps").args(["-ww", "-o", "command=", "-p", &pid]).stdin(Stdio::null()).output();
    told.is_ok_and(|told| {
        let command = String::from_utf8_lossy(&told.stdout).into_owned();
        command.contains("postgres") && command.contains(&format!("-D {}", data.display()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::zombie_processes, reason = "a child that nobody waits for is what this is about")]
    fn a_dead_child_counts_as_gone_and_a_living_stranger_is_no_server() {
        let child = Command::new("/bin/sh").args(["-c", "exit 0"]).spawn().unwrap();
        let pid = Pid::from_child(&child);
        let start = std::time::Instant::now();
        // It may die between being asked for and being looked at; then it is the next question that takes note of it.
        while is_running(pid) || exists(pid) {
            assert!(start.elapsed().as_secs() < 10);
        }
        let me = rustix::process::getpid();
        assert!(is_running(me));
        assert!(!serves(me, Path::new("/")));
    }
}
