//! Archives of all that is one person's, for that person.

mod archive;
mod making;

use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use vibeslop_domain::ids::UserId;
use vibeslop_ports::{
    accounts::{ExportLink, ExportQueries, MadeExport},
    environment::Entropy,
    jobs::NewJob,
    transactions::Transactions,
};

pub use self::making::MakeExport;
use super::{Accounts, account_is_gone};
use crate::{Error, debug::opaque_debug, in_transaction};

/// Makes archives and hands them out.
#[derive(Clone)]
pub struct Exports {
    /// Accounts, and what they need: transactions, clock, identifiers.
    pub accounts: Accounts,
    /// Reads what archives are made of, and archives.
    pub queries: Arc<dyn ExportQueries>,
    /// Secrets of links.
    pub entropy: Arc<dyn Entropy>,
    /// The address of this service, without a slash at its end.
    pub backend_url: String,
}

opaque_debug!(Exports);

/// Somebody's archive, as far as it is.
#[derive(Debug, Clone)]
pub enum Export {
    /// It is being made.
    Preparing {
        /// When it was asked for.
        requested_at: DateTime<Utc>,
    },
    /// It can be fetched.
    Ready {
        /// When it was asked for.
        requested_at: DateTime<Utc>,
        /// The archive.
        made: MadeExport,
        /// Where, by whoever knows this address. The one that was handed out before leads nowhere from now on.
        url: SecretString,
    },
}

impl Exports {
    /// The viewer's archive. Where there is none, one is made; they get a mail when it is. There is one at a time, for as
    /// long as it is kept.
    pub async fn export(&self, viewer: UserId) -> Result<Export, Error> {
        let now = self.accounts.clock.now();
        let secret = self.entropy.secret();
        in_transaction(&*self.accounts.transactions, async |tx| {
            let state = tx.exports().request(viewer, now).await?.ok_or_else(account_is_gone)?;
            let requested_at = state.requested_at;
            let Some(made) = state.made else {
                // The key keeps it one job, however often somebody asks; and one that was given up is begun anew.
                let job = NewJob::of(&MakeExport { person: viewer.0 }, now).unique(viewer.to_string());
                tx.jobs().enqueue(&job).await?;
                return Ok(Export::Preparing { requested_at });
            };
            tx.exports().link(viewer, ExportLink::Page, hash(&secret), now).await?;
            Ok(Export::Ready { requested_at, made, url: download_url(&self.backend_url, &secret).into() })
        })
        .await
    }

    /// The archive that a link leads to. Its parts are read one by one, with [`part`](Self::part).
    pub async fn linked(&self, secret: &str) -> Result<MadeExport, Error> {
        let secret = SecretString::from(secret);
        let made = self.queries.linked(hash(&secret), self.accounts.clock.now()).await?;
        made.ok_or(Error::NotFound("archive"))
    }

    /// A part of an archive. It may have gone since somebody began to fetch it.
    pub async fn part(&self, made: &MadeExport, part: u32) -> Result<Vec<u8>, Error> {
        self.queries.part(made.archive, part).await?.ok_or(Error::NotFound("archive"))
    }
}

/// A secret that leads to somebody's archive; `None` if there is none.
pub(crate) async fn link(
    transactions: &dyn Transactions,
    entropy: &dyn Entropy,
    person: UserId,
    way: ExportLink,
    now: DateTime<Utc>,
) -> Result<Option<SecretString>, Error> {
    let secret = entropy.secret();
    let linked =
        in_transaction(transactions, async |tx| Ok(tx.exports().link(person, way, hash(&secret), now).await?)).await?;
    Ok(linked.then_some(secret))
}

/// Where whoever knows the secret fetches an archive.
pub(crate) fn download_url(backend_url: &str, secret: &SecretString) -> String {
    format!("{backend_url}/api/me/export/download?token={}", secret.expose_secret())
}

/// What is stored of a secret. It has 256 random bits, so that a plain hash is enough.
fn hash(secret: &SecretString) -> [u8; 32] {
    Sha256::digest(secret.expose_secret().as_bytes()).into()
}
