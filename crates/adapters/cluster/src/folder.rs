//! The data folder: its layout, its locks and its log.

use std::{
    collections::BTreeSet,
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    },
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use rustix::fs::OFlags;

use crate::{
    error::{ClusterError, Doing},
    owner::{self, User},
};

/// How long a program waits for a lock: a predecessor that is just ending may still hold it.
const LOCK_PATIENCE: Duration = Duration::from_millis(500);
/// How long another process may take to bring the server up.
const START_PATIENCE: Duration = Duration::from_mins(11);
const LOG_LIMIT: u64 = 10 * 1024 * 1024;

/// An existing data folder.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    user: Option<User>,
}

impl Folder {
    /// Creates the folder if need be and makes sure that the server can work in it.
    pub(crate) fn open(wanted: &Path) -> Result<Self, ClusterError> {
        let path = resolve(wanted)?;
        let user = owner::server_user(&path)?;
        if let Some(user) = &user {
            owner::check_reachable(&path, user)?;
        }
        create(&path, user.is_some())?;
        if let Some(user) = &user {
            open_up(&path)?;
            owner::check_reachable(&path, user)?;
        }
        let folder = Self { path, user };
        folder.check_owner()?;
        Ok(folder)
    }

    /// The folder if it is there.
    pub(crate) fn existing(wanted: &Path) -> Result<Option<Self>, ClusterError> {
        let path = resolve(wanted)?;
        if !path.is_dir() {
            return Ok(None);
        }
        let user = owner::server_user(&path)?;
        let folder = Self { path, user };
        folder.check_owner()?;
        Ok(Some(folder))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// The user id that the server's processes have.
    pub(crate) fn server_uid(&self) -> u32 {
        self.user.as_ref().map_or_else(|| rustix::process::geteuid().as_raw(), |user| user.uid)
    }

    pub(crate) fn majors(&self) -> BTreeSet<u32> {
        majors_in(&self.path)
    }

    pub(crate) fn data(&self, major: u32) -> PathBuf {
        self.path.join(format!("pg{major}"))
    }

    pub(crate) fn log_path(&self) -> PathBuf {
        self.path.join("postgres.log")
    }

    /// What the server's processes call themselves in a list of processes.
    pub(crate) fn cluster_name(&self) -> String {
        format!("vibeslop-{}", fingerprint(&self.path))
    }

    /// Keeps everybody else out for as long as the answer lives.
    pub(crate) fn lock_alone(&self) -> Result<File, ClusterError> {
        self.lock("lock", LOCK_PATIENCE, File::try_lock)
    }

    /// Keeps out whoever wants the folder alone.
    pub(crate) fn lock_shared(&self) -> Result<File, ClusterError> {
        self.lock("lock", LOCK_PATIENCE, File::try_lock_shared)
    }

    /// Lets those who share the folder bring the server up one at a time.
    pub(crate) fn lock_start(&self) -> Result<File, ClusterError> {
        self.lock("start.lock", START_PATIENCE, File::try_lock)
    }

    fn lock(
        &self,
        name: &str,
        patience: Duration,
        try_lock: impl Fn(&File) -> Result<(), TryLockError>,
    ) -> Result<File, ClusterError> {
        let path = self.path.join(name);
        let file =
            open_own(OpenOptions::new().read(true).write(true).create(true), 0o644, &path).doing("opening", &path)?;
        let deadline = Instant::now() + patience;
        loop {
            match try_lock(&file) {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => thread::sleep(Duration::from_millis(20)),
                Err(TryLockError::WouldBlock) => return Err(ClusterError::InUse { folder: self.path.clone() }),
                Err(TryLockError::Error(source)) => return Err(source).doing("locking", path),
            }
        }
    }

    /// The server's log, ready to be added to. A long one is put aside first; one old log is kept.
    pub(crate) fn open_log(&self) -> Result<File, ClusterError> {
        let path = self.log_path();
        if fs::symlink_metadata(&path).is_ok_and(|log| log.len() > LOG_LIMIT) {
            fs::rename(&path, self.path.join("postgres.log.1")).doing("putting aside", &path)?;
        }
        open_own(OpenOptions::new().append(true).create(true), 0o600, &path).doing("opening", path)
    }

    /// The last lines that were written to the log after it was `from` bytes long.
    pub(crate) fn end_of_log(&self, from: u64) -> String {
        let read = || -> io::Result<Vec<u8>> {
            let mut log = File::open(self.log_path())?;
            let near_end = log.metadata()?.len().saturating_sub(16 * 1024);
            log.seek(SeekFrom::Start(from.max(near_end)))?;
            let mut said = Vec::new();
            log.read_to_end(&mut said)?;
            Ok(said)
        };
        last_lines(&read().unwrap_or_default())
    }

    /// An ordinary user can do nothing with the data of another, and hears so before anything is tried.
    fn check_owner(&self) -> Result<(), ClusterError> {
        let own = self.server_uid();
        for major in self.majors() {
            let data = self.data(major);
            let owner = fs::metadata(&data).doing("looking at", &data)?.uid();
            if owner != own {
                return Err(ClusterError::NotOwner { folder: self.path.clone(), owner, own });
            }
        }
        Ok(())
    }
}

/// The last twenty lines, as text.
pub(crate) fn last_lines(said: &[u8]) -> String {
    let said = String::from_utf8_lossy(said);
    let lines: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    let tail = lines.get(lines.len().saturating_sub(20)..).unwrap_or_default();
    if tail.is_empty() { "(nothing)".to_owned() } else { tail.join("\n") }
}

/// The absolute path with symbolic links followed as far as the folders exist.
pub(crate) fn resolve(wanted: &Path) -> Result<PathBuf, ClusterError> {
    let absolute = std::path::absolute(wanted).doing("finding", wanted)?;
    for ancestor in absolute.ancestors() {
        if let Ok(real) = fs::canonicalize(ancestor) {
            let rest = absolute.strip_prefix(ancestor).unwrap_or(Path::new(""));
            return Ok(if rest.as_os_str().is_empty() { real } else { real.join(rest) });
        }
    }
    Ok(absolute)
}

/// The major versions that have a cluster in the folder.
pub(crate) fn majors_in(folder: &Path) -> BTreeSet<u32> {
    let Ok(entries) = fs::read_dir(folder) else { return BTreeSet::new() };
    entries.flatten().filter_map(|entry| entry.file_name().to_str()?.strip_prefix("pg")?.parse().ok()).collect()
}

/// Whether the folder may be opened to the server's user: it is not there yet, or empty, or has been a data folder before.
pub(crate) fn is_ours_to_open(folder: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(folder) else { return true };
    entries.next().is_none() || folder.join("lock").exists() || !majors_in(folder).is_empty()
}

/// A short name for the folder that is the same at each start (FNV-1a, 64 bits).
pub(crate) fn fingerprint(folder: &Path) -> String {
    let hash = folder
        .as_os_str()
        .as_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// Opens a file of ours. A symbolic link in its place is refused: root must not be led to write elsewhere.
pub(crate) fn open_own(options: &mut OpenOptions, mode: u32, path: &Path) -> io::Result<File> {
    let no_follow = i32::try_from(OFlags::NOFOLLOW.bits()).unwrap_or_default();
    options.mode(mode).custom_flags(no_follow).open(path)
}

/// Creates the folder and what is missing above it. As root, everybody may pass through what is created, whatever the umask.
fn create(path: &Path, as_root: bool) -> Result<(), ClusterError> {
    let mut missing: Vec<&Path> = path.ancestors().take_while(|folder| !folder.exists()).collect();
    missing.reverse();
    for folder in missing {
        let mode = if as_root || folder != path { 0o755 } else { 0o700 };
        match DirBuilder::new().mode(mode).create(folder) {
            Ok(()) if as_root => {
                fs::set_permissions(folder, fs::Permissions::from_mode(mode)).doing("opening up", folder)?;
            }
            Ok(()) => {}
            // Another process that shares the folder was faster.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error).doing("creating", folder),
        }
    }
    if path.is_dir() { Ok(()) } else { Err(io::Error::from(io::ErrorKind::NotADirectory)).doing("using", path) }
}

/// Lets other users pass through the data folder itself, which root may have created closed.
fn open_up(path: &Path) -> Result<(), ClusterError> {
    let mode = fs::metadata(path).doing("looking at", path)?.permissions().mode();
    if mode & 0o011 != 0o011 && is_ours_to_open(path) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode | 0o011)).doing("opening up", path)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_log_is_put_aside_and_one_old_log_is_kept() {
        let place = tempfile::TempDir::new().unwrap();
        let folder = Folder { path: place.path().to_path_buf(), user: None };
        let long = File::create(folder.log_path()).unwrap();
        long.set_len(LOG_LIMIT + 1).unwrap();
        assert_eq!(folder.open_log().unwrap().metadata().unwrap().len(), 0);
        assert_eq!(fs::metadata(place.path().join("postgres.log.1")).unwrap().len(), LOG_LIMIT + 1);
        fs::write(folder.log_path(), "kept").unwrap();
        assert_eq!(folder.open_log().unwrap().metadata().unwrap().len(), 4);
    }

    #[test]
    fn the_end_of_a_log_leaves_out_what_was_there_before() {
        let place = tempfile::TempDir::new().unwrap();
        let folder = Folder { path: place.path().to_path_buf(), user: None };
        fs::write(folder.log_path(), "old\nnew\n\nnewer\n").unwrap();
        assert_eq!(folder.end_of_log(4), "new\nnewer");
        assert_eq!(folder.end_of_log(1000), "(nothing)");
    }

    #[test]
    fn a_link_in_the_place_of_our_file_is_not_followed() {
        let place = tempfile::TempDir::new().unwrap();
        let folder = Folder { path: place.path().to_path_buf(), user: None };
        std::os::unix::fs::symlink(place.path().join("victim"), folder.log_path()).unwrap();
        assert!(matches!(folder.open_log(), Err(ClusterError::Io { .. })));
        assert!(!place.path().join("victim").exists());
    }

    #[test]
    fn only_whole_clusters_count_as_data() {
        let place = tempfile::TempDir::new().unwrap();
        for name in ["pg15", "pg16", "pg17.init-1", "pgdata", "run"] {
            fs::create_dir(place.path().join(name)).unwrap();
        }
        assert_eq!(majors_in(place.path()), BTreeSet::from([15, 16]));
    }
}
