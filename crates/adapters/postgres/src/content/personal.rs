//! What hangs on a profile: lists of what one person made, shows again and likes.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::sql_types::{BigInt, Bool, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Username,
    content::{ItemRef, ProjectStatus},
    ids::{PostId, ProjectId, RepostId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    content::{AuthorView, PersonalListQueries, ProjectCardView},
    feed::{FeedItemView, RepostView},
};

use super::{ProjectCardRow, ProjectCardsById};
use crate::{Database, Reader, error::store_error, feed::items};

/// Statements that differ in their SQL alone.
macro_rules! lists {
    ($($name:ident: $file:literal),* $(,)?) => {$(
        crate::statement! {
            /// See the file.
            struct $name<'a> {
                owner: &'a str as Text,
                viewer: Option<Uuid> as Nullable<SqlUuid>,
                at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
                id: Option<Uuid> as Nullable<SqlUuid>,
                limit: i64 as BigInt,
                offset: i64 as BigInt,
            }
            rows (
                SqlUuid, Text, Text, Nullable<Text>, Bool,
                Nullable<SmallInt>, Nullable<SqlUuid>, Nullable<Timestamptz>, Nullable<SqlUuid>, Nullable<Bool>,
            );
            sql include_str!($file);
        }
    )*};
}

lists! {
    Timeline: "personal/timeline.sql",
    Likes: "personal/likes.sql",
    Reposts: "personal/reposts.sql",
}

crate::statement! {
    /// See the file.
    struct PublishedProjects<'a> {
        owner: &'a str as Text,
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        id: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows (Nullable<Timestamptz>, Nullable<SqlUuid>);
    sql include_str!("personal/published_projects.sql");
}

crate::statement! {
    /// See the file.
    struct OwnProjects<'a> {
        owner: &'a str as Text,
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        id: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
        status: &'a str as Text,
    }
    rows (Nullable<Timestamptz>, Nullable<SqlUuid>);
    sql include_str!("personal/own_projects.sql");
}

/// The person: identifier, username, name, picture, badge. Then the entry, if there is one: kind and identifier of the
/// item, when, the entry's own identifier, whether it is a repost.
type Row = (
    Uuid,
    String,
    String,
    Option<String>,
    bool,
    Option<i16>,
    Option<Uuid>,
    Option<DateTime<Utc>>,
    Option<Uuid>,
    Option<bool>,
);

struct Entry {
    item: ItemRef,
    at: DateTime<Utc>,
    id: Uuid,
    repost: Option<RepostView>,
}

fn entry(row: Row) -> Option<Entry> {
    let (owner, username, display_name, avatar_url, is_verified, kind, item, at, id, is_repost) = row;
    let (kind, item, at, id) = (kind?, item?, at?, id?);
    let by = || AuthorView { id: UserId(owner), username, display_name, avatar_url, is_verified };
    Some(Entry {
        item: if kind == 0 { ItemRef::Post(PostId(item)) } else { ItemRef::Project(ProjectId(item)) },
        at,
        id,
        repost: is_repost.unwrap_or_default().then(|| RepostView { id: RepostId(id), by: by() }),
    })
}

/// Cuts the page and reads its items. No row at all says that there is nobody of that name.
async fn page(
    connection: &mut Reader,
    rows: Vec<Row>,
    limit: Limit,
    viewer: Option<UserId>,
) -> Result<Option<Page<FeedItemView, TimeCursor>>, StoreError> {
    if rows.is_empty() {
        return Ok(None);
    }
    let entries: Vec<Entry> = rows.into_iter().filter_map(entry).collect();
    let page = Page::of_one_more(entries, limit, |last| TimeCursor { at: last.at, id: last.id });
    let wanted: Vec<ItemRef> = page.items.iter().map(|entry| entry.item).collect();
    let found = items::by_name(connection, &wanted, viewer).await?;
    // A thing can be on a page twice: as itself, and as its author's own repost.
    let items = page
        .items
        .into_iter()
        .filter_map(|entry| Some(FeedItemView { item: found.get(&entry.item)?.clone(), repost: entry.repost }))
        .collect();
    Ok(Some(Page { items, next: page.next }))
}

macro_rules! read {
    ($self:ident, $list:ident, $owner:ident, $start:ident, $limit:ident, $viewer:ident) => {{
        let mut connection = $self.reader().await?;
        let rows: Vec<Row> = $list {
            owner: $owner.as_str(),
            viewer: $viewer.map(|viewer| viewer.0),
            at: $start.cursor().map(|cursor| cursor.at),
            id: $start.cursor().map(|cursor| cursor.id),
            limit: $limit.and_one(),
            offset: $start.skipped(),
        }
        .load(&mut connection)
        .await
        .map_err(store_error)?;
        page(&mut connection, rows, $limit, $viewer).await
    }};
}

#[async_trait]
impl PersonalListQueries for Database {
    async fn timeline(
        &self,
        owner: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FeedItemView, TimeCursor>>, StoreError> {
        read!(self, Timeline, owner, start, limit, viewer)
    }

    async fn projects(
        &self,
        owner: &Username,
        status: ProjectStatus,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<ProjectCardView, TimeCursor>>, StoreError> {
        let mut connection = self.reader().await?;
        let (owner, viewer_id) = (owner.as_str(), viewer.map(|viewer| viewer.0));
        let (at, id) = (start.cursor().map(|cursor| cursor.at), start.cursor().map(|cursor| cursor.id));
        let (most, offset) = (limit.and_one(), start.skipped());
        let rows: Vec<(Option<DateTime<Utc>>, Option<Uuid>)> = match status {
            ProjectStatus::Published => {
                PublishedProjects { owner, viewer: viewer_id, at, id, limit: most, offset }.load(&mut connection).await
            }
            ProjectStatus::Draft | ProjectStatus::Archived => {
                let status = status.as_str();
                OwnProjects { owner, viewer: viewer_id, at, id, limit: most, offset, status }
                    .load(&mut connection)
                    .await
            }
        }
        .map_err(store_error)?;
        if rows.is_empty() {
            return Ok(None);
        }
        let entries: Vec<TimeCursor> =
            rows.into_iter().filter_map(|(at, id)| Some(TimeCursor { at: at?, id: id? })).collect();
        let page = Page::of_one_more(entries, limit, |last| *last);
        if page.items.is_empty() {
            return Ok(Some(Page::empty()));
        }
        let ids: Vec<Uuid> = page.items.iter().map(|entry| entry.id).collect();
        let rows: Vec<ProjectCardRow> =
            ProjectCardsById { ids: &ids, viewer: viewer_id }.load(&mut connection).await.map_err(store_error)?;
        let mut cards: Vec<ProjectCardView> = rows.into_iter().map(|row| row.view(viewer)).collect::<Result<_, _>>()?;
        cards.sort_by_key(|card| ids.iter().position(|id| *id == card.id.0));
        Ok(Some(Page { items: cards, next: page.next }))
    }

    async fn likes(
        &self,
        owner: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FeedItemView, TimeCursor>>, StoreError> {
        read!(self, Likes, owner, start, limit, viewer)
    }

    async fn reposts(
        &self,
        owner: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FeedItemView, TimeCursor>>, StoreError> {
        read!(self, Reposts, owner, start, limit, viewer)
    }
}
