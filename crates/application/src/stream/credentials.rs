use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use vibeslop_domain::stream::TICKET_SECONDS;
use vibeslop_ports::{stream::Ticket, tokens::Claims};

use super::Stream;
use crate::{Error, in_transaction};

/// A ticket that was just issued.
#[derive(Debug, Clone)]
pub struct IssuedTicket {
    /// The ticket.
    pub ticket: SecretString,
    /// Until when it opens a stream.
    pub expires_at: DateTime<Utc>,
}

impl Stream {
    /// A ticket that opens a stream once, for clients that cannot send a header. It is worth no more than the token that
    /// it is issued for, and ends with it.
    pub async fn issue_ticket(&self, token: &str) -> Result<IssuedTicket, Error> {
        let claims = self.claims(token)?;
        let secret = self.entropy.secret();
        // What we say of it is what holds, to the second.
        let expires_at = (self.clock.now() + TimeDelta::seconds(TICKET_SECONDS)).trunc_subsecs(0);
        let ticket = Ticket { hash: hash(secret.expose_secret()), claims, expires_at };
        in_transaction(&*self.transactions, async |tx| Ok(tx.stream().insert_ticket(&ticket).await?)).await?;
        Ok(IssuedTicket { ticket: secret, expires_at })
    }

    /// What the token says that a ticket was issued for. The ticket is used up by it.
    pub async fn redeem(&self, ticket: &str) -> Result<Claims, Error> {
        let (hash, now) = (hash(ticket), self.clock.now());
        let claims = in_transaction(&*self.transactions, async |tx| Ok(tx.stream().take_ticket(hash, now).await?));
        claims.await?.filter(|claims| claims.expires_at > now).ok_or_else(|| Error::Unauthenticated {
            code: "invalid_ticket",
            message: "The ticket is unknown, used or over".to_owned(),
        })
    }

    /// What a token says, if it is one of ours and in force.
    pub fn claims(&self, token: &str) -> Result<Claims, Error> {
        self.accounts.claims(token).ok_or_else(nobody)
    }
}

/// A random secret of 256 bits needs no more than a plain hash.
fn hash(ticket: &str) -> [u8; 32] {
    Sha256::digest(ticket.as_bytes()).into()
}

pub(super) fn nobody() -> Error {
    Error::Unauthenticated { code: "unauthorized", message: "Please sign in".to_owned() }
}

pub(super) fn suspended() -> Error {
    Error::Forbidden { code: "suspended", message: "This account is suspended".to_owned() }
}
