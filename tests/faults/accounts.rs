//! Accounts that are written wrongly.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::{NewAccount, PreferencesChange, ProfileChange, ProviderName, Username},
    content::StoredImage,
    ids::UserId,
};
use vibeslop_ports::{
    StoreError,
    accounts::{
        AccountStore, CreateAccountError, KeptIdentity, LinkIdentityError, Reseal, SealedIdentity, StoredAccount,
        UpdateProfileError,
    },
    tokens::Sealed,
};

use crate::{Fault, FaultyWork};

#[async_trait]
impl AccountStore for FaultyWork {
    async fn by_identity(
        &mut self,
        provider: &ProviderName,
        subject: &str,
    ) -> Result<Option<StoredAccount>, StoreError> {
        self.inner.accounts().by_identity(provider, subject).await
    }

    async fn create(
        &mut self,
        id: UserId,
        username: &Username,
        account: &NewAccount,
        now: DateTime<Utc>,
    ) -> Result<(), CreateAccountError> {
        match self.inner.accounts().create(id, username, account, now).await {
            Err(CreateAccountError::UsernameTaken) if self.has(Fault::TakesAUsernameTwice) => Ok(()),
            done => done,
        }
    }

    async fn leave(
        &mut self,
        user: UserId,
        leaves_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        self.inner.accounts().leave(user, leaves_at, now).await
    }

    async fn come_back(&mut self, user: UserId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let now = if self.has(Fault::TakesBackTooLate) { DateTime::UNIX_EPOCH } else { now };
        self.inner.accounts().come_back(user, now).await
    }

    async fn link_identity(
        &mut self,
        user: UserId,
        identity: &KeptIdentity,
        now: DateTime<Utc>,
    ) -> Result<(), LinkIdentityError> {
        self.inner.accounts().link_identity(user, identity, now).await
    }

    async fn refresh_identity(&mut self, identity: &KeptIdentity, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.inner.accounts().refresh_identity(identity, now).await
    }

    async fn update_profile(
        &mut self,
        user: UserId,
        change: &ProfileChange<StoredImage>,
        now: DateTime<Utc>,
    ) -> Result<(), UpdateProfileError> {
        let bio = if self.has(Fault::WritesWhatWasNotNamed) { Some(None) } else { change.bio.clone() };
        let change = &ProfileChange { bio, ..change.clone() };
        self.inner.accounts().update_profile(user, change, now).await
    }

    async fn replace_preferences(&mut self, user: UserId, change: &PreferencesChange) -> Result<bool, StoreError> {
        self.inner.accounts().replace_preferences(user, change).await
    }

    async fn set_verified(&mut self, user: UserId, verified: bool, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.inner.accounts().set_verified(user, verified, now).await
    }

    async fn mark_broken(
        &mut self,
        user: UserId,
        provider: &ProviderName,
        refused: &Sealed,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.inner.accounts().mark_broken(user, provider, refused, now).await
    }

    async fn sealed_identities(&mut self, after: Option<Uuid>, limit: u16) -> Result<Vec<SealedIdentity>, StoreError> {
        self.inner.accounts().sealed_identities(after, limit).await
    }

    async fn reseal(&mut self, anew: &[Reseal]) -> Result<u64, StoreError> {
        self.inner.accounts().reseal(anew).await
    }

    async fn insert_login_code(
        &mut self,
        code_hash: [u8; 32],
        user: UserId,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.inner.accounts().insert_login_code(code_hash, user, expires_at).await
    }

    async fn take_login_code(&mut self, code_hash: [u8; 32], now: DateTime<Utc>) -> Result<Option<UserId>, StoreError> {
        let taken = self.inner.accounts().take_login_code(code_hash, now).await?;
        if !self.has(Fault::SignsInTwice) {
            return Ok(taken);
        }
        // The code is remembered instead of forgotten.
        let mut codes = self.notes.codes();
        codes.extend(taken.map(|user| (code_hash, user)));
        Ok(codes.get(&code_hash).copied())
    }

    async fn revoke_token(
        &mut self,
        token_id: &str,
        user: UserId,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.inner.accounts().revoke_token(token_id, user, expires_at).await
    }
}
