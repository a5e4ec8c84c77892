use std::collections::HashMap;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    prelude::Queryable,
    sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    ids::{CommentId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    content::{AuthorView, CommentQueries, CommentView, ThreadView},
};

use crate::{Database, Reader, error::store_error};

/// Statements that differ in their SQL alone.
macro_rules! lists {
    ($($name:ident: $file:literal),* $(,)?) => {$(
        crate::statement! {
            /// See the file.
            struct $name {
                item: Uuid as SqlUuid,
                viewer: Option<Uuid> as Nullable<SqlUuid>,
                at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
                id: Option<Uuid> as Nullable<SqlUuid>,
                limit: i64 as BigInt,
                offset: i64 as BigInt,
            }
            rows (SqlUuid, Timestamptz);
            sql include_str!($file);
        }
    )*};
}

lists! {
    ThreadsOfPost: "threads_of_post.sql",
    ThreadsOfProject: "threads_of_project.sql",
}

crate::statement! {
    /// See the file.
    struct Tree<'a> {
        tops: &'a [Uuid] as Array<SqlUuid>,
        viewer: Option<Uuid> as Nullable<SqlUuid>,
    }
    rows (
        SqlUuid, SqlUuid, Nullable<SqlUuid>, Text, BigInt, Bool, Timestamptz, Nullable<Timestamptz>,
        SqlUuid, Text, Text, Nullable<Text>, Bool,
    );
    sql include_str!("tree.sql");
}

/// A row of `tree.sql`.
#[derive(Queryable)]
struct CommentRow {
    top: Uuid,
    id: Uuid,
    parent: Option<Uuid>,
    content: String,
    likes: i64,
    liked: bool,
    created_at: DateTime<Utc>,
    edited_at: Option<DateTime<Utc>>,
    author_id: Uuid,
    author_username: String,
    author_display_name: String,
    author_avatar_url: Option<String>,
    author_is_verified: bool,
}

impl From<CommentRow> for CommentView {
    fn from(row: CommentRow) -> Self {
        Self {
            id: CommentId(row.id),
            parent: row.parent.map(CommentId),
            content: row.content,
            likes: row.likes,
            liked: row.liked,
            created_at: row.created_at,
            edited_at: row.edited_at,
            author: AuthorView {
                id: UserId(row.author_id),
                username: row.author_username,
                display_name: row.author_display_name,
                avatar_url: row.author_avatar_url,
                is_verified: row.author_is_verified,
            },
        }
    }
}

/// Threads by the identifier of what is at their top. One statement.
async fn threads_by_top(
    connection: &mut Reader,
    tops: &[Uuid],
    viewer: Option<UserId>,
) -> Result<HashMap<Uuid, ThreadView>, StoreError> {
    if tops.is_empty() {
        return Ok(HashMap::new());
    }
    let statement = Tree { tops, viewer: viewer.map(|viewer| viewer.0) };
    let rows: Vec<CommentRow> = statement.load(connection).await.map_err(store_error)?;
    let mut threads = HashMap::with_capacity(tops.len());
    for row in rows {
        let (top, is_top) = (row.top, row.top == row.id);
        let comment = CommentView::from(row);
        if is_top {
            threads.insert(top, ThreadView { comment, answers: Vec::new() });
        } else if let Some(thread) = threads.get_mut(&top) {
            thread.answers.push(comment);
        }
    }
    Ok(threads)
}

#[async_trait]
impl CommentQueries for Database {
    async fn threads(
        &self,
        item: ItemRef,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Page<ThreadView, TimeCursor>, StoreError> {
        macro_rules! read {
            ($list:ident, $item:expr, $connection:expr) => {
                $list {
                    item: $item.0,
                    viewer: viewer.map(|viewer| viewer.0),
                    at: start.cursor().map(|after| after.at),
                    id: start.cursor().map(|after| after.id),
                    limit: limit.and_one(),
                    offset: start.skipped(),
                }
                .load($connection)
                .await
            };
        }
        let mut connection = self.reader().await?;
        let rows: Vec<(Uuid, DateTime<Utc>)> = match item {
            ItemRef::Post(id) => read!(ThreadsOfPost, id, &mut connection),
            ItemRef::Project(id) => read!(ThreadsOfProject, id, &mut connection),
        }
        .map_err(store_error)?;
        let page = Page::of_one_more(rows, limit, |(id, at)| TimeCursor { at: *at, id: *id });
        let tops: Vec<Uuid> = page.items.iter().map(|(id, _)| *id).collect();
        let mut threads = threads_by_top(&mut connection, &tops, viewer).await?;
        Ok(Page { items: tops.iter().filter_map(|top| threads.remove(top)).collect(), next: page.next })
    }

    async fn thread(&self, id: CommentId, viewer: Option<UserId>) -> Result<Option<ThreadView>, StoreError> {
        let mut connection = self.reader().await?;
        Ok(threads_by_top(&mut connection, &[id.0], viewer).await?.remove(&id.0))
    }
}
