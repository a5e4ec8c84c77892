use chrono::{DateTime, TimeDelta, Utc};
use secrecy::{ExposeSecret, SecretString};
use vibeslop_domain::{
    accounts::{NewAccount, ProviderName, Username, may_come_back},
    admin::AdminAction,
    ids::UserId,
};
use vibeslop_ports::{
    StoreError,
    accounts::{CreateAccountError, KeptIdentity, LinkIdentityError, SignedInIdentity},
    tokens::Sealed,
};

use super::{CODE_SECONDS, SignIn, SignInRefused, token_purpose};
use crate::{
    Error,
    mail::{self, Letter},
    scores,
    transaction::{Tx, or_undo},
};

/// How many usernames are tried for a new account. All but the first carry a random number.
const USERNAME_ATTEMPTS: u32 = 8;

/// Why one attempt to let somebody in came to nothing.
enum Failed {
    /// Somebody has the address, or the identity was linked since we looked: perhaps by this very person, who
    /// signed in twice at the same moment.
    PerhapsHereByNow(SignInRefused),
    /// For good.
    Refused(SignInRefused),
}

impl<E: Into<SignInRefused>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

impl SignIn {
    /// The account that an identity leads to, made now if there is none. `code` is the hash of a one-time code that
    /// becomes good together with it.
    pub(super) async fn admit(
        &self,
        identity: &SignedInIdentity,
        code: Option<[u8; 32]>,
    ) -> Result<UserId, SignInRefused> {
        match self.attempt(identity, code).await {
            Ok(user) => Ok(user),
            // A new unit of work sees what the winner of the race committed.
            Err(Failed::PerhapsHereByNow(_)) => self.attempt(identity, code).await.map_err(|failed| match failed {
                Failed::PerhapsHereByNow(refused) | Failed::Refused(refused) => refused,
            }),
            Err(Failed::Refused(refused)) => Err(refused),
        }
    }

    async fn attempt(&self, identity: &SignedInIdentity, code: Option<[u8; 32]>) -> Result<UserId, Failed> {
        let now = self.accounts.clock.now();
        or_undo(&*self.accounts.transactions, async |tx| {
            let profile = &identity.profile;
            let user = match tx.accounts().by_identity(&profile.provider, &profile.subject).await? {
                Some(account) if account.suspended => return Err(SignInRefused::Suspended.into()),
                Some(account) => {
                    if let Some(leaves_at) = account.leaves_at {
                        self.welcome_back(tx, account.id, leaves_at, now).await?;
                    }
                    let kept = self.kept(identity, account.id)?;
                    let healed = tx.accounts().refresh_identity(&kept, now).await?;
                    // What went wrong in the nights before is made up for.
                    if healed && profile.provider == ProviderName::github() {
                        scores::enqueue(tx, account.id, now).await?;
                    }
                    account.id
                }
                None => {
                    let user = self.register(tx, identity, now).await?;
                    mail::enqueue(tx, &*self.accounts.ids, user, Letter::Welcome, now).await?;
                    if profile.provider == ProviderName::github() {
                        scores::enqueue(tx, user, now).await?;
                    }
                    user
                }
            };
            if let Some(code) = code {
                let expires_at = now + TimeDelta::seconds(CODE_SECONDS);
                tx.accounts().insert_login_code(code, user, expires_at).await?;
            }
            Ok(user)
        })
        .await
    }

    /// Lets somebody stay who wanted their account deleted: to sign in again is to change one's mind.
    async fn welcome_back(
        &self,
        tx: &mut Tx,
        user: UserId,
        leaves_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), Failed> {
        // Whoever is due has been told, or is about to be, that it is over.
        if !may_come_back(leaves_at, now) {
            return Err(SignInRefused::Erasing.into());
        }
        if !tx.accounts().come_back(user, now).await? {
            // They came back in another window, or are gone by now.
            return Err(Failed::PerhapsHereByNow(SignInRefused::Erasing));
        }
        self.accounts.note(tx, AdminAction::ReturnUser, user).await.map_err(Failed::from)
    }

    /// Makes an account for somebody who is here for the first time.
    async fn register(&self, tx: &mut Tx, identity: &SignedInIdentity, now: DateTime<Utc>) -> Result<UserId, Failed> {
        let profile = &identity.profile;
        let user = UserId(self.accounts.ids.next());
        let mut attempt = 0;
        loop {
            let luck = if attempt == 0 { 0 } else { self.entropy.number() };
            let username = Username::suggested(&profile.login, attempt, luck);
            let account = NewAccount::from_profile(profile, &username);
            match tx.accounts().create(user, &username, &account, now).await {
                Ok(()) => break,
                Err(CreateAccountError::UsernameTaken) if attempt + 1 < USERNAME_ATTEMPTS => attempt += 1,
                Err(CreateAccountError::UsernameTaken) => {
                    return Err(StoreError::failed("no suggested username was free").into());
                }
                Err(CreateAccountError::EmailTaken) => {
                    return Err(Failed::PerhapsHereByNow(SignInRefused::EmailTaken));
                }
                Err(CreateAccountError::Store(error)) => return Err(error.into()),
            }
        }
        let kept = self.kept(identity, user)?;
        match tx.accounts().link_identity(user, &kept, now).await {
            Ok(()) => Ok(user),
            Err(LinkIdentityError::AlreadyLinked) => Err(Failed::PerhapsHereByNow(
                StoreError::failed("the identity is linked, but leads to no account").into(),
            )),
            Err(LinkIdentityError::Store(error)) => Err(error.into()),
        }
    }

    /// What is kept of an identity: tokens only sealed, for this account alone.
    fn kept(&self, identity: &SignedInIdentity, user: UserId) -> Result<KeptIdentity, Error> {
        let purpose = token_purpose(user);
        let seal = |token: &SecretString| -> Result<Sealed, Error> {
            self.cipher.seal(&purpose, token.expose_secret().as_bytes()).map_err(Error::Internal)
        };
        Ok(KeptIdentity {
            provider: identity.profile.provider.clone(),
            subject: identity.profile.subject.clone(),
            login: identity.profile.login.clone(),
            verified_email: identity.profile.verified_email.clone(),
            access_token: Some(seal(&identity.access_token)?),
            refresh_token: identity.refresh_token.as_ref().map(seal).transpose()?,
            scopes: identity.scopes.clone(),
            expires_at: identity.expires_at,
        })
    }
}
