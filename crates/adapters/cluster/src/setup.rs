//! The first time: `initdb`.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::Write,
    os::unix::fs::{DirBuilderExt, chown},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Instant, SystemTime},
};

use crate::{
    SUPERUSER,
    error::{ClusterError, Doing},
    folder::{Folder, last_lines, open_own},
    programs::Programs,
    settings, socket,
};

/// The locale that sorts by code point and knows all letters; macOS has no `C.UTF-8`.
const LOCALE: &[&str] =
    if cfg!(target_os = "macos") { &["--locale=C", "--lc-ctype=UTF-8"] } else { &["--locale=C.UTF-8"] };

/// A command that runs as the server's user, in an environment that depends on nobody's settings.
pub(crate) fn command(program: &Path, folder: &Folder) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/").env_clear().env("PATH", "/usr/bin:/bin").env("TZ", "UTC").stdin(Stdio::null());
    command.env("LC_ALL", if cfg!(target_os = "macos") { "en_US.UTF-8" } else { "C.UTF-8" });
    if let Some(user) = folder.user() {
        user.runs(&mut command);
    }
    command
}

/// Creates the cluster. It gets its name only when it is whole, so that half a one is never taken for one.
pub(crate) fn set_up(folder: &Folder, programs: &Programs, durable: bool) -> Result<(), ClusterError> {
    tracing::info!(
        folder = %folder.path().display(), postgres.major = programs.major,
        "setting up a database for the first time, this takes a few seconds"
    );
    make_whole(folder, programs.major, |half| {
        initdb(folder, programs, durable, half).and_then(|()| include_settings(half))
    })
}

/// Copies the data of the server at this socket, so that a server on the copy follows it.
pub(crate) fn copy(folder: &Folder, programs: &Programs, from: &Path) -> Result<(), ClusterError> {
    make_whole(folder, programs.major, |half| {
        let program = programs.folder.join("pg_basebackup");
        let mut command = command(&program, folder);
        command.args(["-U", SUPERUSER, "-p", socket::PORT, "-h"]).arg(from);
        command.args(["--checkpoint=fast", "--wal-method=stream", "--write-recovery-conf", "--no-password", "-D"]);
        let done = command.arg(half).output().doing("running", program)?;
        if done.status.success() {
            return Ok(());
        }
        Err(ClusterError::SetupFailed { said: last_lines(&[done.stdout, done.stderr].concat()) })
    })
}

/// Lets `fill` fill a folder, and names it when it is whole.
fn make_whole(
    folder: &Folder,
    major: u32,
    fill: impl FnOnce(&Path) -> Result<(), ClusterError>,
) -> Result<(), ClusterError> {
    let began = Instant::now();
    remove_halves(folder.path());
    let half = make_half(folder, major)?;
    let done = fill(&half).and_then(|()| {
        let data = folder.data(major);
        fs::rename(&half, &data).doing("naming", data)?;
        // The new name must outlive a power failure.
        File::open(folder.path()).and_then(|parent| parent.sync_all()).doing("writing", folder.path())
    });
    if done.is_err() {
        remove_halves(folder.path());
    } else {
        tracing::info!(duration_ms = began.elapsed().as_millis(), "the database is set up");
    }
    done
}

/// Removes what a killed setup left behind. Failing to is no reason not to go on.
fn remove_halves(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let half = name.to_str().is_some_and(|name| name.starts_with("pg") && name.contains(".init"));
        if half && let Err(error) = fs::remove_dir_all(entry.path()) {
            tracing::warn!(folder = %entry.path().display(), %error, "half a database cannot be removed");
        }
    }
}

/// An empty folder with a name of its own: an `initdb` whose caller was killed may still be writing to another.
fn make_half(folder: &Folder, major: u32) -> Result<PathBuf, ClusterError> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let half = folder.path().join(format!("pg{major}.init-{}-{:x}", std::process::id(), now.as_nanos()));
    DirBuilder::new().mode(0o700).create(&half).doing("creating", &half)?;
    if let Some(user) = folder.user() {
        chown(&half, Some(user.uid), Some(user.gid)).doing("handing over", &half)?;
    }
    Ok(half)
}

fn initdb(folder: &Folder, programs: &Programs, durable: bool, half: &Path) -> Result<(), ClusterError> {
    let program = programs.folder.join("initdb");
    let mut command = command(&program, folder);
    command.args(["-U", SUPERUSER, "--encoding=UTF8", "--data-checksums", "--no-instructions"]).args(LOCALE);
    // The socket's folder lets nobody else in; a network port is never opened.
    command.args(["--auth-local=trust", "--auth-host=reject"]);
    if !durable {
        command.arg("--no-sync");
    }
    let done = command.arg("-D").arg(half).output().doing("running", program)?;
    if done.status.success() {
        return Ok(());
    }
    let said = last_lines(&[done.stdout, done.stderr].concat());
    if said.contains("could not look up effective user ID") {
        return Err(ClusterError::NamelessUser { uid: folder.server_uid() });
    }
    Err(ClusterError::SetupFailed { said })
}

fn include_settings(half: &Path) -> Result<(), ClusterError> {
    let path = half.join("postgresql.conf");
    let mut file = open_own(OpenOptions::new().append(true), 0o600, &path).doing("opening", &path)?;
    writeln!(file, "\ninclude_if_exists = '{}'", settings::FILE).and_then(|()| file.sync_all()).doing("writing", path)
}
