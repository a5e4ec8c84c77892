use std::cmp::{Ordering, Reverse};

use async_trait::async_trait;
use vibeslop_domain::{
    accounts::Username,
    content::{ProjectStatus, StoredImage},
    ids::UserId,
    page::Limit,
};
use vibeslop_ports::{
    StoreError,
    accounts::{Preferences, ProfileQueries, ProfileStats, ProfileView, UserSummaryView},
};

use super::rows::UserRow;
use crate::{
    Memory,
    social::rows::ties_of,
    text::{begins, contains, lower, similarity, word_similarity},
    world::World,
};

impl World {
    fn stats_of(&self, user: UserId) -> ProfileStats {
        let published = |owner: UserId, status| owner == user && status == ProjectStatus::Published;
        ProfileStats {
            followers: self.followers_of(user),
            following: count(ties_of(&self.follows, user)),
            posts: count(self.posts.values().filter(|row| row.post.author == user)),
            projects: count(self.projects.values().filter(|row| published(row.project.owner, row.project.status))),
        }
    }

    fn preferences_of(&self, row: &UserRow) -> Preferences {
        Preferences { tools: self.tools_of(&row.tools), stacks: self.stacks_of(&row.stacks) }
    }
}

/// How many there are, as counters are told.
pub(crate) fn count(rows: impl Iterator) -> i64 {
    i64::try_from(rows.count()).unwrap_or(i64::MAX)
}

#[async_trait]
impl ProfileQueries for Memory {
    async fn profile(&self, username: &Username, viewer: Option<UserId>) -> Result<Option<ProfileView>, StoreError> {
        let world = self.read().await;
        let Some(row) = world.named(username).and_then(|row| world.active(row.id)) else { return Ok(None) };
        if viewer.is_some_and(|viewer| world.blocks.contains(&(row.id, viewer))) {
            return Ok(None);
        }
        Ok(Some(ProfileView {
            id: row.id,
            username: row.username.as_str().to_owned(),
            display_name: row.display_name.clone(),
            bio: row.bio.clone(),
            location: row.location.clone(),
            website_url: row.website_url.clone(),
            twitter_handle: row.twitter_handle.clone(),
            github_username: row.github_username.clone(),
            avatar: row.avatar_url.clone().map(StoredImage::from_row),
            banner: row.banner_url.clone().map(StoredImage::from_row),
            verified_email: row.verified_email(),
            is_verified: row.is_verified,
            joined_at: row.inserted_at,
            stats: world.stats_of(row.id),
            developer_score: row.developer_score,
            developer_score_updated_at: row.developer_score_updated_at,
            github_stats: row.github_stats.clone(),
            preferences: world.preferences_of(row),
            is_following: viewer.map(|_| world.follows(viewer, row.id)),
        }))
    }

    async fn search(&self, text: &str, viewer: UserId, limit: Limit) -> Result<Vec<UserSummaryView>, StoreError> {
        let world = self.read().await;
        let mut found: Vec<(&UserRow, f32)> = world
            .users
            .values()
            .filter(|row| row.id != viewer && world.sees(Some(viewer), row.id))
            .filter(|row| contains(row.username.as_str(), text) || contains(&row.display_name, text))
            .map(|row| (row, alike(row, text)))
            .collect();
        let rank = |row: &UserRow| {
            let name = row.username.as_str();
            Reverse((name == lower(text), begins(name, text), begins(&row.display_name, text)))
        };
        found.sort_by(|(one, one_alike), (other, other_alike)| {
            rank(one)
                .cmp(&rank(other))
                .then(other_alike.partial_cmp(one_alike).unwrap_or(Ordering::Equal))
                .then(one.username.cmp(&other.username))
        });
        Ok(found.into_iter().take(limit.get().into()).map(|(row, _)| row.summary()).collect())
    }

    async fn preferences(&self, user: UserId) -> Result<Preferences, StoreError> {
        let world = self.read().await;
        Ok(world.user(user).map(|row| world.preferences_of(row)).unwrap_or_default())
    }
}

fn alike(row: &UserRow, text: &str) -> f32 {
    similarity(row.username.as_str(), text).max(word_similarity(text, &row.display_name))
}
