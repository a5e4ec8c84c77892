use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl,
    dsl::exists,
    select,
    sql_types::{Nullable, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::{Bio, Location, NewAccount, PreferencesChange, ProfileChange, ProviderName, Username},
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

use super::{profile_store, sealed};
use crate::{
    error::store_error,
    schema::{login_codes, oauth_accounts, revoked_tokens, users},
    unit_of_work::PgUnitOfWork,
};

crate::statement! {
    /// The account that an identity leads to. Index: `oauth_accounts_identity_key`.
    struct AccountOf<'a> {
        provider: &'a str as diesel::sql_types::Text,
        subject: &'a str as diesel::sql_types::Text,
    }
    rows (diesel::sql_types::Uuid, diesel::sql_types::Bool, Nullable<Timestamptz>);
    sql "SELECT u.id, u.suspended_at IS NOT NULL AND (u.suspended_until IS NULL OR u.suspended_until > now()), u.leaves_at
         FROM oauth_accounts o JOIN users u ON u.id = o.user_id
         WHERE o.provider = $1 AND o.provider_user_id = $2";
}

crate::statement! {
    /// Notes that somebody leaves. Their tokens end for good, and so do codes that would become tokens. Indexes: the primary
    /// key, `login_codes_of_user`.
    struct Leave {
        id: Uuid as SqlUuid,
        leaves_at: DateTime<Utc> as Timestamptz,
        now: DateTime<Utc> as Timestamptz,
    }
    rows Timestamptz;
    sql "WITH codes AS (DELETE FROM login_codes WHERE user_id = $1)
         UPDATE users SET leaves_at = coalesce(leaves_at, $2), tokens_valid_after = greatest(tokens_valid_after, $3),
             updated_at = $3
         WHERE id = $1
         RETURNING leaves_at";
}

#[async_trait]
impl AccountStore for PgUnitOfWork {
    async fn by_identity(
        &mut self,
        provider: &ProviderName,
        subject: &str,
    ) -> Result<Option<StoredAccount>, StoreError> {
        let row: Option<(Uuid, bool, Option<DateTime<Utc>>)> = AccountOf { provider: provider.as_str(), subject }
            .get_result(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(row.map(|(id, suspended, leaves_at)| StoredAccount { id: UserId(id), suspended, leaves_at }))
    }

    async fn create(
        &mut self,
        id: UserId,
        username: &Username,
        account: &NewAccount,
        now: DateTime<Utc>,
    ) -> Result<(), CreateAccountError> {
        // The unique indexes decide. An error would end the transaction; a skipped row does not.
        let added = diesel::insert_into(users::table)
            .values((
                users::id.eq(id.0),
                users::username.eq(username.as_str()),
                users::email.eq(account.email.as_str()),
                users::email_verified.eq(account.email_verified),
                users::display_name.eq(account.display_name.as_str()),
                users::bio.eq(account.bio.as_ref().map(Bio::as_str)),
                users::location.eq(account.location.as_ref().map(Location::as_str)),
                users::avatar_url.eq(account.avatar_url.as_deref()),
                users::github_username.eq(account.github_username.as_deref()),
                users::inserted_at.eq(now),
                users::updated_at.eq(now),
            ))
            .on_conflict_do_nothing()
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        if added == 1 {
            return Ok(());
        }
        let taken: bool = select(exists(users::table.filter(users::username.eq(username.as_str()))))
            .get_result(self.connection()?)
            .await
            .map_err(store_error)?;
        Err(if taken { CreateAccountError::UsernameTaken } else { CreateAccountError::EmailTaken })
    }

    async fn link_identity(
        &mut self,
        user: UserId,
        identity: &KeptIdentity,
        now: DateTime<Utc>,
    ) -> Result<(), LinkIdentityError> {
        let id = self.new_id();
        let added = diesel::insert_into(oauth_accounts::table)
            .values((
                oauth_accounts::id.eq(id),
                oauth_accounts::user_id.eq(user.0),
                oauth_accounts::provider.eq(identity.provider.as_str()),
                oauth_accounts::provider_user_id.eq(&identity.subject),
                oauth_accounts::provider_login.eq(&identity.login),
                oauth_accounts::provider_email.eq(identity.verified_email.as_deref()),
                oauth_accounts::access_token_sealed.eq(bytes(identity.access_token.as_ref())),
                oauth_accounts::refresh_token_sealed.eq(bytes(identity.refresh_token.as_ref())),
                oauth_accounts::scopes.eq(identity.scopes.as_deref()),
                oauth_accounts::expires_at.eq(identity.expires_at),
                oauth_accounts::inserted_at.eq(now),
                oauth_accounts::updated_at.eq(now),
            ))
            .on_conflict((oauth_accounts::provider, oauth_accounts::provider_user_id))
            .do_nothing()
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        if added == 1 { Ok(()) } else { Err(LinkIdentityError::AlreadyLinked) }
    }

    async fn refresh_identity(&mut self, identity: &KeptIdentity, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let was_broken: Option<bool> = oauth_accounts::table
            .filter(oauth_accounts::provider.eq(identity.provider.as_str()))
            .filter(oauth_accounts::provider_user_id.eq(&identity.subject))
            .select(oauth_accounts::broken_at.is_not_null())
            .for_no_key_update()
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        diesel::update(
            oauth_accounts::table
                .filter(oauth_accounts::provider.eq(identity.provider.as_str()))
                .filter(oauth_accounts::provider_user_id.eq(&identity.subject)),
        )
        .set((
            oauth_accounts::provider_login.eq(&identity.login),
            oauth_accounts::provider_email.eq(identity.verified_email.as_deref()),
            oauth_accounts::access_token_sealed.eq(bytes(identity.access_token.as_ref())),
            oauth_accounts::refresh_token_sealed.eq(bytes(identity.refresh_token.as_ref())),
            oauth_accounts::scopes.eq(identity.scopes.as_deref()),
            oauth_accounts::expires_at.eq(identity.expires_at),
            oauth_accounts::broken_at.eq(None::<DateTime<Utc>>),
            oauth_accounts::updated_at.eq(now),
        ))
        .execute(self.connection()?)
        .await
        .map_err(store_error)?;
        Ok(was_broken.unwrap_or(false))
    }

    async fn update_profile(
        &mut self,
        user: UserId,
        change: &ProfileChange<StoredImage>,
        now: DateTime<Utc>,
    ) -> Result<(), UpdateProfileError> {
        profile_store::update_profile(self.connection()?, user, change, now).await
    }

    async fn replace_preferences(&mut self, user: UserId, change: &PreferencesChange) -> Result<bool, StoreError> {
        profile_store::replace_preferences(self.connection()?, user, change).await
    }

    async fn set_verified(&mut self, user: UserId, verified: bool, now: DateTime<Utc>) -> Result<(), StoreError> {
        diesel::update(users::table.find(user.0))
            .set((users::is_verified.eq(verified), users::updated_at.eq(now)))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn mark_broken(
        &mut self,
        user: UserId,
        provider: &ProviderName,
        refused: &Sealed,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        diesel::update(
            oauth_accounts::table
                .filter(oauth_accounts::user_id.eq(user.0))
                .filter(oauth_accounts::provider.eq(provider.as_str()))
                .filter(oauth_accounts::access_token_sealed.eq(&refused.0))
                .filter(oauth_accounts::broken_at.is_null()),
        )
        .set(oauth_accounts::broken_at.eq(now))
        .execute(self.connection()?)
        .await
        .map(drop)
        .map_err(store_error)
    }

    async fn sealed_identities(&mut self, after: Option<Uuid>, limit: u16) -> Result<Vec<SealedIdentity>, StoreError> {
        sealed::sealed_identities(self.connection()?, after, limit).await
    }

    async fn reseal(&mut self, anew: &[Reseal]) -> Result<u64, StoreError> {
        sealed::reseal(self.connection()?, anew).await
    }

    async fn leave(
        &mut self,
        user: UserId,
        leaves_at: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        Leave { id: user.0, leaves_at, now }.get_result(self.connection()?).await.optional().map_err(store_error)
    }

    async fn come_back(&mut self, user: UserId, now: DateTime<Utc>) -> Result<bool, StoreError> {
        diesel::update(users::table.find(user.0).filter(users::leaves_at.gt(now)))
            .set((users::leaves_at.eq(None::<DateTime<Utc>>), users::updated_at.eq(now)))
            .execute(self.connection()?)
            .await
            .map(|changed| changed > 0)
            .map_err(store_error)
    }

    async fn insert_login_code(
        &mut self,
        code_hash: [u8; 32],
        user: UserId,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        diesel::insert_into(login_codes::table)
            .values((
                login_codes::code_hash.eq(code_hash.to_vec()),
                login_codes::user_id.eq(user.0),
                login_codes::expires_at.eq(expires_at),
            ))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn take_login_code(&mut self, code_hash: [u8; 32], now: DateTime<Utc>) -> Result<Option<UserId>, StoreError> {
        // One statement: of two that delete the same row, the second finds nothing.
        let row: Option<(Uuid, DateTime<Utc>)> =
            diesel::delete(login_codes::table.filter(login_codes::code_hash.eq(code_hash.to_vec())))
                .returning((login_codes::user_id, login_codes::expires_at))
                .get_result(self.connection()?)
                .await
                .optional()
                .map_err(store_error)?;
        Ok(row.filter(|(_, expires_at)| *expires_at > now).map(|(user, _)| UserId(user)))
    }

    async fn revoke_token(
        &mut self,
        token_id: &str,
        user: UserId,
        expires_at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        diesel::insert_into(revoked_tokens::table)
            .values((
                revoked_tokens::jti.eq(token_id),
                revoked_tokens::user_id.eq(user.0),
                revoked_tokens::expires_at.eq(expires_at),
            ))
            .on_conflict_do_nothing()
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }
}

fn bytes(sealed: Option<&Sealed>) -> Option<&[u8]> {
    sealed.map(|sealed| sealed.0.as_slice())
}
