//! Telling people what others did.

mod queries;

pub(crate) use queries::several;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    ids::{NotificationId, UserId},
    notifications::NotificationTarget,
};
use vibeslop_ports::{
    StoreError,
    notifications::{Cause, Mentions, NewNotification, NotificationSource, NotificationStore},
};

use crate::{error::store_error, unit_of_work::PgUnitOfWork};

crate::statement! {
    /// See the file.
    struct Mention<'a> {
        actor: Uuid as SqlUuid,
        ids: &'a [Uuid] as Array<SqlUuid>,
        names: Vec<&'a str> as Array<Text>,
        post: Option<Uuid> as Nullable<SqlUuid>,
        project: Option<Uuid> as Nullable<SqlUuid>,
        comment: Option<Uuid> as Nullable<SqlUuid>,
        preview: &'a str as Text,
        at: DateTime<Utc> as Timestamptz,
    }
    rows SqlUuid;
    sql include_str!("notifications/mention.sql");
}

crate::statement! {
    /// See the file.
    struct Tell<'a> {
        ids: Vec<Uuid> as Array<SqlUuid>,
        kinds: Vec<&'a str> as Array<Text>,
        actors: Vec<Uuid> as Array<SqlUuid>,
        recipients: Vec<Uuid> as Array<SqlUuid>,
        posts: Vec<Option<Uuid>> as Array<Nullable<SqlUuid>>,
        projects: Vec<Option<Uuid>> as Array<Nullable<SqlUuid>>,
        gigs: Vec<Option<Uuid>> as Array<Nullable<SqlUuid>>,
        source_comments: Vec<Option<Uuid>> as Array<Nullable<SqlUuid>>,
        source_posts: Vec<Option<Uuid>> as Array<Nullable<SqlUuid>>,
        previews: Vec<Option<&'a str>> as Array<Nullable<Text>>,
        times: Vec<DateTime<Utc>> as Array<Timestamptz>,
    }
    rows ();
    sql include_str!("notifications/tell.sql");
}

crate::statement! {
    /// See the file.
    struct Retract<'a> {
        recipient: Uuid as SqlUuid,
        kind: &'a str as Text,
        actor: Uuid as SqlUuid,
        post: Option<Uuid> as Nullable<SqlUuid>,
        project: Option<Uuid> as Nullable<SqlUuid>,
        gig: Option<Uuid> as Nullable<SqlUuid>,
        source_comment: Option<Uuid> as Nullable<SqlUuid>,
        source_post: Option<Uuid> as Nullable<SqlUuid>,
    }
    rows ();
    sql include_str!("notifications/retract.sql");
}

/// The comment, or else the post, that brought something about.
fn source(cause: &Cause) -> (Option<Uuid>, Option<Uuid>) {
    match cause.source {
        Some(NotificationSource::Comment(id)) => (Some(id.0), None),
        Some(NotificationSource::Post(id)) => (None, Some(id.0)),
        None => (None, None),
    }
}

crate::statement! {
    /// Index: the primary key.
    struct MarkRead {
        user: Uuid as SqlUuid,
        id: Uuid as SqlUuid,
    }
    rows ();
    sql "UPDATE notifications SET read = true WHERE id = $2 AND user_id = $1 AND NOT read";
}

crate::statement! {
    /// See the file.
    struct MarkAllRead {
        user: Uuid as SqlUuid,
        at: DateTime<Utc> as Timestamptz,
    }
    rows BigInt;
    sql include_str!("notifications/mark_all.sql");
}

#[async_trait]
impl NotificationStore for PgUnitOfWork {
    async fn mark_read(&mut self, user: UserId, notification: NotificationId) -> Result<(), StoreError> {
        let statement = MarkRead { user: user.0, id: notification.0 };
        statement.execute(self.connection()?).await.map(drop).map_err(store_error)
    }

    async fn mark_all_read(&mut self, user: UserId, at: DateTime<Utc>) -> Result<u64, StoreError> {
        let statement = MarkAllRead { user: user.0, at };
        let marked: i64 = statement.get_result(self.connection()?).await.map_err(store_error)?;
        Ok(u64::try_from(marked).unwrap_or_default())
    }

    async fn mention(&mut self, mentions: &Mentions, ids: &[Uuid]) -> Result<Vec<UserId>, StoreError> {
        let statement = Mention {
            actor: mentions.actor.0,
            ids,
            names: mentions.names.iter().map(vibeslop_domain::accounts::Username::as_str).collect(),
            post: mentions.target.post(),
            project: mentions.target.project(),
            comment: mentions.comment.map(|comment| comment.0),
            preview: &mentions.preview,
            at: mentions.at,
        };
        let told: Vec<Uuid> = statement.load(self.connection()?).await.map_err(store_error)?;
        Ok(told.into_iter().map(UserId).collect())
    }

    async fn tell(&mut self, notifications: &[NewNotification]) -> Result<(), StoreError> {
        if notifications.is_empty() {
            return Ok(());
        }
        let causes = || notifications.iter().map(|notification| &notification.cause);
        let statement = Tell {
            ids: causes().map(|_| self.new_id()).collect(),
            kinds: causes().map(|cause| cause.kind.as_str()).collect(),
            actors: causes().map(|cause| cause.actor.0).collect(),
            recipients: causes().map(|cause| cause.recipient.0).collect(),
            posts: causes().map(|cause| cause.target.and_then(NotificationTarget::post)).collect(),
            projects: causes().map(|cause| cause.target.and_then(NotificationTarget::project)).collect(),
            gigs: causes().map(|cause| cause.target.and_then(NotificationTarget::gig)).collect(),
            source_comments: causes().map(|cause| source(cause).0).collect(),
            source_posts: causes().map(|cause| source(cause).1).collect(),
            previews: notifications.iter().map(|notification| notification.preview.as_deref()).collect(),
            times: notifications.iter().map(|notification| notification.at).collect(),
        };
        statement.execute(self.connection()?).await.map(drop).map_err(store_error)
    }

    async fn retract(&mut self, cause: &Cause) -> Result<(), StoreError> {
        let (source_comment, source_post) = source(cause);
        let statement = Retract {
            recipient: cause.recipient.0,
            kind: cause.kind.as_str(),
            actor: cause.actor.0,
            post: cause.target.and_then(NotificationTarget::post),
            project: cause.target.and_then(NotificationTarget::project),
            gig: cause.target.and_then(NotificationTarget::gig),
            source_comment,
            source_post,
        };
        statement.execute(self.connection()?).await.map(drop).map_err(store_error)
    }
}
