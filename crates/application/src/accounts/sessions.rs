use std::sync::Arc;

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use secrecy::SecretString;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Administrators,
    admin::{AdminAction, AuditSubject},
    ids::UserId,
};
use vibeslop_ports::{
    accounts::{AccountQueries, Me, Viewer},
    admin::AuditEntry,
    environment::{Clock, Ids},
    tokens::{AccessTokens, Claims},
    transactions::Transactions,
};

use crate::{Error, debug::opaque_debug, in_transaction, transaction::Tx};

/// How long a token lasts: seven days.
pub const TOKEN_LIFETIME: TimeDelta = TimeDelta::seconds(604_800);

/// Accounts as their owners use them, and the tokens that speak for them.
#[derive(Clone)]
pub struct Accounts {
    /// Reads accounts.
    pub queries: Arc<dyn AccountQueries>,
    /// Opens units of work.
    pub transactions: Arc<dyn Transactions>,
    /// Issues and reads our tokens.
    pub tokens: Arc<dyn AccessTokens>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<dyn Ids>,
    /// Whose accounts are administrators' accounts.
    pub administrators: Administrators,
}

opaque_debug!(Accounts);

/// A token that was just issued.
#[derive(Debug, Clone)]
pub struct IssuedToken {
    /// The token.
    pub token: SecretString,
    /// When it ends. Whole seconds, as the token itself says it.
    pub expires_at: DateTime<Utc>,
}

/// A person's own account, with what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MyAccount {
    /// The account.
    pub me: Me,
    /// Whether it is an administrator's.
    pub is_admin: bool,
}

impl Accounts {
    /// Whom a token speaks for. `None` if it is not ours, over or revoked, or if the account is gone.
    ///
    /// Somebody suspended is still answered, marked as such: what they may not do is for each use to say.
    pub async fn viewer(&self, token: &str) -> Result<Option<Viewer>, Error> {
        let Some(claims) = self.claims(token) else { return Ok(None) };
        self.viewer_of(&claims).await
    }

    /// The same for a token that was read before.
    pub async fn viewer_of(&self, claims: &Claims) -> Result<Option<Viewer>, Error> {
        let viewer = self.queries.viewer(claims).await?;
        // All tokens of somebody suspended have ended. As long as it lasts, they are told of that instead.
        let counts = |viewer: &Viewer| viewer.tokens_valid_after.is_none_or(|moment| issued_since(claims, moment));
        Ok(viewer.filter(|viewer| viewer.suspended || counts(viewer)))
    }

    /// What a token says, if it is one of ours and in force. Whether it was revoked is not asked.
    pub fn claims(&self, token: &str) -> Option<Claims> {
        self.tokens.verify(token, self.clock.now()).ok()
    }

    /// Whether the viewer is an administrator.
    pub fn is_admin(&self, viewer: &Viewer) -> bool {
        self.administrators.include(&viewer.email, viewer.email_verified)
    }

    /// The person's own account.
    pub async fn me(&self, viewer: UserId) -> Result<MyAccount, Error> {
        // Deleted between the check of the token and now: the token speaks for nobody any more.
        let me = self.queries.me(viewer).await?.ok_or_else(account_is_gone)?;
        let is_admin = self.administrators.include(&me.email, me.email_verified);
        Ok(MyAccount { me, is_admin })
    }

    /// A new token for an account.
    pub fn issue_token(&self, user: UserId) -> Result<IssuedToken, Error> {
        // Tokens carry whole seconds; cut here, so that what we say of the token is what the token says.
        let now = self.clock.now().trunc_subsecs(0);
        let expires_at = now + TOKEN_LIFETIME;
        let claims = Claims { user, token_id: Some(self.ids.next().to_string()), issued_at: Some(now), expires_at };
        let token = self.tokens.issue(&claims).map_err(Error::Internal)?;
        Ok(IssuedToken { token, expires_at })
    }

    /// A new token for the account with this username, if there is one: for scripts of whoever runs the service.
    pub async fn token_for(&self, username: &str) -> Result<Option<IssuedToken>, Error> {
        let user = self.queries.id_of(username).await?;
        user.map(|user| self.issue_token(user)).transpose()
    }

    /// Ends a token before its time. A token that is none, is over, speaks for nobody or cannot be named is fine:
    /// nobody is signed in with it afterwards either.
    pub async fn log_out(&self, token: Option<&str>) -> Result<(), Error> {
        let Some(claims) = token.and_then(|token| self.tokens.verify(token, self.clock.now()).ok()) else {
            return Ok(());
        };
        let Some(token_id) = &claims.token_id else { return Ok(()) };
        if self.queries.viewer(&claims).await?.is_none() {
            return Ok(());
        }
        in_transaction(&*self.transactions, async |tx| {
            Ok(tx.accounts().revoke_token(token_id, claims.user, claims.expires_at).await?)
        })
        .await
    }
}

impl Accounts {
    /// Writes down what somebody did to their own account, where administrators will look for it.
    pub(super) async fn note(&self, tx: &mut Tx, action: AdminAction, user: UserId) -> Result<(), Error> {
        let subject = AuditSubject::one("user", &user);
        let (id, at) = (self.ids.next(), self.clock.now());
        Ok(tx.admin().record(&AuditEntry { id, actor: user, action, subject, details: Vec::new(), at }).await?)
    }
}

/// The account is not there any more: its token speaks for nobody.
pub(crate) fn account_is_gone() -> Error {
    Error::Unauthenticated { code: "unauthorized", message: "Please sign in again".to_owned() }
}

/// Whether a token was issued at `moment` or later.
///
/// A token tells its time in whole seconds, and a moment lies between two of them. The token's identifier is a UUID
/// of version 7, which holds the milliseconds: with them, a token issued after the moment counts even in the same
/// second, and one issued before it does not. Where the identifier does not tell, the token counts as older.
fn issued_since(claims: &Claims, moment: DateTime<Utc>) -> bool {
    let Some(issued_at) = claims.issued_at else { return false };
    let exact = claims
        .token_id
        .as_deref()
        .and_then(|id| Uuid::try_parse(id).ok())
        .filter(|id| id.get_version_num() == 7)
        .and_then(|id| id.get_timestamp())
        .and_then(|time| {
            let (seconds, nanos) = time.to_unix();
            DateTime::from_timestamp(i64::try_from(seconds).ok()?, nanos)
        })
        .filter(|exact| exact.timestamp() == issued_at.timestamp());
    exact.unwrap_or(issued_at) >= moment
}
