use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Nullable, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    ids::{PostId, ProjectId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{StoreError, engagement::EngagementQueries, feed::FeedItemView};

use crate::{Database, error::store_error, feed::items};

crate::statement! {
    /// See the file.
    struct Bookmarks {
        owner: Uuid as SqlUuid,
        at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        id: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows (Nullable<SqlUuid>, Nullable<SqlUuid>, Timestamptz, SqlUuid);
    sql include_str!("bookmarks.sql");
}

/// The post, the project, when and under which identifier it was bookmarked.
type BookmarkRow = (Option<Uuid>, Option<Uuid>, DateTime<Utc>, Uuid);

#[async_trait]
impl EngagementQueries for Database {
    async fn bookmarks(
        &self,
        owner: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<FeedItemView, TimeCursor>, StoreError> {
        let mut connection = self.reader().await?;
        let after = start.cursor();
        let rows: Vec<BookmarkRow> = Bookmarks {
            owner: owner.0,
            at: after.map(|after| after.at),
            id: after.map(|after| after.id),
            limit: limit.and_one(),
            offset: start.skipped(),
        }
        .load(&mut connection)
        .await
        .map_err(store_error)?;
        let page = Page::of_one_more(rows, limit, |(_, _, at, id)| TimeCursor { at: *at, id: *id });
        let names: Vec<ItemRef> = page.items.iter().filter_map(|row| name(row.0, row.1)).collect();
        let mut found = items::by_name(&mut connection, &names, Some(owner)).await?;
        let items = names.iter().filter_map(|item| found.remove(item));
        Ok(Page { items: items.map(|item| FeedItemView { item, repost: None }).collect(), next: page.next })
    }
}

fn name(post: Option<Uuid>, project: Option<Uuid>) -> Option<ItemRef> {
    post.map(|id| ItemRef::Post(PostId(id))).or(project.map(|id| ItemRef::Project(ProjectId(id))))
}
