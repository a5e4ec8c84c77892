use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::RunQueryDsl;
use vibeslop_domain::{
    content::ItemRef,
    engagement::{Act, Likeable, Sighting},
    ids::UserId,
};
use vibeslop_ports::{
    StoreError,
    engagement::{EngagementStore, LockedThing},
};

use crate::{
    error::store_error,
    schema::{bookmarks, likes, reposts},
    unit_of_work::PgUnitOfWork,
};

/// Takes somebody's row about a thing away. Index: the table's unique one for things of that kind.
macro_rules! take_away {
    ($connection:expr, $viewer:expr, $table:ident :: $column:ident = $id:expr) => {
        diesel::delete($table::table.filter($table::user_id.eq($viewer)).filter($table::$column.eq($id)))
            .execute($connection)
            .await
    };
}

#[async_trait]
impl EngagementStore for PgUnitOfWork {
    async fn lock(&mut self, act: Act, viewer: UserId) -> Result<Option<LockedThing>, StoreError> {
        self.lock_thing(act, viewer).await
    }

    async fn add(&mut self, act: Act, viewer: UserId, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let id = self.new_id();
        let connection = self.connection()?;
        // The unique indexes decide. An error would end the transaction; a skipped row does not.
        let added = match act {
            Act::Like(target) => {
                let (item, comment) = match target {
                    Likeable::Item(item) => (Some(item), None),
                    Likeable::Comment(id) => (None, Some(id.0)),
                };
                diesel::insert_into(likes::table)
                    .values((
                        likes::id.eq(id),
                        likes::user_id.eq(viewer.0),
                        likes::post_id.eq(item.and_then(ItemRef::post)),
                        likes::project_id.eq(item.and_then(ItemRef::project)),
                        likes::comment_id.eq(comment),
                        likes::inserted_at.eq(at),
                    ))
                    .on_conflict_do_nothing()
                    .execute(connection)
                    .await
            }
            Act::Repost(item) => {
                diesel::insert_into(reposts::table)
                    .values((
                        reposts::id.eq(id),
                        reposts::user_id.eq(viewer.0),
                        reposts::post_id.eq(item.post()),
                        reposts::project_id.eq(item.project()),
                        reposts::inserted_at.eq(at),
                    ))
                    .on_conflict_do_nothing()
                    .execute(connection)
                    .await
            }
            Act::Bookmark(item) => {
                diesel::insert_into(bookmarks::table)
                    .values((
                        bookmarks::id.eq(id),
                        bookmarks::user_id.eq(viewer.0),
                        bookmarks::post_id.eq(item.post()),
                        bookmarks::project_id.eq(item.project()),
                        bookmarks::inserted_at.eq(at),
                    ))
                    .on_conflict_do_nothing()
                    .execute(connection)
                    .await
            }
        };
        added.map(|rows| rows > 0).map_err(store_error)
    }

    async fn remove(&mut self, act: Act, viewer: UserId) -> Result<bool, StoreError> {
        let (connection, viewer) = (self.connection()?, viewer.0);
        let removed = match act {
            Act::Like(Likeable::Item(ItemRef::Post(id))) => take_away!(connection, viewer, likes::post_id = id.0),
            Act::Like(Likeable::Item(ItemRef::Project(id))) => take_away!(connection, viewer, likes::project_id = id.0),
            Act::Like(Likeable::Comment(id)) => take_away!(connection, viewer, likes::comment_id = id.0),
            Act::Repost(ItemRef::Post(id)) => take_away!(connection, viewer, reposts::post_id = id.0),
            Act::Repost(ItemRef::Project(id)) => take_away!(connection, viewer, reposts::project_id = id.0),
            Act::Bookmark(ItemRef::Post(id)) => take_away!(connection, viewer, bookmarks::post_id = id.0),
            Act::Bookmark(ItemRef::Project(id)) => take_away!(connection, viewer, bookmarks::project_id = id.0),
        };
        removed.map(|rows| rows > 0).map_err(store_error)
    }

    async fn see(&mut self, sighting: &Sighting, at: DateTime<Utc>) -> Result<usize, StoreError> {
        self.count_seen(sighting, at).await
    }
}
