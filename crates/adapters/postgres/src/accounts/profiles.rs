use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension,
    prelude::Queryable,
    sql_types::{BigInt, Bool, Integer, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::{Email, Username},
    content::StoredImage,
    ids::UserId,
    page::Limit,
};
use vibeslop_ports::{
    StoreError,
    accounts::{Preferences, ProfileQueries, ProfileStats, ProfileView, UserSummaryView},
};

use super::github_stats::github_stats;
use crate::{Database, catalog, error::store_error, rows::like_containing};

crate::statement! {
    /// See the file.
    struct ProfileOf<'a> {
        username: &'a str as Text,
        viewer: Option<Uuid> as Nullable<SqlUuid>,
    }
    rows (
        SqlUuid, Text, Text, Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Text>,
        Nullable<Text>, Nullable<Text>, Nullable<Text>, Bool, Timestamptz,
        BigInt, BigInt, BigInt, BigInt,
        Integer, Nullable<Timestamptz>, Nullable<Jsonb>, Jsonb, Jsonb, Bool,
    );
    sql include_str!("profile.sql");
}

crate::statement! {
    /// See the file.
    struct Search<'a> {
        viewer: Uuid as SqlUuid,
        text: &'a str as Text,
        containing: String as Text,
        limit: i64 as BigInt,
    }
    rows (SqlUuid, Text, Text, Nullable<Text>, Nullable<Text>, Bool, Nullable<Text>);
    sql include_str!("search.sql");
}

crate::statement! {
    /// See the file.
    struct PreferencesOf {
        user: Uuid as SqlUuid,
    }
    rows (Jsonb, Jsonb);
    sql include_str!("preferences.sql");
}

#[derive(Queryable)]
struct ProfileRow {
    id: Uuid,
    username: String,
    display_name: String,
    bio: Option<String>,
    location: Option<String>,
    website_url: Option<String>,
    twitter_handle: Option<String>,
    github_username: Option<String>,
    avatar_url: Option<String>,
    banner_url: Option<String>,
    verified_email: Option<String>,
    is_verified: bool,
    joined_at: DateTime<Utc>,
    followers: i64,
    following: i64,
    posts: i64,
    projects: i64,
    developer_score: i32,
    developer_score_updated_at: Option<DateTime<Utc>>,
    github_stats: Option<serde_json::Value>,
    tools: serde_json::Value,
    stacks: serde_json::Value,
    is_following: bool,
}

impl ProfileRow {
    fn view(self, viewer: Option<UserId>) -> Result<ProfileView, StoreError> {
        Ok(ProfileView {
            id: UserId(self.id),
            username: self.username,
            display_name: self.display_name,
            bio: self.bio,
            location: self.location,
            website_url: self.website_url,
            twitter_handle: self.twitter_handle,
            github_username: self.github_username,
            avatar: self.avatar_url.map(StoredImage::from_row),
            banner: self.banner_url.map(StoredImage::from_row),
            verified_email: self.verified_email.as_deref().and_then(address),
            is_verified: self.is_verified,
            joined_at: self.joined_at,
            stats: ProfileStats {
                followers: self.followers,
                following: self.following,
                posts: self.posts,
                projects: self.projects,
            },
            developer_score: self.developer_score,
            developer_score_updated_at: self.developer_score_updated_at,
            github_stats: self.github_stats.and_then(github_stats),
            preferences: Preferences { tools: catalog::tools(self.tools)?, stacks: catalog::stacks(self.stacks)? },
            is_following: viewer.map(|_| self.is_following),
        })
    }
}

/// Identifier, username, name, what they say of themselves, picture, badge, verified address.
type SummaryRow = (Uuid, String, String, Option<String>, Option<String>, bool, Option<String>);

#[async_trait]
impl ProfileQueries for Database {
    async fn profile(&self, username: &Username, viewer: Option<UserId>) -> Result<Option<ProfileView>, StoreError> {
        let mut connection = self.reader().await?;
        let row: Option<ProfileRow> = ProfileOf { username: username.as_str(), viewer: viewer.map(|viewer| viewer.0) }
            .get_result(&mut connection)
            .await
            .optional()
            .map_err(store_error)?;
        row.map(|row| row.view(viewer)).transpose()
    }

    async fn search(&self, text: &str, viewer: UserId, limit: Limit) -> Result<Vec<UserSummaryView>, StoreError> {
        let mut connection = self.reader().await?;
        let rows: Vec<SummaryRow> =
            Search { viewer: viewer.0, text, containing: like_containing(text), limit: limit.get().into() }
                .load(&mut connection)
                .await
                .map_err(store_error)?;
        Ok(rows
            .into_iter()
            .map(|(id, username, display_name, bio, avatar_url, is_verified, email)| UserSummaryView {
                id: UserId(id),
                username,
                display_name,
                bio,
                avatar_url,
                is_verified,
                verified_email: email.as_deref().and_then(address),
            })
            .collect())
    }

    async fn preferences(&self, user: UserId) -> Result<Preferences, StoreError> {
        let mut connection = self.reader().await?;
        let (tools, stacks): (serde_json::Value, serde_json::Value) =
            PreferencesOf { user: user.0 }.get_result(&mut connection).await.map_err(store_error)?;
        Ok(Preferences { tools: catalog::tools(tools)?, stacks: catalog::stacks(stacks)? })
    }
}

/// Only decides who is an administrator: one that makes no sense makes nobody one.
fn address(text: &str) -> Option<Email> {
    Email::new(text).ok()
}
