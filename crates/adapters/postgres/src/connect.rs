//! One connection from a URL.

use std::{
    net::IpAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use futures_util::StreamExt;
use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::{
    AsyncMessage, Config, NoTls, Socket,
    config::{Host, SslMode},
    error::SqlState,
    tls::NoTlsStream,
};

use crate::pulse::Pulse;

/// How long a server may take to accept a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long what was sent over a network may stay without a sign that it has arrived. A connection that something on the
/// way has dropped in silence is found out then, though the server is well.
const UNACKNOWLEDGED: Duration = Duration::from_secs(4);

/// How every session is set: no statement and no forgotten transaction holds its locks for ever. Work that is known to
/// take longer says so in its own transaction (`SET LOCAL statement_timeout`).
const SESSION: &str = "SET statement_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'";

/// A statement is planned once a session, and not for each of its values. Planning a page of posts takes the server ten
/// times as long as reading it, and it goes on planning where it expects less of the values at hand than of others.
const PLANNED_ONCE: &str = "SET plan_cache_mode = force_generic_plan";

/// Why there is no connection. None of these holds a URL or a password.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The URL cannot be read.
    #[error("the database URL is not of the form postgres://user:password@host:port/database")]
    Url,
    /// The URL names no database.
    #[error("the database URL names no database")]
    NoDatabase,
    /// The server has no database of this name.
    #[error("the server has no database of the name that the URL gives")]
    NoSuchDatabase,
    /// The URL asks for what this program cannot do, and going on without would be worse than stopping.
    #[error(
        "the database URL asks for an encrypted connection (sslmode=require), which this program does not speak: \
         connect through a Unix socket, the loopback address or a tunnel, without sslmode"
    )]
    Tls,
    /// The server answers, and turns us away.
    #[error("the database turns this program away: {0}")]
    Refused(String),
    /// The server cannot be reached.
    #[error("the database cannot be reached: {0}")]
    Unreachable(String),
}

/// A database that can be connected to: a URL that was read.
///
/// Unix sockets (`postgres://user@/database?host=/folder`) and TCP alike. Connections are not encrypted yet: a Unix
/// socket and the loopback address need no encryption, for anything further use a tunnel. A URL that requires encryption
/// is refused, and a remote address without a word about it is warned of.
#[derive(Debug, Clone)]
pub struct Target {
    config: Config, // its `Debug` leaves the password out
}

impl Target {
    /// Reads a URL.
    pub fn new(url: &SecretString) -> Result<Self, ConnectError> {
        // The parser's own error may quote a piece of the URL, a password with a stray character for example.
        let mut config: Config = url.expose_secret().parse().map_err(|_| ConnectError::Url)?;
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(ConnectError::Url);
        }
        match config.get_ssl_mode() {
            SslMode::Disable | SslMode::Prefer => {}
            _ => return Err(ConnectError::Tls),
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_tcp_user_timeout().is_none() {
            config.tcp_user_timeout(UNACKNOWLEDGED);
        }
        if config.get_application_name().is_none() {
            config.application_name(env!("CARGO_CRATE_NAME"));
        }
        Ok(Self { config })
    }

    /// The database's name.
    pub fn database(&self) -> Result<&str, ConnectError> {
        self.config.get_dbname().ok_or(ConnectError::NoDatabase)
    }

    /// Another database of the same server.
    pub(crate) fn with_database(&self, name: &str) -> Self {
        let mut config = self.config.clone();
        config.dbname(name);
        Self { config }
    }

    /// Says once that a connection goes over a network in the clear.
    pub(crate) fn warn_if_exposed(&self) {
        let exposed = self.config.get_hosts().iter().any(|host| match host {
            Host::Tcp(name) => {
                name != "localhost" && !name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
            }
            Host::Unix(_) => false,
        });
        if exposed && self.config.get_ssl_mode() != SslMode::Disable {
            tracing::warn!(
                "the connection to the database is not encrypted: use a tunnel, or say sslmode=disable if the network is safe"
            );
        }
    }

    /// Opens a bare connection, driven in the background. The flag is raised when it has ended, whoever ended it.
    pub(crate) async fn client(&self) -> Result<(tokio_postgres::Client, Arc<AtomicBool>), ConnectError> {
        self.client_living_by(Pulse::unknown()).await
    }

    /// The same, which ends with the server's pulse.
    async fn client_living_by(&self, pulse: Pulse) -> Result<(tokio_postgres::Client, Arc<AtomicBool>), ConnectError> {
        let (client, connection) = self.config.connect(NoTls).await.map_err(|error| unreachable(&error))?;
        let ended = Arc::new(AtomicBool::new(false));
        // Raised as well where the task that drives the connection is dropped, with the runtime of its thread.
        let flag = Raised(Arc::clone(&ended));
        tokio::spawn(async move {
            let _flag = flag;
            tokio::select! {
                ended = connection => if let Err(error) = ended {
                    tracing::debug!(%error, "a connection to the database has ended");
                },
                // Whoever waits for an answer on it is told that it has ended.
                () = pulse.lost() => {}
            }
        });
        Ok((client, ended))
    }

    /// Opens a bare connection whose messages the caller reads: for listening.
    pub(crate) async fn listening(
        &self,
    ) -> Result<(tokio_postgres::Client, tokio_postgres::Connection<Socket, NoTlsStream>), ConnectError> {
        let mut config = self.config.clone();
        // A peer that vanished without a word is found out, so that somebody connects anew.
        config.keepalives_idle(Duration::from_secs(30));
        config.connect(NoTls).await.map_err(|error| unreachable(&error))
    }

    /// Opens a bare connection that calls `heard` for each notice, and once more when it has ended.
    pub(crate) async fn listener(
        &self,
        heard: impl Fn() + Send + 'static,
    ) -> Result<tokio_postgres::Client, ConnectError> {
        let (client, mut connection) = self.config.connect(NoTls).await.map_err(|error| unreachable(&error))?;
        tokio::spawn(async move {
            let mut messages = futures_util::stream::poll_fn(move |context| connection.poll_message(context));
            while let Some(message) = messages.next().await {
                match message {
                    Ok(AsyncMessage::Notification(_)) => heard(),
                    Ok(_) => {}
                    Err(error) => {
                        tracing::debug!(%error, "the connection that listens has ended");
                        break;
                    }
                }
            }
            heard();
        });
        client.batch_execute(SESSION).await.map_err(|error| unreachable(&error))?;
        Ok(client)
    }

    /// Opens a connection for diesel, without limits on the time of a statement: for migrations and long work.
    pub async fn connect(&self) -> Result<AsyncPgConnection, ConnectError> {
        let (client, _) = self.client().await?;
        AsyncPgConnection::try_from(client).await.map_err(|error| ConnectError::Unreachable(error.to_string()))
    }

    /// Opens a connection as the pool wants it, which ends with the server's pulse.
    pub(crate) async fn session(&self, pulse: Pulse) -> ConnectionResult<(AsyncPgConnection, Arc<AtomicBool>)> {
        self.set_up(SESSION, pulse).await
    }

    /// Opens a connection as lines are, which ends with the server's pulse.
    pub(crate) async fn line(&self, pulse: Pulse) -> ConnectionResult<(AsyncPgConnection, Arc<AtomicBool>)> {
        self.set_up(&format!("{SESSION}; {PLANNED_ONCE}"), pulse).await
    }

    async fn set_up(&self, settings: &str, pulse: Pulse) -> ConnectionResult<(AsyncPgConnection, Arc<AtomicBool>)> {
        let (client, ended) =
            self.client_living_by(pulse).await.map_err(|error| ConnectionError::BadConnection(error.to_string()))?;
        let mut connection = AsyncPgConnection::try_from(client).await?;
        connection.batch_execute(settings).await.map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok((connection, ended))
    }
}

/// A flag that is raised when this is dropped.
struct Raised(Arc<AtomicBool>);

impl Drop for Raised {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Release);
    }
}

/// The driver keeps what matters in the source: "password authentication failed", "No such file or directory".
fn unreachable(error: &tokio_postgres::Error) -> ConnectError {
    if error.code() == Some(&SqlState::INVALID_CATALOG_NAME) {
        return ConnectError::NoSuchDatabase;
    }
    if let Some(refused) = error.as_db_error() {
        return ConnectError::Refused(refused.message().to_owned());
    }
    let cause = std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string);
    ConnectError::Unreachable(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Result<Target, ConnectError> {
        Target::new(&SecretString::from(url))
    }

    #[test]
    fn sockets_and_addresses_are_understood() {
        assert_eq!(target("postgres://app@/site?host=/run/pg").unwrap().database().unwrap(), "site");
        assert_eq!(target("postgres://app:secret@db.internal:5433/site").unwrap().database().unwrap(), "site");
    }

    #[test]
    fn a_required_encryption_is_not_dropped_silently() {
        assert!(matches!(target("postgres://app@db.internal/site?sslmode=require"), Err(ConnectError::Tls)));
        assert!(target("postgres://app@db.internal/site?sslmode=prefer").is_ok());
    }

    #[test]
    fn no_error_and_no_debug_shows_the_password() {
        let broken = target("postgres://app:pa ss=word@db/site?nonsense=hunter2").unwrap_err();
        assert!(!format!("{broken} {broken:?}").contains("hunter2"));
        let fine = target("postgres://app:hunter2@db/site").unwrap();
        assert!(!format!("{fine:?}").contains("hunter2"));
    }
}
