use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl,
    prelude::Queryable,
    sql_types::{Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::{Email, ProviderName},
    ids::UserId,
};
use vibeslop_ports::{
    StoreError,
    accounts::{AccountQueries, Connection, Me, Viewer},
    tokens::{Claims, Sealed},
};

use crate::{
    Database,
    error::store_error,
    rows::word,
    schema::{oauth_accounts, users},
};

crate::statement! {
    /// See the file.
    struct ViewerOf<'a> {
        user: Uuid as SqlUuid,
        token_id: Option<&'a str> as Nullable<Text>,
    }
    rows (SqlUuid, Text, Text, Bool, Nullable<Timestamptz>, Bool);
    sql include_str!("viewer.sql");
}

#[derive(Queryable)]
struct ViewerRow {
    id: Uuid,
    username: String,
    email: String,
    email_verified: bool,
    tokens_valid_after: Option<DateTime<Utc>>,
    suspended: bool,
}

#[derive(Queryable)]
struct MeRow {
    id: Uuid,
    email: String,
    email_verified: bool,
    username: String,
    display_name: String,
    bio: Option<String>,
    location: Option<String>,
    website_url: Option<String>,
    twitter_handle: Option<String>,
    github_username: Option<String>,
    avatar_url: Option<String>,
    banner_url: Option<String>,
    is_verified: bool,
    has_onboarded: bool,
    message_privacy: String,
}

/// Login, sealed token, since when it is refused.
type ConnectionRow = (Option<String>, Option<Vec<u8>>, Option<DateTime<Utc>>);

#[async_trait]
impl AccountQueries for Database {
    async fn viewer(&self, claims: &Claims) -> Result<Option<Viewer>, StoreError> {
        let mut connection = self.reader().await?;
        let statement = ViewerOf { user: claims.user.0, token_id: claims.token_id.as_deref() };
        let row: Option<ViewerRow> = statement.get_result(&mut connection).await.optional().map_err(store_error)?;
        row.map(|row| {
            Ok(Viewer {
                id: UserId(row.id),
                username: row.username,
                email: address(&row.email)?,
                email_verified: row.email_verified,
                tokens_valid_after: row.tokens_valid_after,
                suspended: row.suspended,
            })
        })
        .transpose()
    }

    async fn me(&self, id: UserId) -> Result<Option<Me>, StoreError> {
        let mut connection = self.reader().await?;
        let row: Option<MeRow> = users::table
            .find(id.0)
            .select((
                users::id,
                users::email,
                users::email_verified,
                users::username,
                users::display_name,
                users::bio,
                users::location,
                users::website_url,
                users::twitter_handle,
                users::github_username,
                users::avatar_url,
                users::banner_url,
                users::is_verified,
                users::has_onboarded,
                users::message_privacy,
            ))
            .first(&mut connection)
            .await
            .optional()
            .map_err(store_error)?;
        row.map(|row| {
            Ok(Me {
                id: UserId(row.id),
                email: address(&row.email)?,
                email_verified: row.email_verified,
                username: row.username,
                display_name: row.display_name,
                bio: row.bio,
                location: row.location,
                website_url: row.website_url,
                twitter_handle: row.twitter_handle,
                github_username: row.github_username,
                avatar_url: row.avatar_url,
                banner_url: row.banner_url,
                is_verified: row.is_verified,
                has_onboarded: row.has_onboarded,
                message_privacy: word(&row.message_privacy, "users.message_privacy")?,
            })
        })
        .transpose()
    }

    async fn id_of(&self, username: &str) -> Result<Option<UserId>, StoreError> {
        let mut connection = self.connection().await?;
        users::table
            .filter(users::username.eq(username.to_lowercase()))
            .select(users::id)
            .first(&mut *connection)
            .await
            .optional()
            .map(|id| id.map(UserId))
            .map_err(store_error)
    }

    async fn leavers(&self, now: DateTime<Utc>, most: u32) -> Result<Vec<UserId>, StoreError> {
        // Index: users_leaving.
        let people: Vec<Uuid> = users::table
            .filter(users::leaves_at.le(now))
            .order((users::leaves_at, users::id))
            .limit(i64::from(most))
            .select(users::id)
            .load(&mut *self.connection().await?)
            .await
            .map_err(store_error)?;
        Ok(people.into_iter().map(UserId).collect())
    }

    async fn connection(&self, id: UserId, provider: &ProviderName) -> Result<Option<Connection>, StoreError> {
        let mut connection = self.connection().await?;
        let row: Option<ConnectionRow> = oauth_accounts::table
            .filter(oauth_accounts::user_id.eq(id.0))
            .filter(oauth_accounts::provider.eq(provider.as_str()))
            .order(oauth_accounts::updated_at.desc())
            .select((oauth_accounts::provider_login, oauth_accounts::access_token_sealed, oauth_accounts::broken_at))
            .first(&mut *connection)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(row.map(|(login, token, broken_at)| Connection {
            login: login.unwrap_or_default(),
            access_token: token.map(Sealed),
            broken_at,
        }))
    }
}

fn address(text: &str) -> Result<Email, StoreError> {
    Email::new(text).map_err(|_| StoreError::failed("users.email holds something that is no address"))
}
