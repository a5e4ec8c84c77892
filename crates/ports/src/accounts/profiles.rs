use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    accounts::{Email, Username},
    catalog::{Stack, Tool},
    content::StoredImage,
    ids::UserId,
    page::Limit,
};

use super::UserSummaryView;
use crate::{StoreError, scores::GithubStats};

/// A person as everybody sees them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileView {
    /// The account.
    pub id: UserId,
    /// The username.
    pub username: String,
    /// The name that others read.
    pub display_name: String,
    /// What they say of themselves.
    pub bio: Option<String>,
    /// Where they say they are.
    pub location: Option<String>,
    /// Their page.
    pub website_url: Option<String>,
    /// Their handle on Twitter, without `@`.
    pub twitter_handle: Option<String>,
    /// Their login on GitHub.
    pub github_username: Option<String>,
    /// Their picture.
    pub avatar: Option<StoredImage>,
    /// Their banner.
    pub banner: Option<StoredImage>,
    /// Their address, if it was verified: it decides whether they are an administrator, and is shown to nobody.
    pub verified_email: Option<Email>,
    /// Whether an administrator vouches for them.
    pub is_verified: bool,
    /// Since when they are here.
    pub joined_at: DateTime<Utc>,
    /// How many of what.
    pub stats: ProfileStats,
    /// Their score as a developer.
    pub developer_score: i32,
    /// When it was made.
    pub developer_score_updated_at: Option<DateTime<Utc>>,
    /// What it was made from.
    pub github_stats: Option<GithubStats>,
    /// What they prefer.
    pub preferences: Preferences,
    /// Whether the viewer follows them; `None` for nobody in particular.
    pub is_following: Option<bool>,
}

/// How many of what a person has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProfileStats {
    /// People who follow them.
    pub followers: i64,
    /// People whom they follow.
    pub following: i64,
    /// Their posts.
    pub posts: i64,
    /// Their published projects.
    pub projects: i64,
}

/// What a person prefers, by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Preferences {
    /// Tools.
    pub tools: Vec<Tool>,
    /// Stacks.
    pub stacks: Vec<Stack>,
}

/// Reads people as others see them.
///
/// # What an implementation guarantees
/// Numbers are those of what is there at the moment of the call. Suspended people are in no list.
#[cfg_attr(feature = "mocks", mockall::automock)]
#[async_trait]
pub trait ProfileQueries: Send + Sync {
    /// Somebody's profile. `None` if there is nobody of this name, if they are suspended, or if they block the viewer.
    /// Whoever blocks or mutes somebody still sees the profile: it is where that is taken back. One statement.
    async fn profile(&self, username: &Username, viewer: Option<UserId>) -> Result<Option<ProfileView>, StoreError>;

    /// People whose username or name contains `text`, whatever the case, but for the viewer and people whom they do
    /// not see. The very name first, then names that begin with it, then those most alike; ties by username. One
    /// statement.
    async fn search(&self, text: &str, viewer: UserId, limit: Limit) -> Result<Vec<UserSummaryView>, StoreError>;

    /// What a person prefers. One statement.
    async fn preferences(&self, user: UserId) -> Result<Preferences, StoreError>;
}
