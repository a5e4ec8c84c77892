use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    accounts::{ProviderName, Username},
    ids::UserId,
};
use vibeslop_ports::{
    StoreError,
    accounts::{AccountQueries, Connection, Me, Viewer},
    tokens::Claims,
};

use crate::Memory;

#[async_trait]
impl AccountQueries for Memory {
    async fn viewer(&self, claims: &Claims) -> Result<Option<Viewer>, StoreError> {
        let world = self.read().await;
        if claims.token_id.as_ref().is_some_and(|token| world.revoked_tokens.contains(token)) {
            return Ok(None);
        }
        // Nor does a token of somebody who is leaving, whenever it was issued.
        Ok(world.user(claims.user).filter(|row| row.leaves_at.is_none()).map(|row| Viewer {
            id: row.id,
            username: row.username.as_str().to_owned(),
            email: row.email.clone(),
            email_verified: row.email_verified,
            tokens_valid_after: row.tokens_valid_after,
            suspended: row.is_suspended(world.now),
        }))
    }

    async fn me(&self, id: UserId) -> Result<Option<Me>, StoreError> {
        Ok(self.read().await.user(id).map(|row| Me {
            id: row.id,
            email: row.email.clone(),
            email_verified: row.email_verified,
            username: row.username.as_str().to_owned(),
            display_name: row.display_name.clone(),
            bio: row.bio.clone(),
            location: row.location.clone(),
            website_url: row.website_url.clone(),
            twitter_handle: row.twitter_handle.clone(),
            github_username: row.github_username.clone(),
            avatar_url: row.avatar_url.clone(),
            banner_url: row.banner_url.clone(),
            is_verified: row.is_verified,
            has_onboarded: row.has_onboarded,
            message_privacy: row.message_privacy,
        }))
    }

    async fn id_of(&self, username: &str) -> Result<Option<UserId>, StoreError> {
        let name = Username::sought(username).filter(|name| name.as_str() == username.to_lowercase());
        let Some(name) = name else { return Ok(None) };
        Ok(self.read().await.named(&name).map(|row| row.id))
    }

    async fn leavers(&self, now: DateTime<Utc>, most: u32) -> Result<Vec<UserId>, StoreError> {
        let world = self.read().await;
        let due = world.users.values().filter_map(|row| Some((row.leaves_at.filter(|at| *at <= now)?, row.id)));
        let mut due: Vec<(DateTime<Utc>, UserId)> = due.collect();
        due.sort_unstable();
        due.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        Ok(due.into_iter().map(|(_, id)| id).collect())
    }

    async fn connection(&self, id: UserId, provider: &ProviderName) -> Result<Option<Connection>, StoreError> {
        let world = self.read().await;
        let identities = world.identities.values().filter(|row| row.user == id && row.provider == *provider);
        Ok(identities.max_by_key(|row| row.updated_at).map(|row| Connection {
            login: row.login.clone(),
            access_token: row.access_token.clone(),
            broken_at: row.broken_at,
        }))
    }
}
