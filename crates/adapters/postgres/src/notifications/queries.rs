use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::{
    prelude::Queryable,
    sql_types::{Array, BigInt, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;
use vibeslop_domain::{
    ids::{GigId, NotificationId, PostId, ProjectId, UserId},
    notifications::NotificationKind,
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    content::AuthorView,
    notifications::{NotificationQueries, NotificationView, TargetView, Waiting},
};

use crate::{Database, error::store_error, rows::word};

/// What `shown.sql` answers.
type Shown = (
    (SqlUuid, Text, Nullable<Text>, Timestamptz, Bool, BigInt),
    (SqlUuid, Text, Text, Nullable<Text>, Bool),
    (Nullable<SqlUuid>, Nullable<Text>),
    (Nullable<SqlUuid>, Nullable<Text>),
    (Nullable<SqlUuid>, Nullable<Text>),
    (Nullable<SqlUuid>, Nullable<Text>),
);

crate::statement! {
    /// See the files.
    struct Listed {
        of: Uuid as SqlUuid,
        at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        id: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows Shown;
    sql concat!(include_str!("page.sql"), include_str!("shown.sql"));
}

crate::statement! {
    /// See the files.
    struct Grouped<'a> {
        of: Uuid as SqlUuid,
        at: Option<DateTime<Utc>> as Nullable<Timestamptz>,
        id: Option<Uuid> as Nullable<SqlUuid>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
        merging: &'a [&'a str] as Array<Text>,
    }
    rows Shown;
    sql concat!(include_str!("groups.sql"), include_str!("shown.sql"));
}

crate::statement! {
    /// See the files.
    struct One {
        id: Uuid as SqlUuid,
        of: Uuid as SqlUuid,
    }
    rows Shown;
    sql concat!(include_str!("one.sql"), include_str!("shown.sql"));
}

crate::statement! {
    /// See the files.
    struct Several<'a> {
        ids: &'a [Uuid] as Array<SqlUuid>,
    }
    rows Shown;
    sql concat!(include_str!("several.sql"), include_str!("shown.sql"));
}

crate::statement! {
    /// See the file.
    struct Unread {
        user: Uuid as SqlUuid,
    }
    rows BigInt;
    sql include_str!("unread.sql");
}

crate::statement! {
    /// See the file.
    struct Waits {
        user: Uuid as SqlUuid,
    }
    rows (BigInt, BigInt);
    sql include_str!("waiting.sql");
}

/// A thing by its identifier, with its text or title.
type Named = (Option<Uuid>, Option<String>);

/// One of those who acted, with what they did.
#[derive(Debug, Queryable)]
struct Row {
    told: (Uuid, String, Option<String>, DateTime<Utc>, bool, i64),
    actor: (Uuid, String, String, Option<String>, bool),
    post: Named,
    project: Named,
    gig: Named,
    quoting: Named,
}

fn actor(
    (id, username, display_name, avatar_url, is_verified): (Uuid, String, String, Option<String>, bool),
) -> AuthorView {
    AuthorView { id: UserId(id), username, display_name, avatar_url, is_verified }
}

fn post((id, beginning): Named) -> Option<TargetView> {
    Some(TargetView::Post { id: PostId(id?), beginning: beginning? })
}

fn project((id, title): Named) -> Option<TargetView> {
    Some(TargetView::Project { id: ProjectId(id?), title: title? })
}

fn gig((id, title): Named) -> Option<TargetView> {
    Some(TargetView::Gig { id: GigId(id?), title: title? })
}

/// Puts the rows of each notification together. They come one behind the other.
fn views(rows: Vec<Row>) -> Result<Vec<NotificationView>, StoreError> {
    let mut views: Vec<NotificationView> = Vec::new();
    for row in rows {
        let (id, kind, preview, created_at, read, actor_count) = row.told;
        let id = NotificationId(id);
        if let Some(view) = views.last_mut().filter(|view| view.id == id) {
            view.actors.push(actor(row.actor));
            continue;
        }
        views.push(NotificationView {
            id,
            kind: word(&kind, "notifications.type")?,
            actors: vec![actor(row.actor)],
            actor_count,
            target: post(row.post).or_else(|| project(row.project)).or_else(|| gig(row.gig)),
            source: post(row.quoting),
            preview,
            created_at,
            read,
        });
    }
    Ok(views)
}

fn page(rows: Vec<Row>, limit: Limit) -> Result<Page<NotificationView, TimeCursor>, StoreError> {
    let cursor = |view: &NotificationView| TimeCursor { at: view.created_at, id: view.id.0 };
    Ok(Page::of_one_more(views(rows)?, limit, cursor))
}

/// Some of what people were told of, each as the one sees it who was told.
pub(crate) async fn several(
    connection: &mut AsyncPgConnection,
    ids: &[NotificationId],
) -> Result<Vec<NotificationView>, StoreError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<Row> = Several { ids: &ids }.load(connection).await.map_err(store_error)?;
    views(rows)
}

#[async_trait]
impl NotificationQueries for Database {
    async fn notifications(
        &self,
        of: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<NotificationView, TimeCursor>, StoreError> {
        let mut connection = self.reader().await?;
        let after = start.cursor();
        let statement = Listed {
            of: of.0,
            at: after.map(|after| after.at),
            id: after.map(|after| after.id),
            limit: limit.and_one(),
            offset: start.skipped(),
        };
        page(statement.load(&mut connection).await.map_err(store_error)?, limit)
    }

    async fn grouped(
        &self,
        of: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<NotificationView, TimeCursor>, StoreError> {
        let mut connection = self.reader().await?;
        let after = start.cursor();
        let merging: Vec<&str> = NotificationKind::merging().map(NotificationKind::as_str).collect();
        let statement = Grouped {
            of: of.0,
            at: after.map(|after| after.at),
            id: after.map(|after| after.id),
            limit: limit.and_one(),
            offset: start.skipped(),
            merging: &merging,
        };
        page(statement.load(&mut connection).await.map_err(store_error)?, limit)
    }

    async fn notification(&self, id: NotificationId, of: UserId) -> Result<Option<NotificationView>, StoreError> {
        let mut connection = self.reader().await?;
        let statement = One { id: id.0, of: of.0 };
        let rows: Vec<Row> = statement.load(&mut connection).await.map_err(store_error)?;
        Ok(views(rows)?.pop())
    }

    async fn unread(&self, user: UserId) -> Result<i64, StoreError> {
        let mut connection = self.reader().await?;
        Unread { user: user.0 }.get_result(&mut connection).await.map_err(store_error)
    }

    async fn waiting(&self, user: UserId) -> Result<Waiting, StoreError> {
        let mut connection = self.reader().await?;
        let (notifications, messages) =
            Waits { user: user.0 }.get_result(&mut connection).await.map_err(store_error)?;
        Ok(Waiting { notifications, messages })
    }
}
