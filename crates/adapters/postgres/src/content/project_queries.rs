use async_trait::async_trait;
use diesel::{
    ExpressionMethods, NullableExpressionMethods, OptionalExtension, QueryDsl,
    sql_types::{Array, BigInt, Bool, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl;
use uuid::Uuid;
use vibeslop_domain::{
    ids::{ProjectId, UserId},
    page::Limit,
};
use vibeslop_ports::{
    StoreError,
    content::{ProjectCardView, ProjectDetailView, ProjectList, ProjectOrder, ProjectQueries},
};

use super::{ProjectCardRow, ProjectCardsById, rows::ProjectDetailRow};
use crate::{Database, error::store_error, rows::like_containing, schema::projects};

crate::statement! {
    /// See the file.
    struct ProjectDetail {
        id: Uuid as SqlUuid,
        viewer: Option<Uuid> as Nullable<SqlUuid>,
    }
    rows (
        SqlUuid, Text, Text, Nullable<Text>, Text, Nullable<Text>, Nullable<Text>,
        BigInt, BigInt, BigInt, BigInt, Timestamptz,
        Jsonb, Jsonb, Jsonb, Jsonb, Jsonb,
        SqlUuid, Text, Text, Nullable<Text>, Bool, Nullable<Text>, Jsonb, Bool, Bool, Bool,
    );
    sql include_str!("project_detail.sql");
}

crate::statement! {
    /// See the file.
    struct ProjectsListed<'a> {
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        pattern: Option<String> as Nullable<Text>,
        tools: &'a [String] as Array<Text>,
        stacks: &'a [String] as Array<Text>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows SqlUuid;
    sql include_str!("project_list.sql");
}

crate::statement! {
    /// See the file.
    struct ProjectsMostLiked<'a> {
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        pattern: Option<String> as Nullable<Text>,
        tools: &'a [String] as Array<Text>,
        stacks: &'a [String] as Array<Text>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows SqlUuid;
    sql include_str!("project_list_top.sql");
}

crate::statement! {
    /// See the file.
    struct ProjectsTrending<'a> {
        viewer: Option<Uuid> as Nullable<SqlUuid>,
        pattern: Option<String> as Nullable<Text>,
        tools: &'a [String] as Array<Text>,
        stacks: &'a [String] as Array<Text>,
        limit: i64 as BigInt,
        offset: i64 as BigInt,
    }
    rows SqlUuid;
    sql include_str!("project_list_trending.sql");
}

#[async_trait]
impl ProjectQueries for Database {
    async fn card(&self, id: ProjectId, viewer: Option<UserId>) -> Result<Option<ProjectCardView>, StoreError> {
        let mut connection = self.reader().await?;
        let row: Option<ProjectCardRow> = ProjectCardsById { ids: &[id.0], viewer: viewer.map(|viewer| viewer.0) }
            .get_result(&mut connection)
            .await
            .optional()
            .map_err(store_error)?;
        row.map(|row| row.view(viewer)).transpose()
    }

    async fn detail(&self, id: ProjectId, viewer: Option<UserId>) -> Result<Option<ProjectDetailView>, StoreError> {
        let mut connection = self.reader().await?;
        let row: Option<ProjectDetailRow> = ProjectDetail { id: id.0, viewer: viewer.map(|viewer| viewer.0) }
            .get_result(&mut connection)
            .await
            .optional()
            .map_err(store_error)?;
        row.map(|row| row.view(viewer)).transpose()
    }

    async fn list(
        &self,
        list: &ProjectList,
        limit: Limit,
        viewer: Option<UserId>,
    ) -> Result<Vec<ProjectCardView>, StoreError> {
        // Looking for what hardly anybody wrote can take long.
        let filtered = list.search.is_some() || !list.tools.is_empty() || !list.stacks.is_empty();
        let mut connection = if filtered { self.slow_reader().await? } else { self.reader().await? };
        let (reader, viewer) = (viewer, viewer.map(|viewer| viewer.0));
        let pattern = list.search.as_deref().map(like_containing);
        let (tools, stacks) = (list.tools.as_slice(), list.stacks.as_slice());
        let (limit, offset) = (i64::from(limit.get()), i64::from(list.offset.get()));
        let ids: Vec<Uuid> = match list.order {
            ProjectOrder::Recent => {
                ProjectsListed { viewer, pattern, tools, stacks, limit, offset }.load(&mut connection).await
            }
            ProjectOrder::Top => {
                ProjectsMostLiked { viewer, pattern, tools, stacks, limit, offset }.load(&mut connection).await
            }
            ProjectOrder::Trending => {
                ProjectsTrending { viewer, pattern, tools, stacks, limit, offset }.load(&mut connection).await
            }
        }
        .map_err(store_error)?;
        let rows: Vec<ProjectCardRow> =
            ProjectCardsById { ids: &ids, viewer }.load(&mut connection).await.map_err(store_error)?;
        let mut cards: Vec<ProjectCardView> = rows.into_iter().map(|row| row.view(reader)).collect::<Result<_, _>>()?;
        cards.sort_by_key(|card| ids.iter().position(|id| *id == card.id.0));
        Ok(cards)
    }

    async fn github_urls(&self, owner: UserId) -> Result<Vec<String>, StoreError> {
        let mut connection = self.connection().await?;
        projects::table
            .filter(projects::user_id.eq(owner.0))
            .filter(projects::github_url.is_not_null())
            .select(projects::github_url.assume_not_null())
            .distinct()
            .order(projects::github_url.assume_not_null())
            .load(&mut *connection)
            .await
            .map_err(store_error)
    }
}
