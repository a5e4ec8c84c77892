//! Locking what somebody is about to do something with.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, QueryDsl,
    sql_types::{BigInt, Bool, Nullable, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    engagement::{Act, Engageable, Likeable},
    ids::{CommentId, PostId, ProjectId, UserId},
};
use vibeslop_ports::{StoreError, engagement::LockedThing};

use crate::{
    error::store_error,
    schema::{comments, posts, projects},
    unit_of_work::PgUnitOfWork,
};

crate::statement! {
    /// See the file.
    struct People {
        viewer: Uuid as SqlUuid,
        post: Option<Uuid> as Nullable<SqlUuid>,
        project: Option<Uuid> as Nullable<SqlUuid>,
        comment: Option<Uuid> as Nullable<SqlUuid>,
    }
    rows (SqlUuid, Timestamptz);
    sql include_str!("people.sql");
}

crate::statement! {
    /// See the file.
    struct LockPost {
        id: Uuid as SqlUuid,
        viewer: Uuid as SqlUuid,
    }
    rows (SqlUuid, BigInt, BigInt, BigInt);
    sql include_str!("post.sql");
}

crate::statement! {
    /// See the file.
    struct LockProject {
        id: Uuid as SqlUuid,
        viewer: Uuid as SqlUuid,
    }
    rows (SqlUuid, BigInt, BigInt, BigInt, Bool);
    sql include_str!("project.sql");
}

crate::statement! {
    /// See the file.
    struct LockComment {
        id: Uuid as SqlUuid,
        viewer: Uuid as SqlUuid,
    }
    rows (SqlUuid, BigInt, Bool);
    sql include_str!("comment.sql");
}

/// Likes, reposts and bookmarks of an item.
struct Counted {
    likes: i64,
    reposts: i64,
    bookmarks: i64,
}

impl Counted {
    const fn of(&self, act: Act) -> i64 {
        match act {
            Act::Like(_) => self.likes,
            Act::Repost(_) => self.reposts,
            Act::Bookmark(_) => self.bookmarks,
        }
    }
}

impl PgUnitOfWork {
    pub(super) async fn lock_thing(&mut self, act: Act, viewer: UserId) -> Result<Option<LockedThing>, StoreError> {
        let Some(viewer_since) = self.lock_people(act.target(), viewer).await? else { return Ok(None) };
        let found = match act.target() {
            Likeable::Item(ItemRef::Post(id)) => self.lock_post(id, act, viewer).await?,
            Likeable::Item(ItemRef::Project(id)) => self.lock_project(id, act, viewer).await?,
            Likeable::Comment(id) => self.lock_comment(id, viewer).await?,
        };
        Ok(found.map(|(thing, total)| LockedThing { thing, total, viewer_since }))
    }

    /// Since when the viewer is there, if they still are.
    async fn lock_people(&mut self, thing: Likeable, viewer: UserId) -> Result<Option<DateTime<Utc>>, StoreError> {
        let (item, comment) = match thing {
            Likeable::Item(item) => (Some(item), None),
            Likeable::Comment(id) => (None, Some(id.0)),
        };
        let statement = People {
            viewer: viewer.0,
            post: item.and_then(ItemRef::post),
            project: item.and_then(ItemRef::project),
            comment,
        };
        let people: Vec<(Uuid, DateTime<Utc>)> = statement.load(self.connection()?).await.map_err(store_error)?;
        Ok(people.into_iter().find_map(|(id, since)| (id == viewer.0).then_some(since)))
    }

    async fn lock_post(
        &mut self,
        id: PostId,
        act: Act,
        viewer: UserId,
    ) -> Result<Option<(Engageable, i64)>, StoreError> {
        let row: Option<(Uuid, i64, i64, i64)> = LockPost { id: id.0, viewer: viewer.0 }
            .get_result(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(row.map(|(owner, likes, reposts, bookmarks)| {
            let thing = Engageable { owner: UserId(owner), item: ItemRef::Post(id), is_public: true };
            (thing, Counted { likes, reposts, bookmarks }.of(act))
        }))
    }

    async fn lock_project(
        &mut self,
        id: ProjectId,
        act: Act,
        viewer: UserId,
    ) -> Result<Option<(Engageable, i64)>, StoreError> {
        let row: Option<(Uuid, i64, i64, i64, bool)> = LockProject { id: id.0, viewer: viewer.0 }
            .get_result(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(row.map(|(owner, likes, reposts, bookmarks, is_public)| {
            let thing = Engageable { owner: UserId(owner), item: ItemRef::Project(id), is_public };
            (thing, Counted { likes, reposts, bookmarks }.of(act))
        }))
    }

    async fn lock_comment(&mut self, id: CommentId, viewer: UserId) -> Result<Option<(Engageable, i64)>, StoreError> {
        let Some(item) = self.keep_item_of(id).await? else { return Ok(None) };
        let row: Option<(Uuid, i64, bool)> = LockComment { id: id.0, viewer: viewer.0 }
            .get_result(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(row.map(|(owner, likes, is_public)| (Engageable { owner: UserId(owner), item, is_public }, likes)))
    }

    /// The item that a comment is on, kept from being deleted: the notification will name it, and whoever deletes the
    /// item has it before its comments.
    async fn keep_item_of(&mut self, comment: CommentId) -> Result<Option<ItemRef>, StoreError> {
        let row: Option<(Option<Uuid>, Option<Uuid>)> = comments::table
            .find(comment.0)
            .select((comments::post_id, comments::project_id))
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        let Some(row) = row else { return Ok(None) };
        let kept: Option<Uuid> = match row {
            (Some(post), _) => {
                posts::table.find(post).select(posts::id).for_key_share().first(self.connection()?).await
            }
            (None, Some(project)) => {
                projects::table.find(project).select(projects::id).for_key_share().first(self.connection()?).await
            }
            (None, None) => return Ok(None),
        }
        .optional()
        .map_err(store_error)?;
        Ok(kept.map(|id| match row.0 {
            Some(_) => ItemRef::Post(PostId(id)),
            None => ItemRef::Project(ProjectId(id)),
        }))
    }
}
