use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods, OptionalExtension, QueryDsl,
    sql_types::{Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    content::{ItemRef, NewPost, PostText, Quote},
    ids::{PostId, ProjectId, UserId},
};
use vibeslop_ports::{
    StoreError,
    content::{PostStore, QuotedItem, StoredPost},
};

use crate::{
    error::store_error,
    schema::{post_media, posts, projects},
    unit_of_work::PgUnitOfWork,
};

crate::statement! {
    /// Whose a post is that a viewer may see, kept from being deleted. Index: the primary key.
    struct VisiblePost {
        id: Uuid as SqlUuid,
        viewer: Uuid as SqlUuid,
    }
    rows SqlUuid;
    sql "SELECT p.user_id FROM posts p JOIN active_users u ON u.id = p.user_id
         WHERE p.id = $1
             AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = p.user_id)
         FOR KEY SHARE OF p";
}

crate::statement! {
    /// Whose a published project is that a viewer may see, kept from being deleted. Index: the primary key.
    struct VisibleProject {
        id: Uuid as SqlUuid,
        viewer: Uuid as SqlUuid,
    }
    rows SqlUuid;
    sql "SELECT j.user_id FROM projects j JOIN active_users u ON u.id = j.user_id
         WHERE j.id = $1 AND j.status = 'published'
             AND NOT EXISTS (SELECT FROM hidden_people h WHERE h.viewer_id = $2 AND h.author_id = j.user_id)
         FOR KEY SHARE OF j";
}

crate::statement! {
    /// What a repost shows. Index: the primary key.
    struct Reposted {
        id: Uuid as SqlUuid,
    }
    rows (Nullable<SqlUuid>, Nullable<SqlUuid>);
    sql "SELECT post_id, project_id FROM reposts WHERE id = $1";
}

crate::statement! {
    /// See the file.
    struct LockPost {
        id: Uuid as SqlUuid,
    }
    rows (SqlUuid, Text, Bool);
    sql include_str!("post_lock.sql");
}

crate::statement! {
    /// See the file.
    struct EditPost<'a> {
        id: Uuid as SqlUuid,
        text: &'a str as Text,
        at: DateTime<Utc> as Timestamptz,
        kept: Uuid as SqlUuid,
    }
    rows ();
    sql include_str!("post_edit.sql");
}

impl PgUnitOfWork {
    /// The item itself, if `viewer` may see it.
    async fn visible(&mut self, item: ItemRef, viewer: UserId) -> Result<Option<QuotedItem>, StoreError> {
        let connection = self.connection()?;
        let found: Option<Uuid> = match item {
            ItemRef::Post(id) => VisiblePost { id: id.0, viewer: viewer.0 }.get_result(connection).await,
            ItemRef::Project(id) => VisibleProject { id: id.0, viewer: viewer.0 }.get_result(connection).await,
        }
        .optional()
        .map_err(store_error)?;
        Ok(found.map(|owner| QuotedItem { item, owner: UserId(owner) }))
    }
}

#[async_trait]
impl PostStore for PgUnitOfWork {
    async fn resolve_quote(&mut self, quote: Quote, viewer: UserId) -> Result<Option<QuotedItem>, StoreError> {
        let (id, named) = match quote {
            Quote::Post(id) => (id, ItemRef::Post(PostId(id))),
            Quote::Project(id) => (id, ItemRef::Project(ProjectId(id))),
        };
        if let Some(item) = self.visible(named, viewer).await? {
            return Ok(Some(item));
        }
        match self.original_of(id).await? {
            Some(original) => self.visible(original, viewer).await,
            None => Ok(None),
        }
    }

    async fn owns_project(&mut self, owner: UserId, project: ProjectId) -> Result<bool, StoreError> {
        let found: Option<Uuid> = projects::table
            .find(project.0)
            .filter(projects::user_id.eq(owner.0))
            .select(projects::id)
            .for_key_share()
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(found.is_some())
    }

    async fn insert(&mut self, post: &NewPost) -> Result<(), StoreError> {
        let (quoted_post, quoted_project) = match post.quote {
            Some(ItemRef::Post(id)) => (Some(id.0), None),
            Some(ItemRef::Project(id)) => (None, Some(id.0)),
            None => (None, None),
        };
        diesel::insert_into(posts::table)
            .values((
                posts::id.eq(post.id.0),
                posts::user_id.eq(post.author.0),
                posts::content.eq(post.text.as_str()),
                posts::linked_project_id.eq(post.linked_project.map(|id| id.0)),
                posts::quoted_post_id.eq(quoted_post),
                posts::quoted_project_id.eq(quoted_project),
                posts::inserted_at.eq(post.created_at),
                posts::updated_at.eq(post.created_at),
            ))
            .execute(self.connection()?)
            .await
            .map_err(store_error)?;
        if post.media.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = post
            .media
            .iter()
            .zip(0_i32..)
            .map(|(image, position)| {
                (
                    post_media::id.eq(self.new_id()),
                    post_media::post_id.eq(post.id.0),
                    post_media::url.eq(image.as_str()),
                    post_media::position.eq(position),
                )
            })
            .collect();
        diesel::insert_into(post_media::table)
            .values(rows)
            .execute(self.connection()?)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn lock(&mut self, id: PostId) -> Result<Option<StoredPost>, StoreError> {
        let row: Option<(Uuid, String, bool)> =
            LockPost { id: id.0 }.get_result(self.connection()?).await.optional().map_err(store_error)?;
        Ok(row.map(|(author, text, shows)| StoredPost { id, author: UserId(author), text, shows }))
    }

    async fn edit(&mut self, id: PostId, text: &PostText, at: DateTime<Utc>) -> Result<(), StoreError> {
        let statement = EditPost { id: id.0, text: text.as_str(), at, kept: self.new_id() };
        statement.execute(self.connection()?).await.map(drop).map_err(store_error)
    }

    async fn delete(&mut self, id: PostId) -> Result<(), StoreError> {
        self.give_way().await?;
        // What hangs on it goes by foreign keys, the counters of others by triggers.
        diesel::delete(posts::table.find(id.0)).execute(self.connection()?).await.map(drop).map_err(store_error)
    }

    async fn original_of(&mut self, repost: Uuid) -> Result<Option<ItemRef>, StoreError> {
        let row: Option<(Option<Uuid>, Option<Uuid>)> =
            Reposted { id: repost }.get_result(self.connection()?).await.optional().map_err(store_error)?;
        Ok(row.and_then(|(post, project)| {
            post.map(|id| ItemRef::Post(PostId(id))).or(project.map(|id| ItemRef::Project(ProjectId(id))))
        }))
    }
}
