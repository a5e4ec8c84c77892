//! Telling people what others did.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::content::ItemRef;
use vibeslop_ports::{
    StoreError,
    notifications::{Mentions, NotificationStore},
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
        preview: &'a str as Text,
        at: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql include_str!("notifications/mention.sql");
}

#[async_trait]
impl NotificationStore for PgUnitOfWork {
    async fn mention(&mut self, mentions: &Mentions, ids: &[Uuid]) -> Result<(), StoreError> {
        let (post, project) = match mentions.target {
            ItemRef::Post(id) => (Some(id.0), None),
            ItemRef::Project(id) => (None, Some(id.0)),
        };
        let statement = Mention {
            actor: mentions.actor.0,
            ids,
            names: mentions.names.iter().map(vibeslop_domain::accounts::Username::as_str).collect(),
            post,
            project,
            preview: &mentions.preview,
            at: mentions.at,
        };
        statement.execute(self.connection()?).await.map(drop).map_err(store_error)
    }
}
