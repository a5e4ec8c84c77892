//! Developers' scores, and whose can be made.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{accounts::ProviderName, ids::UserId, scores::Assessment};
use vibeslop_ports::{StoreError, scores::ScoreStore};

use crate::{accounts::rows::IdentityRow, unit_of_work::Unit, world::World};

impl World {
    /// Whether a person has a connection to GitHub that works.
    fn is_connected(&self, user: UserId) -> bool {
        let github = ProviderName::github();
        let works = |row: &IdentityRow| row.access_token.is_some() && row.broken_at.is_none();
        self.identities.values().any(|row| row.user == user && row.provider == github && works(row))
    }
}

#[async_trait]
impl ScoreStore for Unit {
    async fn keep_score(&mut self, user: UserId, made: &Assessment, at: DateTime<Utc>) -> Result<bool, StoreError> {
        if self.world.user(user).is_some_and(|row| row.developer_score_updated_at.is_some_and(|kept| kept >= at)) {
            return Ok(false);
        }
        // Nobody edited the profile, and an edit that is under way is not to meet another version.
        Ok(self.world.touch_user(user, |row| {
            row.developer_score = made.score.get();
            row.developer_score_updated_at = Some(at);
            row.github_stats = Some(made.stats.clone());
        }))
    }

    async fn connected_people(&mut self, after: Option<UserId>, most: i64) -> Result<Vec<UserId>, StoreError> {
        let people = self.world.users.values().map(|row| row.id).filter(|id| after.is_none_or(|after| *id > after));
        let connected = people.filter(|id| self.world.active(*id).is_some() && self.world.is_connected(*id));
        Ok(connected.take(usize::try_from(most).unwrap_or_default()).collect())
    }
}
