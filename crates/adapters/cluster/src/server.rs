//! The server process: found, started, stopped.

use std::{
    fs,
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::Child,
    thread,
    time::{Duration, Instant},
};

use rustix::process::{Pid, Signal};

use crate::{
    error::{ClusterError, Doing},
    folder::Folder,
    pidfile::{self, PidFile},
    process,
    programs::Programs,
    setup, socket,
};

/// Recovery after a crash can take minutes, and breaking it off only makes it begin again.
pub(crate) const READY_PATIENCE: Duration = Duration::from_mins(10);
/// After this time the orderly stop, which waits for the disk, becomes an immediate one.
const STOP_PATIENCE: Duration = Duration::from_secs(30);
const QUIT_PATIENCE: Duration = Duration::from_secs(15);
/// How long processes of a crashed server get to notice, and a dead one to be asked about by its parent.
const LEFTOVER_PATIENCE: Duration = Duration::from_secs(3);

/// A server that runs.
#[derive(Debug)]
pub(crate) struct Server {
    pid: Pid,
    data: PathBuf,
    socket_folder: PathBuf,
    /// Only if this program started it.
    child: Option<Child>,
}

/// What is going on in a cluster's folder.
#[derive(Debug)]
pub(crate) enum Found {
    /// No server runs there.
    Nothing,
    /// A server is starting, recovering, stopping, or does not answer.
    Busy(Server),
    /// A server is ready.
    Ready(Server),
}

/// Looks for a server of the cluster.
pub(crate) fn look(data: &Path) -> Found {
    let Some(PidFile { pid, socket_folder, ready }) = PidFile::read(data) else { return Found::Nothing };
    if !process::is_running(pid) || !process::serves(pid, data) {
        return Found::Nothing;
    }
    let ready = ready && socket::answers(&socket_folder);
    let server = Server { pid, data: data.to_path_buf(), socket_folder, child: None };
    if ready { Found::Ready(server) } else { Found::Busy(server) }
}

/// Clears away what a crashed server left, as far as it would keep a new one from starting.
///
/// `postmaster.pid` is removed only when no process of the cluster lives: two servers on one cluster would destroy it.
pub(crate) fn clear_leftovers(folder: &Folder, data: &Path) -> Result<(), ClusterError> {
    let began = Instant::now();
    let Some(PidFile { pid, socket_folder, .. }) = PidFile::read(data) else { return Ok(()) };
    let mut told_to_quit = false;
    loop {
        let living = process::all_of(data, &folder.cluster_name());
        let late = began.elapsed() > LEFTOVER_PATIENCE;
        if living.is_empty() && !socket::answers(&socket_folder) {
            let stranger = process::is_running(pid);
            if !process::exists(pid) {
                return Ok(()); // PostgreSQL removes the file itself.
            }
            if stranger || late {
                let path = data.join(pidfile::NAME);
                tracing::info!(file = %path.display(), "removing what a crashed database server left");
                return fs::remove_file(&path).doing("removing", path);
            }
        } else if late && !told_to_quit {
            told_to_quit = true;
            for pid in &living {
                let _ = process::signal(*pid, Signal::QUIT);
            }
        } else if began.elapsed() > LEFTOVER_PATIENCE + QUIT_PATIENCE {
            let pids = living.iter().map(|pid| pid.as_raw_nonzero().get()).collect();
            return Err(ClusterError::Leftovers { data: data.to_path_buf(), pids });
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Starts a server and waits until it is ready.
pub(crate) fn launch(folder: &Folder, programs: &Programs) -> Result<Server, ClusterError> {
    let data = folder.data(programs.major);
    let socket_folder = socket::folder_for(folder)?;
    let log = folder.open_log()?;
    let log_began = log.metadata().map_or(0, |log| log.len());
    let program = programs.folder.join("postgres");
    let mut command = setup::command(&program, folder);
    command.arg("-D").arg(&data).arg("-k").arg(&socket_folder).args(["-p", socket::PORT]);
    command.args(["-c", "listen_addresses=", "-c", "unix_socket_permissions=0700"]);
    command.stdout(log.try_clone().doing("opening", folder.log_path())?).stderr(log);
    // A group of its own: Ctrl-C in a terminal must reach this program only, which then stops the server in order.
    let child = command.process_group(0).spawn().doing("starting", program)?;
    let mut server = Server { pid: Pid::from_child(&child), data, socket_folder, child: Some(child) };
    match server.wait_until_ready(folder, log_began) {
        Ok(()) => Ok(server),
        Err(error) => {
            if let Err(stuck) = server.stop() {
                tracing::warn!(error = %stuck, "a database server that failed to start does not stop");
            }
            Err(error)
        }
    }
}

impl Server {
    pub(crate) fn pid(&self) -> i32 {
        self.pid.as_raw_nonzero().get()
    }

    /// Whether its main process is there.
    pub(crate) fn is_running(&self) -> bool {
        process::is_running(self.pid)
    }

    pub(crate) fn socket_folder(&self) -> &Path {
        &self.socket_folder
    }

    /// Whether it says that it takes connections, which it may say without doing so.
    pub(crate) fn says_ready(&self) -> bool {
        PidFile::read(&self.data).is_some_and(|file| file.pid == self.pid && file.ready)
    }

    fn wait_until_ready(&mut self, folder: &Folder, log_began: u64) -> Result<(), ClusterError> {
        let began = Instant::now();
        let mut told = began;
        loop {
            if let Some(status) = self.ended() {
                let said = folder.end_of_log(log_began);
                return Err(ClusterError::DidNotStart { status, log: folder.log_path(), said });
            }
            if self.says_ready() {
                return Ok(());
            }
            if began.elapsed() > READY_PATIENCE {
                return Err(self.not_ready(folder));
            }
            if told.elapsed() > Duration::from_secs(5) {
                told = Instant::now();
                tracing::info!(
                    seconds = began.elapsed().as_secs(),
                    "the database server is still starting or recovering"
                );
            }
            thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn not_ready(&self, folder: &Folder) -> ClusterError {
        ClusterError::NotReady { pid: self.pid(), seconds: READY_PATIENCE.as_secs(), log: folder.log_path() }
    }

    /// How it ended, if it has.
    fn ended(&mut self) -> Option<String> {
        match self.child.as_mut().map(Child::try_wait) {
            Some(Ok(status)) => status.map(|status| status.to_string()),
            // Not ours, or its end was noticed elsewhere in this program.
            Some(Err(_)) | None => (!process::is_running(self.pid)).then(|| "it is gone".to_owned()),
        }
    }

    /// Ends the server in order: no new connections, open transactions undone, everything written.
    pub(crate) fn stop(&mut self) -> Result<(), ClusterError> {
        for (signal, patience) in [(Signal::INT, STOP_PATIENCE), (Signal::QUIT, QUIT_PATIENCE)] {
            if self.ended().is_some() {
                return Ok(());
            }
            // A number read from a file may have passed to another process meanwhile.
            if self.child.is_some() || process::serves(self.pid, &self.data) {
                process::signal(self.pid, signal).map_err(Into::into).doing("stopping the server of", &self.data)?;
            }
            if self.ends_within(patience) {
                return Ok(());
            }
            tracing::warn!(
                process.pid = self.pid(),
                seconds = patience.as_secs(),
                "the database server is slow to stop"
            );
        }
        let seconds = (STOP_PATIENCE + QUIT_PATIENCE).as_secs();
        Err(ClusterError::DidNotStop { pid: self.pid(), seconds })
    }

    fn ends_within(&mut self, patience: Duration) -> bool {
        let deadline = Instant::now() + patience;
        while self.ended().is_none() {
            if Instant::now() > deadline {
                return false;
            }
            thread::sleep(Duration::from_millis(5));
        }
        true
    }
}
