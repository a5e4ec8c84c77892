//! Which pictures are kept. See the migration `media_files`.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use diesel::sql_types::{Array, BigInt, Text, Timestamptz};
use diesel_async::RunQueryDsl;
use vibeslop_domain::content::MediaFile;
use vibeslop_ports::{
    StoreError,
    content::{MediaHolds, MediaRegister},
};

use crate::{
    Database,
    error::{names_nothing, store_error},
    unit_of_work::PgUnitOfWork,
};

/// That nothing refers to the picture `m`. Indexes: `post_media_by_file`, `project_images_by_file`,
/// `users_by_avatar_file`, `users_by_banner_file`.
macro_rules! unused {
    () => {
        "NOT EXISTS (SELECT FROM post_media r WHERE r.file = m.name)
         AND NOT EXISTS (SELECT FROM project_images r WHERE r.file = m.name)
         AND NOT EXISTS (SELECT FROM users r WHERE r.avatar_file = m.name)
         AND NOT EXISTS (SELECT FROM users r WHERE r.banner_file = m.name)"
    };
}

crate::statement! {
    /// In the order of names, so that two who hold the same take turns. Waits for a row that is being struck off, and then
    /// adds it anew. Index: the primary key.
    struct Hold<'a> {
        names: &'a [String] as Array<Text>,
        until: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql "INSERT INTO media_files AS kept (name, held_until)
         SELECT DISTINCT name, $2 FROM unnest($1) AS name ORDER BY name
         ON CONFLICT (name) DO UPDATE SET held_until = greatest(kept.held_until, excluded.held_until)";
}

crate::statement! {
    /// Index: the primary key, and those of the rows that refer to pictures.
    struct Unused<'a> {
        after: &'a str as Text,
        now: DateTime<Utc> as Timestamptz,
        most: i64 as BigInt,
    }
    rows Text;
    sql concat!(
        "SELECT m.name FROM media_files m WHERE m.name > $1 AND m.held_until <= $2 AND ", unused!(),
        " ORDER BY m.name LIMIT $3"
    );
}

crate::statement! {
    /// The foreign keys decide; the conditions spare them the question. Index: the primary key.
    struct Strike<'a> {
        name: &'a str as Text,
        now: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql concat!("DELETE FROM media_files m WHERE m.name = $1 AND m.held_until <= $2 AND ", unused!());
}

#[async_trait]
impl MediaHolds for Database {
    async fn hold(&self, files: &[MediaFile], until: DateTime<Utc>) -> Result<(), StoreError> {
        if files.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = files.iter().map(ToString::to_string).collect();
        // Committed at once, also where the request is one transaction.
        let mut connection = self.own().await?;
        Hold { names: &names, until }.execute(&mut *connection).await.map(drop).map_err(store_error)
    }

    async fn unused(
        &self,
        after: Option<MediaFile>,
        most: u32,
        now: DateTime<Utc>,
    ) -> Result<Vec<MediaFile>, StoreError> {
        let after = after.map(|file| file.to_string()).unwrap_or_default();
        let mut connection = self.connection().await?;
        let statement = Unused { after: &after, now, most: i64::from(most) };
        let names: Vec<String> = statement.load(&mut *connection).await.map_err(store_error)?;
        names
            .iter()
            .map(|name| MediaFile::parse(name).ok_or_else(|| StoreError::failed("media_files.name is no name")))
            .collect()
    }
}

#[async_trait]
impl MediaRegister for PgUnitOfWork {
    async fn strike(&mut self, file: &MediaFile, now: DateTime<Utc>) -> Result<bool, StoreError> {
        self.give_way().await?;
        match (Strike { name: &file.to_string(), now }).execute(self.connection()?).await {
            Ok(struck) => Ok(struck > 0),
            // Somebody has referred to it since the statement began to look.
            Err(error) if names_nothing(&error) => Err(StoreError::Contended(error.into())),
            Err(error) => Err(store_error(error)),
        }
    }
}
