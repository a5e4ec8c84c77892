use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl,
    sql_types::{Bool, Text, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    content::{CommentPlace, CommentText, ItemRef, NewComment},
    ids::{CommentId, PostId, ProjectId, UserId},
};
use vibeslop_ports::{
    StoreError,
    content::{CommentStore, StoredComment},
};

use crate::{
    error::store_error,
    schema::{comments, posts, projects},
    unit_of_work::PgUnitOfWork,
};

crate::statement! {
    /// See the file.
    struct LockComment {
        id: Uuid as SqlUuid,
    }
    rows (SqlUuid, Text, Bool);
    sql include_str!("lock.sql");
}

#[async_trait]
impl CommentStore for PgUnitOfWork {
    async fn lock_place(
        &mut self,
        item: ItemRef,
        answered: Option<CommentId>,
        viewer: UserId,
    ) -> Result<Option<CommentPlace>, StoreError> {
        self.lock_comment_place(item, answered, viewer).await
    }

    async fn insert(&mut self, comment: &NewComment) -> Result<(), StoreError> {
        diesel::insert_into(comments::table)
            .values((
                comments::id.eq(comment.id.0),
                comments::user_id.eq(comment.author.0),
                comments::post_id.eq(comment.item.post()),
                comments::project_id.eq(comment.item.project()),
                comments::parent_id.eq(comment.parent.map(|parent| parent.0)),
                comments::content.eq(comment.text.as_str()),
                comments::inserted_at.eq(comment.created_at),
                comments::updated_at.eq(comment.created_at),
            ))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn lock(&mut self, id: CommentId) -> Result<Option<StoredComment>, StoreError> {
        // Which item a comment is on never changes (`comments_stay`), so that this may be read before the locks.
        let row: Option<(Option<Uuid>, Option<Uuid>)> = comments::table
            .find(id.0)
            .select((comments::post_id, comments::project_id))
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        let item = match row {
            Some((Some(post), _)) => ItemRef::Post(PostId(post)),
            Some((None, Some(project))) => ItemRef::Project(ProjectId(project)),
            Some((None, None)) | None => return Ok(None),
        };
        let connection = self.connection()?;
        let kept: Option<Uuid> = match item {
            ItemRef::Post(id) => posts::table.find(id.0).select(posts::id).for_no_key_update().first(connection).await,
            ItemRef::Project(id) => {
                projects::table.find(id.0).select(projects::id).for_no_key_update().first(connection).await
            }
        }
        .optional()
        .map_err(store_error)?;
        if kept.is_none() {
            return Ok(None);
        }
        let row: Option<(Uuid, String, bool)> =
            LockComment { id: id.0 }.get_result(self.connection()?).await.optional().map_err(store_error)?;
        Ok(row.map(|(author, text, is_public)| StoredComment { id, author: UserId(author), item, is_public, text }))
    }

    async fn edit(&mut self, id: CommentId, text: &CommentText, at: DateTime<Utc>) -> Result<(), StoreError> {
        diesel::update(comments::table.find(id.0))
            .set((comments::content.eq(text.as_str()), comments::edited_at.eq(at), comments::updated_at.eq(at)))
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn delete(&mut self, id: CommentId) -> Result<(), StoreError> {
        self.give_way().await?;
        // What hangs on it goes by foreign keys, the counters by triggers.
        diesel::delete(comments::table.find(id.0)).execute(self.connection()?).await.map(drop).map_err(store_error)
    }
}
