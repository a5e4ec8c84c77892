use std::{
    fmt,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use lettre::{
    address::Envelope,
    transport::smtp::{authentication::DEFAULT_MECHANISMS, client::AsyncSmtpConnection, extension::ClientId},
};
use vibeslop_ports::mail::MailError;

use super::{
    error,
    server::{Security, Server},
};

/// How many connections wait to be used again.
const MOST_IDLE: usize = 4;
/// How long one waits. Servers hang up after some minutes.
const LONGEST_IDLE: Duration = Duration::from_mins(1);
/// How long connecting may take.
const CONNECT: Duration = Duration::from_secs(10);

/// Connections to one server, used again after a mail went well.
///
/// Not the pool that comes with lettre: there a connection goes back into the pool even if the future that used it was
/// dropped in the middle of a conversation, as a time limit does it, and the next mail would read the answer to the one
/// before. Here a connection is taken out, and comes back only after its last answer.
pub(super) struct Connections {
    server: Server,
    hello: ClientId,
    idle: Mutex<Vec<(AsyncSmtpConnection, Instant)>>,
}

impl Connections {
    pub(super) fn to(server: Server) -> Self {
        Self { server, hello: ClientId::default(), idle: Mutex::new(Vec::new()) }
    }

    pub(super) async fn send(&self, envelope: &Envelope, message: &[u8]) -> Result<(), MailError> {
        let mut connection = match self.waiting().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        connection.send(envelope, message).await.map_err(error::of_sending)?;
        self.keep(connection);
        Ok(())
    }

    /// A connection that waited and still answers.
    async fn waiting(&self) -> Option<AsyncSmtpConnection> {
        loop {
            let (mut connection, since) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            if since.elapsed() < LONGEST_IDLE && connection.test_connected().await {
                return Some(connection);
            }
        }
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, MailError> {
        let Server { host, port, security, credentials } = &self.server;
        let wrapped = match security {
            Security::FromTheStart(tls) => Some(tls.clone()),
            Security::Required(_) | Security::IfOffered(_) | Security::None => None,
        };
        let address = (host.as_str(), *port);
        let mut connection = AsyncSmtpConnection::connect_tokio1(address, Some(CONNECT), &self.hello, wrapped, None)
            .await
            .map_err(error::of_connecting)?;
        let upgrade = match security {
            Security::Required(tls) => Some(tls),
            Security::IfOffered(tls) if connection.can_starttls() => Some(tls),
            Security::FromTheStart(_) | Security::IfOffered(_) | Security::None => None,
        };
        if let Some(tls) = upgrade {
            // Fails if the server does not offer it.
            connection.starttls(tls.clone(), &self.hello).await.map_err(error::of_connecting)?;
        }
        if let Some(credentials) = credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await.map_err(error::of_signing_in)?;
        }
        Ok(connection)
    }

    fn keep(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if !connection.has_broken() && idle.len() < MOST_IDLE {
            idle.push((connection, Instant::now()));
        }
    }
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connections").field(&self.server).finish()
    }
}
