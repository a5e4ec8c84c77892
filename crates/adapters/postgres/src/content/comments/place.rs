//! Locking what somebody is about to comment on. The order is that of the migration `counters`: people, the item, then
//! the comment.

use diesel::{
    OptionalExtension,
    sql_types::{Bool, Nullable, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    content::{AnsweredComment, CommentPlace, ItemRef},
    ids::{CommentId, UserId},
};
use vibeslop_ports::StoreError;

use crate::{error::store_error, unit_of_work::PgUnitOfWork};

crate::statement! {
    /// See the file.
    struct People {
        writer: Uuid as SqlUuid,
        post: Option<Uuid> as Nullable<SqlUuid>,
        project: Option<Uuid> as Nullable<SqlUuid>,
        answered: Option<Uuid> as Nullable<SqlUuid>,
    }
    rows SqlUuid;
    sql include_str!("people.sql");
}

crate::statement! {
    /// See the file.
    struct LockPost {
        id: Uuid as SqlUuid,
        writer: Uuid as SqlUuid,
    }
    rows (SqlUuid, Bool, Bool);
    sql include_str!("lock_post.sql");
}

crate::statement! {
    /// See the file.
    struct LockProject {
        id: Uuid as SqlUuid,
        writer: Uuid as SqlUuid,
    }
    rows (SqlUuid, Bool, Bool);
    sql include_str!("lock_project.sql");
}

crate::statement! {
    /// See the file.
    struct Answered {
        id: Uuid as SqlUuid,
        post: Option<Uuid> as Nullable<SqlUuid>,
        project: Option<Uuid> as Nullable<SqlUuid>,
        writer: Uuid as SqlUuid,
    }
    rows (SqlUuid, Bool);
    sql include_str!("answered.sql");
}

impl PgUnitOfWork {
    pub(super) async fn lock_comment_place(
        &mut self,
        item: ItemRef,
        answered: Option<CommentId>,
        viewer: UserId,
    ) -> Result<Option<CommentPlace>, StoreError> {
        let people = People {
            writer: viewer.0,
            post: item.post(),
            project: item.project(),
            answered: answered.map(|answered| answered.0),
        };
        let people: Vec<Uuid> = people.load(self.connection()?).await.map_err(store_error)?;
        if !people.contains(&viewer.0) {
            return Ok(None);
        }
        let connection = self.connection()?;
        let found: Option<(Uuid, bool, bool)> = match item {
            ItemRef::Post(id) => LockPost { id: id.0, writer: viewer.0 }.get_result(connection).await,
            ItemRef::Project(id) => LockProject { id: id.0, writer: viewer.0 }.get_result(connection).await,
        }
        .optional()
        .map_err(store_error)?;
        let Some((owner, is_public, blocked)) = found else { return Ok(None) };
        let answered = match answered {
            Some(id) => self.keep_answered(id, item, viewer).await?,
            None => None,
        };
        Ok(Some(CommentPlace { owner: UserId(owner), is_public, blocked, answered }))
    }

    async fn keep_answered(
        &mut self,
        id: CommentId,
        item: ItemRef,
        viewer: UserId,
    ) -> Result<Option<AnsweredComment>, StoreError> {
        let statement = Answered { id: id.0, post: item.post(), project: item.project(), writer: viewer.0 };
        let row: Option<(Uuid, bool)> =
            statement.get_result(self.connection()?).await.optional().map_err(store_error)?;
        Ok(row.map(|(author, blocked)| AnsweredComment { author: UserId(author), blocked }))
    }
}
