use async_trait::async_trait;
use diesel::{
    OptionalExtension,
    sql_types::{Text, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;
use vibeslop_domain::{
    accounts::Username,
    ids::UserId,
    page::{Limit, Page, Start, TimeCursor},
};
use vibeslop_ports::{
    StoreError,
    accounts::UserSummaryView,
    social::{FollowView, SocialQueries},
};

use super::lists::{Blocked, Followed, Followers, Muted, PersonRow, page};
use crate::{Database, error::store_error};

crate::statement! {
    /// A person by name. Index: `users_username_key`.
    struct Person<'a> {
        username: &'a str as Text,
    }
    rows SqlUuid;
    sql "SELECT u.id FROM active_users u WHERE u.username = $1";
}

async fn find(connection: &mut AsyncPgConnection, name: &Username) -> Result<Option<UserId>, StoreError> {
    let statement = Person { username: name.as_str() };
    let id: Option<Uuid> = statement.get_result(connection).await.optional().map_err(store_error)?;
    Ok(id.map(UserId))
}

/// Runs the statement of a list of people.
macro_rules! read {
    ($connection:expr, $list:ident, $of:expr, $viewer:expr, $start:expr, $limit:expr) => {{
        let after = $start.cursor();
        let statement = $list {
            of: $of.0,
            viewer: $viewer.map(|viewer: UserId| viewer.0),
            at: after.map(|after| after.at),
            id: after.map(|after| after.id),
            limit: $limit.and_one(),
            offset: $start.skipped(),
        };
        let rows: Vec<PersonRow> = statement.load($connection).await.map_err(store_error)?;
        page(rows, $limit)
    }};
}

#[async_trait]
impl SocialQueries for Database {
    async fn followers(
        &self,
        of: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FollowView, TimeCursor>>, StoreError> {
        let mut connection = self.connection().await?;
        let Some(of) = find(&mut connection, of).await? else { return Ok(None) };
        Ok(Some(read!(&mut *connection, Followers, of, viewer, start, limit)))
    }

    async fn followed(
        &self,
        by: &Username,
        start: Start,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Option<Page<FollowView, TimeCursor>>, StoreError> {
        let mut connection = self.connection().await?;
        let Some(by) = find(&mut connection, by).await? else { return Ok(None) };
        Ok(Some(read!(&mut *connection, Followed, by, viewer, start, limit)))
    }

    async fn blocked(
        &self,
        by: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<UserSummaryView, TimeCursor>, StoreError> {
        let mut connection = self.connection().await?;
        Ok(read!(&mut *connection, Blocked, by, Some(by), start, limit).map(|view| view.person))
    }

    async fn muted(
        &self,
        by: UserId,
        start: Start,
        limit: Limit,
    ) -> Result<Page<UserSummaryView, TimeCursor>, StoreError> {
        let mut connection = self.connection().await?;
        Ok(read!(&mut *connection, Muted, by, Some(by), start, limit).map(|view| view.person))
    }
}
