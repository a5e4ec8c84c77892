//! Counting what was looked at.

use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, QueryDsl,
    sql_types::{Array, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    content::ItemRef,
    engagement::{Fingerprint, Sighting},
    ids::UserId,
};
use vibeslop_ports::StoreError;

use crate::{error::store_error, schema::users, unit_of_work::PgUnitOfWork};

crate::statement! {
    /// See the file.
    struct UnseenPosts<'a> {
        ids: &'a [Uuid] as Array<SqlUuid>,
        person: Option<Uuid> as Nullable<SqlUuid>,
        browser: Option<&'a str> as Nullable<Text>,
    }
    rows SqlUuid;
    sql include_str!("unseen_posts.sql");
}

crate::statement! {
    /// See the file.
    struct UnseenProjects<'a> {
        ids: &'a [Uuid] as Array<SqlUuid>,
        person: Option<Uuid> as Nullable<SqlUuid>,
        browser: Option<&'a str> as Nullable<Text>,
    }
    rows SqlUuid;
    sql include_str!("unseen_projects.sql");
}

crate::statement! {
    /// See the file.
    struct Seen<'a> {
        posts: &'a [Uuid] as Array<SqlUuid>,
        projects: &'a [Uuid] as Array<SqlUuid>,
        person: Option<Uuid> as Nullable<SqlUuid>,
        browser: Option<&'a str> as Nullable<Text>,
        at: DateTime<Utc> as Timestamptz,
    }
    rows ();
    sql include_str!("seen.sql");
}

impl PgUnitOfWork {
    pub(super) async fn count_seen(&mut self, sighting: &Sighting, at: DateTime<Utc>) -> Result<usize, StoreError> {
        let person = sighting.onlooker.person();
        if let Some(person) = person
            && !self.keep_person(person).await?
        {
            return Ok(0);
        }
        let person = person.map(|person| person.0);
        let browser = sighting.onlooker.browser().map(Fingerprint::as_str);
        let mut posts: Vec<Uuid> = sighting.items.iter().copied().filter_map(ItemRef::post).collect();
        let mut projects: Vec<Uuid> = sighting.items.iter().copied().filter_map(ItemRef::project).collect();
        let connection = self.connection()?;
        if !posts.is_empty() {
            let unseen = UnseenPosts { ids: &posts, person, browser }.load(connection).await.map_err(store_error)?;
            posts = unseen;
        }
        if !projects.is_empty() {
            let unseen =
                UnseenProjects { ids: &projects, person, browser }.load(connection).await.map_err(store_error)?;
            projects = unseen;
        }
        if posts.is_empty() && projects.is_empty() {
            return Ok(0);
        }
        Seen { posts: &posts, projects: &projects, person, browser, at }.execute(connection).await.map_err(store_error)
    }

    /// Whether the person is still there; they stay until the unit of work ends.
    async fn keep_person(&mut self, person: UserId) -> Result<bool, StoreError> {
        let found: Option<Uuid> = users::table
            .find(person.0)
            .select(users::id)
            .for_key_share()
            .first(self.connection()?)
            .await
            .optional()
            .map_err(store_error)?;
        Ok(found.is_some())
    }
}
