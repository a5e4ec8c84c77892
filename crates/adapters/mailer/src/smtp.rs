//! Mail by SMTP.

mod connections;
mod error;
mod server;

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use secrecy::SecretString;
use tokio::time::timeout;
use vibeslop_ports::{
    ServiceError,
    environment::Clock,
    mail::{Correspondent, Mail, MailError, Mailer},
};

use self::connections::Connections;
pub use self::server::InvalidSmtpUrl;
use crate::message::compose;

/// How long handing over a mail may take, connecting included.
const TIME_LIMIT: Duration = Duration::from_mins(1);

/// Hands mail to an SMTP server, over connections that are used again.
///
/// The server's address says how the connection is secured:
///
/// | address | security |
/// | --- | --- |
/// | `smtps://user:password@host` | TLS from the start, port 465 |
/// | `smtp://user:password@host` | STARTTLS, or nothing is sent, port 587 |
/// | `smtp://host` | STARTTLS if the server offers it, port 25 |
/// | `smtp://…?tls=required`, `opportunistic`, `none` | as it says |
///
/// A name and a password for a server on this machine (`localhost`, `127.0.0.1`) do not need TLS. Names and passwords
/// are percent-encoded.
pub struct SmtpMailer {
    connections: Connections,
    from: Correspondent,
    clock: Arc<dyn Clock>,
    time_limit: Duration,
}

impl SmtpMailer {
    /// Sends through the server at `url`. Nothing is asked of it yet.
    ///
    /// # Errors
    /// `url` is no address of a mail server. The error does not repeat it.
    pub fn new(url: &SecretString, from: Correspondent, clock: Arc<dyn Clock>) -> Result<Self, InvalidSmtpUrl> {
        let connections = Connections::to(server::Server::parse(url)?);
        Ok(Self { connections, from, clock, time_limit: TIME_LIMIT })
    }

    /// The same with another limit of time for a mail.
    #[must_use]
    pub const fn with_time_limit(mut self, time_limit: Duration) -> Self {
        self.time_limit = time_limit;
        self
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let message = compose(mail, &self.from, self.clock.now())?;
        let sent = timeout(self.time_limit, self.connections.send(message.envelope(), &message.formatted())).await;
        sent.unwrap_or_else(|_| Err(ServiceError::TimedOut.into()))
    }
}

impl fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpMailer").field("from", &self.from).finish_non_exhaustive()
    }
}
