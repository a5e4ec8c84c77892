//! What can go wrong, each said in a sentence that names a way out.

use std::{io, path::PathBuf};

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No usable PostgreSQL is installed.
    #[error(
        "no PostgreSQL server programs (initdb and postgres, version {oldest} or newer) were found on this machine: \
         install the package `postgresql` (apt-get install postgresql, or brew install postgresql), \
         or set PG_BIN to the folder that holds them, or set DATABASE_URL to a server that runs already",
        oldest = crate::programs::OLDEST_MAJOR
    )]
    ProgramsNotFound,

    /// The configured folder is not a PostgreSQL programs folder.
    #[error("PG_BIN names {}, which cannot be used: {reason}", folder.display())]
    ProgramsUnusable {
        /// The configured folder.
        folder: PathBuf,
        /// What is missing there.
        reason: String,
    },

    /// The programs lie where the server's user cannot run them.
    #[error(
        "the database server runs as the user `{user}`, who cannot run the programs in {} because {} is closed to others: \
         use PostgreSQL programs in a folder that every user may pass through", folder.display(), closed.display()
    )]
    ProgramsUnreachable {
        /// Where the programs lie.
        folder: PathBuf,
        /// The first folder on the way that is closed.
        closed: PathBuf,
        /// The user that the server would run as.
        user: String,
    },

    /// The data was written by a major version that is not installed.
    #[error(
        "the data in {} was written by PostgreSQL {written_by}, and the programs found in {} are version {installed}: \
         install PostgreSQL {written_by} as well (or set PG_BIN to its programs); to move on to version {installed}, dump \
         the data with the old programs (pg_dumpall) or run pg_upgrade, then move {} away",
        folder.display(), programs.display(), folder.join(format!("pg{written_by}")).display()
    )]
    OtherMajor {
        /// The data folder.
        folder: PathBuf,
        /// The newest major version that has data there.
        written_by: u32,
        /// Where the programs lie.
        programs: PathBuf,
        /// Their major version.
        installed: u32,
    },

    /// Another program works on this folder.
    #[error(
        "another program is using the data folder {}: stop it first, or give this one a folder of its own (DATA_DIR)",
        folder.display()
    )]
    InUse {
        /// The data folder.
        folder: PathBuf,
    },

    /// Under root: the user that the server runs as cannot get to the folder.
    #[error(
        "the database server runs as the user `{user}`, who cannot reach {} because {} is closed to others: put the data \
         in a folder that every user may pass through, such as {} (DATA_DIR), or run this program as an ordinary user",
        folder.display(), closed.display(), suggestion.display()
    )]
    Unreachable {
        /// The wanted data folder.
        folder: PathBuf,
        /// The first folder on the way that is closed.
        closed: PathBuf,
        /// A folder that works.
        suggestion: PathBuf,
        /// The user that the server would run as.
        user: String,
    },

    /// The data belongs to another user, and this program is not root.
    #[error(
        "the database in {} belongs to the user with id {owner}, and this program runs as the user with id {own}: \
         run it as the same user as before, or give it another data folder (DATA_DIR)", folder.display()
    )]
    NotOwner {
        /// The data folder.
        folder: PathBuf,
        /// Whom the data belongs to.
        owner: u32,
        /// Who this program is.
        own: u32,
    },

    /// Under root: there is no unprivileged user to run the server as.
    #[error(
        "PostgreSQL refuses to run as root, and /etc/passwd has neither a user `postgres` nor a user `nobody` to run it \
         as: run this program as an ordinary user, or set DATABASE_URL"
    )]
    NoServerUser,

    /// The user id that this program runs as has no name.
    #[error(
        "PostgreSQL cannot set up a database for the user id {uid}, because that id has no entry in /etc/passwd: add \
         one, run as a user that has one, or set DATABASE_URL"
    )]
    NamelessUser {
        /// The id.
        uid: u32,
    },

    /// The place for the socket in the temporary folder is taken by somebody else.
    #[error(
        "the path of the data folder is too long or too unusual for a Unix socket, and its stand-in {} belongs to \
         somebody else: remove that, or choose a data folder with a shorter path (DATA_DIR)", folder.display()
    )]
    SocketFolderTaken {
        /// The short folder that was to hold the socket.
        folder: PathBuf,
    },

    /// `initdb` failed, or `pg_basebackup`.
    #[error("setting up the database failed; PostgreSQL said: {said}")]
    SetupFailed {
        /// The last lines of its output.
        said: String,
    },

    /// The server ended before it was ready.
    #[error("the database server did not start ({status}); the end of {}: {said}", log.display())]
    DidNotStart {
        /// How it ended.
        status: String,
        /// Where its log is.
        log: PathBuf,
        /// The last lines that it wrote.
        said: String,
    },

    /// The server runs but does not become ready.
    #[error("the database server (process {pid}) was not ready after {seconds} seconds; see {}", log.display())]
    NotReady {
        /// The server's process.
        pid: i32,
        /// How long it was waited for.
        seconds: u64,
        /// Where its log is.
        log: PathBuf,
    },

    /// The server does not end.
    #[error("the database server (process {pid}) did not stop after {seconds} seconds")]
    DidNotStop {
        /// The server's process.
        pid: i32,
        /// How long it was waited for.
        seconds: u64,
    },

    /// Processes of a crashed server hold on to its data.
    #[error(
        "processes of a crashed database server still use {} and do not end: {pids:?}; end them, then start again",
        data.display()
    )]
    Leftovers {
        /// The cluster's folder.
        data: PathBuf,
        /// The processes.
        pids: Vec<i32>,
    },

    /// The operating system refused something.
    #[error("{doing} {} failed: {source}", path.display())]
    Io {
        /// What was being done, as in "creating".
        doing: &'static str,
        /// With what.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
}

/// Turns an [`io::Error`] into a [`ClusterError`] that says what was being done.
pub(crate) trait Doing<T> {
    fn doing(self, doing: &'static str, path: impl Into<PathBuf>) -> Result<T, ClusterError>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, doing: &'static str, path: impl Into<PathBuf>) -> Result<T, ClusterError> {
        self.map_err(|source| ClusterError::Io { doing, path: path.into(), source })
    }
}
