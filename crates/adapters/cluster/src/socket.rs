//! Where the server's socket lies, and how to reach the server through it.

use std::{
    ffi::OsStr,
    fmt::Write as _,
    fs::{self, DirBuilder},
    io::{self, Read, Write},
    os::unix::{
        ffi::OsStrExt,
        fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown},
        net::UnixStream,
    },
    path::{Path, PathBuf},
    time::Duration,
};

use crate::{
    SUPERUSER,
    error::{ClusterError, Doing},
    folder::{Folder, fingerprint},
    owner::{User, closed_on_the_way},
};

/// A socket has no real port; the number is part of its name.
pub(crate) const PORT: &str = "5432";
/// A socket's path has at most 107 bytes on Linux and 103 on macOS.
const LONGEST_PATH: usize = 103;

/// The folder for the socket, ready to be used: `run` in the data folder, or a short one in the temporary folder.
pub(crate) fn folder_for(folder: &Folder) -> Result<PathBuf, ClusterError> {
    let usual = folder.path().join("run");
    if fits(&usual) {
        return prepare(usual, folder);
    }
    let name = format!("vibeslop-{}", fingerprint(folder.path()));
    let reachable = |place: &PathBuf| folder.user().is_none_or(|user: &User| closed_on_the_way(place, user).is_none());
    let short = [std::env::temp_dir(), PathBuf::from("/tmp")]
        .into_iter()
        .filter_map(|place| fs::canonicalize(place).ok())
        .filter(reachable)
        .map(|place| place.join(&name))
        .find(|short| fits(short))
        .unwrap_or_else(|| Path::new("/tmp").join(&name));
    prepare(short, folder)
}

/// Whether a socket in the folder has a short enough path that survives PostgreSQL's and its clients' lists of folders.
fn fits(folder: &Path) -> bool {
    let plain = folder.to_str().is_some_and(|path| !path.contains([',', '"']));
    plain && path_in(folder).as_os_str().len() <= LONGEST_PATH
}

fn path_in(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}"))
}

/// Makes the folder, closed to everybody but the server's user. One that belongs to somebody else is not used.
fn prepare(path: PathBuf, folder: &Folder) -> Result<PathBuf, ClusterError> {
    match DirBuilder::new().mode(0o700).create(&path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error).doing("creating", path),
        _ => {}
    }
    let found = fs::symlink_metadata(&path).doing("looking at", &path)?;
    let own = rustix::process::geteuid().as_raw();
    if !found.is_dir() || (found.uid() != own && found.uid() != folder.server_uid()) {
        return Err(ClusterError::SocketFolderTaken { folder: path });
    }
    if found.mode() & 0o777 != 0o700 {
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).doing("closing", &path)?;
    }
    if let Some(user) = folder.user() {
        chown(&path, Some(user.uid), Some(user.gid)).doing("handing over", &path)?;
    }
    Ok(path)
}

/// Whether a PostgreSQL server answers there: it is asked for TLS, and says no with one letter.
pub(crate) fn answers(folder: &Path) -> bool {
    const TLS_REQUEST: [u8; 8] = [0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f];
    let ask = || -> io::Result<u8> {
        let mut server = UnixStream::connect(path_in(folder))?;
        server.set_read_timeout(Some(Duration::from_secs(2)))?;
        server.set_write_timeout(Some(Duration::from_secs(2)))?;
        server.write_all(&TLS_REQUEST)?;
        let mut answer = [0];
        server.read_exact(&mut answer)?;
        let [letter] = answer;
        Ok(letter)
    };
    ask().is_ok_and(|letter| matches!(letter, b'N' | b'S'))
}

/// The URL of a database, as tokio-postgres and libpq read it.
pub(crate) fn url(folder: &Path, database: &str) -> String {
    format!(
        "postgres://{SUPERUSER}@/{}?host={}",
        percent_encoded(OsStr::new(database)),
        percent_encoded(folder.as_os_str())
    )
}

fn percent_encoded(text: &OsStr) -> String {
    let mut encoded = String::new();
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::{Config, Host};

    use super::*;

    #[test]
    fn the_url_is_read_back_by_the_driver() {
        let folder = Path::new("/var/my data/50%&é?/run");
        let config: Config = url(folder, "weird/name ?&").parse().unwrap();
        assert_eq!(config.get_hosts(), [Host::Unix(folder.to_path_buf())]);
        assert_eq!(config.get_dbname(), Some("weird/name ?&"));
        assert_eq!(config.get_user(), Some(SUPERUSER));
    }

    #[test]
    fn long_paths_and_lists_do_not_fit() {
        assert!(fits(Path::new("/srv/ada/vibeslop/.vibeslop/run")));
        assert!(fits(Path::new("/srv/ada lovelace/run")));
        assert!(!fits(Path::new("/srv/a,b/run")));
        assert!(!fits(Path::new("/srv/a\"b/run")));
        assert!(!fits(&Path::new("/home").join("x".repeat(90))));
    }

    #[test]
    fn a_socket_nobody_serves_does_not_answer() {
        let place = tempfile::TempDir::new().unwrap();
        assert!(!answers(place.path()));
        let listener = std::os::unix::net::UnixListener::bind(path_in(place.path())).unwrap();
        drop(listener);
        assert!(!answers(place.path()));
    }
}
