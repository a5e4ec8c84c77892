//! Feeds.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    feed::{Ahead, FollowingEntry, Snapshot, Walk, following_page},
    ids::{PostId, ProjectId, RepostId, UserId},
    page::{Limit, Page, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    accounts::UserSummaryView,
    content::{AuthorView, PostView},
    feed::{Candidates, ExploreList, FeedItemView, FeedQueries, RepostView},
};

use self::snapshots::Taken;
use crate::{Database, error::store_error};

mod candidates;
mod explore;
pub(crate) mod items;
mod snapshots;
mod walk;

crate::statement! {
    /// See the file.
    struct Following {
        viewer: Uuid as SqlUuid,
        at: DateTime<Utc> as Timestamptz,
        id: Uuid as SqlUuid,
        limit: i64 as BigInt,
        few: i64 as BigInt,
    }
    rows (
        SmallInt, SqlUuid, Timestamptz, SqlUuid,
        Nullable<SqlUuid>, Nullable<Text>, Nullable<Text>, Nullable<Text>, Nullable<Bool>,
    );
    sql include_str!("feed/following.sql");
}

type FollowingRow =
    (i16, Uuid, DateTime<Utc>, Uuid, Option<Uuid>, Option<String>, Option<String>, Option<String>, Option<bool>);

/// How many entries are read for a page of `n`, so that repeats can be left out of it: a multiple and some more.
fn window(limit: Limit) -> i64 {
    i64::from(limit.get()) * 2 + 10
}

/// Up to how many people followed the end of each one's entries is read. Beyond that, reading everybody's entries and
/// keeping some costs less.
const FEW: i64 = 100;

/// Where nothing comes behind: a page that begins at the top compares with it, so that both use the index alike.
const BEYOND: DateTime<Utc> = DateTime::<Utc>::MAX_UTC;

#[async_trait]
impl FeedQueries for Database {
    async fn newest_snapshot(&self, now: DateTime<Utc>) -> Result<Option<Snapshot>, StoreError> {
        snapshots::newest(&mut *self.connection().await?, now).await
    }

    async fn refresh(&self, now: DateTime<Utc>) -> Result<Snapshot, StoreError> {
        snapshots::refresh(self, now, Taken::IfDue).await
    }

    async fn renew(&self, now: DateTime<Utc>) -> Result<Snapshot, StoreError> {
        snapshots::refresh(self, now, Taken::Anyway).await
    }

    async fn ahead(&self, walk: &Walk, viewer: Option<UserId>, window: usize) -> Result<Ahead, StoreError> {
        walk::ahead(&mut self.reader().await?, walk, viewer, window).await
    }

    async fn following(
        &self,
        viewer: UserId,
        after: Option<TimeCursor>,
        limit: Limit,
    ) -> Result<Page<FeedItemView, TimeCursor>, StoreError> {
        let mut connection = self.reader().await?;
        let rows: Vec<FollowingRow> = Following {
            viewer: viewer.0,
            at: after.map_or(BEYOND, |after| after.at),
            id: after.map_or(Uuid::max(), |after| after.id),
            limit: window(limit),
            few: FEW,
        }
        .load(&mut connection)
        .await
        .map_err(store_error)?;
        let exhausted = i64::try_from(rows.len()).is_ok_and(|read| read < window(limit));
        let entries: Vec<FollowingEntry> = rows
            .iter()
            .map(|row| FollowingEntry { item: item(row.0, row.1), id: row.3, at: row.2, is_repost: row.4.is_some() })
            .collect();
        let (page, next) = following_page(&entries, usize::from(limit.get()), exhausted);
        let wanted: Vec<ItemRef> = page.iter().map(|entry| entry.item).collect();
        let mut found = items::by_name(&mut connection, &wanted, Some(viewer)).await?;
        let mut reposts: std::collections::HashMap<Uuid, RepostView> =
            rows.into_iter().filter_map(|row| repost(row).map(|repost| (repost.id.0, repost))).collect();
        let items = page
            .iter()
            .filter_map(|entry| {
                let content = found.remove(&entry.item)?;
                Some(FeedItemView { item: content, repost: reposts.remove(&entry.id) })
            })
            .collect();
        Ok(Page { items, next })
    }

    async fn explore(
        &self,
        list: &ExploreList,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Vec<PostView>, StoreError> {
        // Looking for what hardly anybody wrote can take long.
        let filtered = list.search.is_some() || !list.tools.is_empty() || !list.stacks.is_empty();
        let mut reader = if filtered { self.slow_reader().await? } else { self.reader().await? };
        explore::posts(&mut reader, list, limit, viewer).await
    }

    async fn candidates(&self, viewer: Option<UserId>, most: usize) -> Result<Candidates, StoreError> {
        candidates::candidates(&mut *self.connection().await?, viewer, most).await
    }

    async fn suggestible(&self, ids: &[UserId], viewer: Option<UserId>) -> Result<Vec<UserSummaryView>, StoreError> {
        candidates::suggestible(&mut self.reader().await?, ids, viewer).await
    }

    async fn items(&self, items: &[ItemRef], viewer: Option<UserId>) -> Result<Vec<FeedItemView>, StoreError> {
        let mut connection = self.reader().await?;
        let mut found = items::by_name(&mut connection, items, viewer).await?;
        Ok(items.iter().filter_map(|item| found.remove(item).map(|item| FeedItemView { item, repost: None })).collect())
    }
}

fn item(kind: i16, id: Uuid) -> ItemRef {
    if kind == 0 { ItemRef::Post(PostId(id)) } else { ItemRef::Project(ProjectId(id)) }
}

fn repost(row: FollowingRow) -> Option<RepostView> {
    let (_, _, _, id, Some(reposter), Some(username), Some(display_name), avatar_url, is_verified) = row else {
        return None;
    };
    Some(RepostView {
        id: RepostId(id),
        by: AuthorView {
            id: UserId(reposter),
            username,
            display_name,
            avatar_url,
            is_verified: is_verified.unwrap_or_default(),
        },
    })
}
