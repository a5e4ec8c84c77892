//! Feeds.

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use diesel::sql_types::{BigInt, Bool, Double, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    feed::{FollowingEntry, GRAVITY, PREFERENCE_FACTOR, RECENT_DAYS, Ranked, following_page},
    ids::{PostId, ProjectId, RepostId, UserId},
    page::{Limit, Page, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    content::AuthorView,
    feed::{FeedItemView, FeedQueries, RepostView},
};

use crate::{Connection, Database, error::store_error};

pub(crate) mod items;

crate::statement! {
    /// See the file.
    struct ForYou {
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        as_of: DateTime<Utc> as Timestamptz,
        recent_after: DateTime<Utc> as Timestamptz,
        gravity: f64 as Double,
        preference_factor: f64 as Double,
        depth: i64 as BigInt,
    }
    rows (SmallInt, SqlUuid, SqlUuid);
    sql include_str!("feed/for_you.sql");
}

crate::statement! {
    /// See the file.
    struct Following {
        viewer: Uuid as SqlUuid,
        at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        id: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
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
    i64::from(limit.get()) * 3 + 20
}

#[async_trait]
impl FeedQueries for Database {
    async fn for_you(
        &self,
        viewer: Option<UserId>,
        as_of: DateTime<Utc>,
        depth: usize,
    ) -> Result<Vec<Ranked>, StoreError> {
        let mut connection = self.connection().await?;
        let rows: Vec<(i16, Uuid, Uuid)> = ForYou {
            viewer: viewer.map(|viewer| viewer.0),
            as_of,
            recent_after: as_of - TimeDelta::days(RECENT_DAYS),
            gravity: GRAVITY,
            preference_factor: PREFERENCE_FACTOR,
            depth: i64::try_from(depth).unwrap_or(i64::MAX),
        }
        .load(&mut *connection)
        .await
        .map_err(store_error)?;
        Ok(rows.into_iter().map(|(kind, id, author)| Ranked { item: item(kind, id), author: UserId(author) }).collect())
    }

    async fn following(
        &self,
        viewer: UserId,
        after: Option<TimeCursor>,
        limit: Limit,
    ) -> Result<Page<FeedItemView, TimeCursor>, StoreError> {
        let mut connection = self.connection().await?;
        let rows: Vec<FollowingRow> = Following {
            viewer: viewer.0,
            at: after.map(|after| after.at),
            id: after.map(|after| after.id),
            limit: window(limit),
        }
        .load(&mut *connection)
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

    async fn items(&self, items: &[ItemRef], viewer: Option<UserId>) -> Result<Vec<FeedItemView>, StoreError> {
        let mut connection: Connection = self.connection().await?;
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
