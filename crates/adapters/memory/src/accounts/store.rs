use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::{
        Bio, Location, MessagePrivacy, NewAccount, PreferencesChange, ProfileChange, ProviderName, TwitterHandle,
        Username,
    },
    content::StoredImage,
    ids::UserId,
    link::WebUrl,
};
use vibeslop_ports::{
    StoreError,
    accounts::{
        AccountStore, CreateAccountError, KeptIdentity, LinkIdentityError, Reseal, SealedIdentity, StoredAccount,
        UpdateProfileError,
    },
    stream::What,
    tokens::Sealed,
};

use super::rows::{IdentityRow, LoginCodeRow, RevokedTokenRow, UserRow};
use crate::{unit_of_work::Unit, world::World};

impl World {
    fn identity(&self, provider: &ProviderName, subject: &str) -> Option<&IdentityRow> {
        self.identities.values().find(|row| row.provider == *provider && row.subject == subject)
    }
}

#[async_trait]
impl AccountStore for Unit {
    async fn by_identity(
        &mut self,
        provider: &ProviderName,
        subject: &str,
    ) -> Result<Option<StoredAccount>, StoreError> {
        let user = self.world.identity(provider, subject).and_then(|row| self.world.user(row.user));
        Ok(user.map(|row| StoredAccount {
            id: row.id,
            suspended: row.is_suspended(self.world.now),
            leaves_at: row.leaves_at,
        }))
    }

    async fn create(
        &mut self,
        id: UserId,
        username: &Username,
        account: &NewAccount,
        now: DateTime<Utc>,
    ) -> Result<(), CreateAccountError> {
        self.world.add_user(UserRow {
            id,
            email: account.email.clone(),
            email_verified: account.email_verified,
            username: username.clone(),
            display_name: account.display_name.as_str().to_owned(),
            bio: text(account.bio.as_ref(), Bio::as_str),
            location: text(account.location.as_ref(), Location::as_str),
            website_url: None,
            twitter_handle: None,
            github_username: account.github_username.clone(),
            avatar_url: account.avatar_url.clone(),
            banner_url: None,
            is_verified: false,
            has_onboarded: false,
            message_privacy: MessagePrivacy::default(),
            developer_score: 0,
            developer_score_updated_at: None,
            github_stats: None,
            suspended_at: None,
            suspended_until: None,
            suspension_reason: None,
            tokens_valid_after: None,
            leaves_at: None,
            tools: BTreeSet::new(),
            stacks: BTreeSet::new(),
            inserted_at: now,
            updated_at: now,
            version: 1,
        })
    }

    async fn leave(
        &mut self,
        user: UserId,
        leaves_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        // Codes would become tokens.
        self.world.login_codes.remove_where(|_, row| row.user == user);
        self.world.edit_user(user, now, |row| {
            row.leaves_at.get_or_insert(leaves_at);
            row.tokens_valid_after = row.tokens_valid_after.max(Some(now));
        });
        Ok(self.world.user(user).and_then(|row| row.leaves_at))
    }

    async fn come_back(&mut self, user: UserId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let leaves = self.world.user(user).is_some_and(|row| row.leaves_at.is_some_and(|at| at > now));
        Ok(leaves && self.world.edit_user(user, now, |row| row.leaves_at = None))
    }

    async fn link_identity(
        &mut self,
        user: UserId,
        identity: &KeptIdentity,
        now: DateTime<Utc>,
    ) -> Result<(), LinkIdentityError> {
        self.world.there(user)?;
        if self.world.identity(&identity.provider, &identity.subject).is_some() {
            return Err(LinkIdentityError::AlreadyLinked);
        }
        let id = self.new_id();
        let row = IdentityRow {
            id,
            user,
            provider: identity.provider.clone(),
            subject: identity.subject.clone(),
            login: identity.login.clone(),
            email: identity.verified_email.clone(),
            scopes: identity.scopes.clone(),
            expires_at: identity.expires_at,
            access_token: identity.access_token.clone(),
            refresh_token: identity.refresh_token.clone(),
            broken_at: None,
            inserted_at: now,
            updated_at: now,
        };
        Ok(self.world.identities.add_new(id, row)?)
    }

    async fn refresh_identity(&mut self, identity: &KeptIdentity, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let id = self.world.identity(&identity.provider, &identity.subject).map(|row| row.id);
        let Some(row) = id.and_then(|id| self.world.identities.get_mut(&id)) else { return Ok(false) };
        row.login.clone_from(&identity.login);
        row.email.clone_from(&identity.verified_email);
        row.scopes.clone_from(&identity.scopes);
        row.expires_at = identity.expires_at;
        row.access_token.clone_from(&identity.access_token);
        row.refresh_token.clone_from(&identity.refresh_token);
        row.updated_at = now;
        Ok(row.broken_at.take().is_some())
    }

    async fn update_profile(
        &mut self,
        user: UserId,
        change: &ProfileChange<StoredImage>,
        now: DateTime<Utc>,
    ) -> Result<(), UpdateProfileError> {
        let holder = change.username.as_ref().and_then(|name| self.world.named(name)).map(|row| row.id);
        if self.world.user(user).is_none() {
            return Err(UpdateProfileError::Gone);
        }
        if holder.is_some_and(|holder| holder != user) {
            return Err(UpdateProfileError::UsernameTaken);
        }
        self.world.edit_user(user, now, |row| apply(row, change));
        Ok(())
    }

    async fn replace_preferences(&mut self, user: UserId, change: &PreferencesChange) -> Result<bool, StoreError> {
        let (tools, stacks) = (self.world.tools.clone(), self.world.stacks.clone());
        Ok(self.world.touch_user(user, |row| {
            // A part of the account's state.
            row.version += 1;
            if let Some(wanted) = &change.tools {
                row.tools = wanted.iter().copied().filter(|id| tools.contains(id)).collect();
            }
            if let Some(wanted) = &change.stacks {
                row.stacks = wanted.iter().copied().filter(|id| stacks.contains(id)).collect();
            }
        }))
    }

    async fn set_verified(&mut self, user: UserId, verified: bool, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.world.edit_user(user, now, |row| row.is_verified = verified);
        Ok(())
    }

    async fn mark_broken(
        &mut self,
        user: UserId,
        provider: &ProviderName,
        refused: &Sealed,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let broken = self.world.identities.keys_where(|_, row| {
            row.user == user && row.provider == *provider && row.access_token.as_ref() == Some(refused)
        });
        for id in broken {
            if let Some(row) = self.world.identities.get_mut(&id) {
                row.broken_at.get_or_insert(now);
            }
        }
        Ok(())
    }

    async fn sealed_identities(&mut self, after: Option<Uuid>, limit: u16) -> Result<Vec<SealedIdentity>, StoreError> {
        let rows = self.world.identities.values().filter(|row| after.is_none_or(|after| row.id > after));
        let identity = |row: &IdentityRow| SealedIdentity {
            id: row.id,
            user: row.user,
            access_token: row.access_token.clone(),
            refresh_token: row.refresh_token.clone(),
        };
        Ok(rows.take(limit.into()).map(identity).collect())
    }

    async fn reseal(&mut self, anew: &[Reseal]) -> Result<u64, StoreError> {
        let mut changed = 0;
        for Reseal { old, access_token, refresh_token } in anew {
            let Some(row) = self.world.identities.get_mut(&old.id) else { continue };
            if (&row.access_token, &row.refresh_token) == (&old.access_token, &old.refresh_token) {
                row.access_token.clone_from(access_token);
                row.refresh_token.clone_from(refresh_token);
                changed += 1;
            }
        }
        Ok(changed)
    }

    async fn insert_login_code(
        &mut self,
        code_hash: [u8; 32],
        user: UserId,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.world.there(user)?;
        self.world.login_codes.add_new(code_hash, LoginCodeRow { user, expires_at })
    }

    async fn take_login_code(&mut self, code_hash: [u8; 32], now: DateTime<Utc>) -> Result<Option<UserId>, StoreError> {
        let row = self.world.login_codes.remove(&code_hash);
        Ok(row.filter(|row| row.expires_at > now).map(|row| row.user))
    }

    async fn revoke_token(
        &mut self,
        token_id: &str,
        user: UserId,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.world.there(user)?;
        let row = RevokedTokenRow { user, at: self.world.now, expires_at };
        if self.world.revoked_tokens.add(token_id.to_owned(), row) {
            self.world.tell(user, What::TokenEnded(token_id.to_owned()));
        }
        Ok(())
    }
}

/// Writes what a change names.
fn apply(row: &mut UserRow, change: &ProfileChange<StoredImage>) {
    if let Some(name) = &change.display_name {
        name.as_str().clone_into(&mut row.display_name);
    }
    if let Some(name) = &change.username {
        row.username = name.clone();
    }
    if let Some(bio) = &change.bio {
        row.bio = text(bio.as_ref(), Bio::as_str);
    }
    if let Some(location) = &change.location {
        row.location = text(location.as_ref(), Location::as_str);
    }
    if let Some(url) = &change.website_url {
        row.website_url = text(url.as_ref(), WebUrl::as_str);
    }
    if let Some(handle) = &change.twitter_handle {
        row.twitter_handle = text(handle.as_ref(), TwitterHandle::as_str);
    }
    if let Some(image) = &change.avatar {
        row.avatar_url = text(image.as_ref(), StoredImage::as_str);
    }
    if let Some(image) = &change.banner {
        row.banner_url = text(image.as_ref(), StoredImage::as_str);
    }
    if let Some(privacy) = change.message_privacy {
        row.message_privacy = privacy;
    }
    row.has_onboarded |= change.onboards;
}

fn text<T>(value: Option<&T>, as_str: impl FnOnce(&T) -> &str) -> Option<String> {
    value.map(|value| as_str(value).to_owned())
}
