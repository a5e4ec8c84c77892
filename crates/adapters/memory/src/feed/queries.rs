use async_trait::async_trait;
use chrono::{DateTime, Utc};
use vibeslop_domain::{
    content::ItemRef,
    feed::{Ahead, Snapshot, Walk},
    ids::UserId,
    page::{Limit, Page, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    accounts::UserSummaryView,
    content::PostView,
    feed::{Candidates, ExploreList, FeedItemView, FeedQueries},
};

use super::snapshots::Taken;
use crate::{Memory, accounts::rows::UserRow};

impl Memory {
    /// Takes a snapshot, or answers the one that is fresh, for which nobody has to wait.
    async fn take_snapshot(&self, now: DateTime<Utc>, taken: Taken) -> Result<Snapshot, StoreError> {
        if let Some(fresh) = self.committed().fresh_snapshot(now, taken) {
            return Ok(fresh);
        }
        self.write(|world| Ok(world.fresh_snapshot(now, taken).unwrap_or_else(|| world.take_snapshot(now)))).await
    }
}

#[async_trait]
impl FeedQueries for Memory {
    async fn newest_snapshot(&self, now: DateTime<Utc>) -> Result<Option<Snapshot>, StoreError> {
        Ok(self.read().await.newest_snapshot(now))
    }

    async fn refresh(&self, now: DateTime<Utc>) -> Result<Snapshot, StoreError> {
        self.take_snapshot(now, Taken::IfDue).await
    }

    async fn renew(&self, now: DateTime<Utc>) -> Result<Snapshot, StoreError> {
        self.take_snapshot(now, Taken::Anyway).await
    }

    async fn ahead(&self, walk: &Walk, viewer: Option<UserId>, window: usize) -> Result<Ahead, StoreError> {
        Ok(self.read().await.ahead(walk, viewer, window))
    }

    async fn following(
        &self,
        viewer: UserId,
        after: Option<TimeCursor>,
        limit: Limit,
    ) -> Result<Page<FeedItemView, TimeCursor>, StoreError> {
        Ok(self.read().await.following(viewer, after, limit))
    }

    async fn explore(
        &self,
        list: &ExploreList,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Vec<PostView>, StoreError> {
        Ok(self.read().await.explore(list, limit, viewer))
    }

    async fn candidates(&self, viewer: Option<UserId>, most: usize) -> Result<Candidates, StoreError> {
        Ok(self.read().await.candidates(viewer, most))
    }

    async fn suggestible(&self, ids: &[UserId], viewer: Option<UserId>) -> Result<Vec<UserSummaryView>, StoreError> {
        let world = self.read().await;
        let may_be = |row: &&UserRow| {
            row.has_onboarded
                && viewer != Some(row.id)
                && !world.follows(viewer, row.id)
                && !world.hides(viewer, row.id)
        };
        Ok(ids.iter().filter_map(|id| world.active(*id)).filter(may_be).map(UserRow::summary).collect())
    }

    async fn items(&self, items: &[ItemRef], viewer: Option<UserId>) -> Result<Vec<FeedItemView>, StoreError> {
        let world = self.read().await;
        Ok(items.iter().filter_map(|item| world.item_view(*item, viewer)).collect())
    }
}
