use std::sync::Arc;

use secrecy::SecretString;
use vibeslop_domain::{accounts::ProviderName, ids::UserId};
use vibeslop_ports::{
    accounts::AccountQueries,
    environment::Clock,
    tokens::{Cipher, Sealed},
    transactions::Transactions,
};

use crate::{Error, accounts::token_purpose, debug::opaque_debug, in_transaction};

/// Accounts at GitHub that people connected by signing in.
#[derive(Clone)]
pub struct Connections {
    /// Reads accounts.
    pub queries: Arc<dyn AccountQueries>,
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Opens the tokens.
    pub cipher: Arc<dyn Cipher>,
    /// The time.
    pub clock: Arc<dyn Clock>,
}

opaque_debug!(Connections);

/// What it takes to ask GitHub on behalf of a person.
#[derive(Debug, Clone)]
pub struct GithubAccess {
    /// The token that they granted.
    pub token: SecretString,
    /// Their login, as GitHub said it when they signed in last. What they write into their profile is not asked.
    pub login: String,
    /// The token as it is kept, by which a refusal of this one is told from that of another.
    pub kept: Sealed,
}

impl Connections {
    /// The person's access to GitHub.
    ///
    /// # Errors
    /// `github_not_connected` if they never signed in with GitHub, or have to do so again.
    pub async fn github(&self, viewer: UserId) -> Result<GithubAccess, Error> {
        let connection = self.queries.connection(viewer, &ProviderName::github()).await?.ok_or_else(not_connected)?;
        if connection.broken_at.is_some() {
            return Err(not_connected());
        }
        let sealed = connection.access_token.ok_or_else(not_connected)?;
        let opened = self.cipher.open(&token_purpose(viewer), &sealed).ok();
        let Some(token) = opened.and_then(|bytes| String::from_utf8(bytes).ok()) else {
            // Sealed with a key that is gone. Signing in again mends it, so that is what the person is told.
            tracing::warn!(user.id = %viewer, "a stored token cannot be opened");
            return Err(not_connected());
        };
        Ok(GithubAccess { token: token.into(), login: connection.login, kept: sealed })
    }

    /// Notes that GitHub refuses this token of the person, until they sign in with GitHub again. If they have done so
    /// meanwhile, nothing is noted: it is another token that counts by then.
    pub async fn mark_broken(&self, viewer: UserId, refused: &GithubAccess) -> Result<(), Error> {
        in_transaction(&*self.transactions, async |tx| {
            let github = ProviderName::github();
            Ok(tx.accounts().mark_broken(viewer, &github, &refused.kept, self.clock.now()).await?)
        })
        .await
    }
}

/// The person has to sign in with GitHub, perhaps once more.
pub(super) fn not_connected() -> Error {
    Error::Unauthenticated {
        code: "github_not_connected",
        message: "Please sign in with GitHub again, so that your repositories can be read".to_owned(),
    }
}
