use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension,
    sql_types::{BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    ids::{PostId, UserId},
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    content::{PostQueries, PostView, RevisionView},
};

use super::{PostRow, PostsById};
use crate::{Database, error::store_error};

crate::statement! {
    /// See the file.
    struct History {
        post: Uuid as SqlUuid,
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        id: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows (Nullable<SqlUuid>, Nullable<Text>, Nullable<Timestamptz>);
    sql include_str!("post_history.sql");
}

/// An identifier, the text, when it was replaced; all of them or none.
type RevisionRow = (Option<Uuid>, Option<String>, Option<DateTime<Utc>>);

#[async_trait]
impl PostQueries for Database {
    async fn post(&self, id: PostId, viewer: Option<UserId>) -> Result<Option<PostView>, StoreError> {
        let mut connection = self.reader().await?;
        let row: Option<PostRow> = PostsById { ids: &[id.0], viewer: viewer.map(|viewer| viewer.0) }
            .get_result(&mut connection)
            .await
            .optional()
            .map_err(store_error)?;
        row.map(|row| row.view(viewer)).transpose()
    }

    async fn history(
        &self,
        id: PostId,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<RevisionView, TimeCursor>>, StoreError> {
        let mut connection = self.connection().await?;
        let after = start.cursor();
        let statement = History {
            post: id.0,
            viewer: viewer.map(|viewer| viewer.0),
            at: after.map(|after| after.at),
            id: after.map(|after| after.id),
            limit: limit.and_one(),
            offset: start.skipped(),
        };
        let rows: Vec<RevisionRow> = statement.load(&mut *connection).await.map_err(store_error)?;
        if rows.is_empty() {
            return Ok(None);
        }
        let rows: Vec<_> = rows.into_iter().filter_map(|(id, content, at)| Some((id?, content?, at?))).collect();
        let page = Page::of_one_more(rows, limit, |(id, _, at)| TimeCursor { at: *at, id: *id });
        Ok(Some(page.map(|(_, content, replaced_at)| RevisionView { content, replaced_at })))
    }
}
