use async_trait::async_trait;
use diesel::{ExpressionMethods, QueryDsl};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;
use vibeslop_domain::{
    catalog::{OTHER_CATEGORY, Stack, TagName, Tool},
    ids::{ProjectId, StackId, ToolId},
};
use vibeslop_ports::{StoreError, catalog::CatalogStore};

use crate::{
    error::store_error,
    schema::{ai_tools, project_ai_tools, project_tech_stacks, tech_stacks},
    unit_of_work::PgUnitOfWork,
};

crate::statement! {
    /// Tools by name or slug. Index: `ai_tools_name_key`, `ai_tools_slug_key`.
    struct ToolsNamed<'a> {
        names: &'a [String] as diesel::sql_types::Array<diesel::sql_types::Text>,
        slugs: &'a [String] as diesel::sql_types::Array<diesel::sql_types::Text>,
    }
    rows (diesel::sql_types::Uuid, diesel::sql_types::Text, diesel::sql_types::Text, diesel::sql_types::Nullable<diesel::sql_types::Text>);
    sql "SELECT id, name, slug, icon_url FROM ai_tools WHERE lower(name) = ANY($1) OR slug = ANY($2)";
}

crate::statement! {
    /// Stacks by name or slug. Index: `tech_stacks_name_key`, `tech_stacks_slug_key`.
    struct StacksNamed<'a> {
        names: &'a [String] as diesel::sql_types::Array<diesel::sql_types::Text>,
        slugs: &'a [String] as diesel::sql_types::Array<diesel::sql_types::Text>,
    }
    rows (diesel::sql_types::Uuid, diesel::sql_types::Text, diesel::sql_types::Text, diesel::sql_types::Nullable<diesel::sql_types::Text>);
    sql "SELECT id, name, slug, category FROM tech_stacks WHERE lower(name) = ANY($1) OR slug = ANY($2)";
}

/// An entry of either kind: identifier, name, slug, and the icon of a tool or the category of a stack.
type Row = (Uuid, String, String, Option<String>);

/// Which table of the catalog.
#[derive(Clone, Copy)]
enum Kind {
    Tools,
    Stacks,
}

impl Kind {
    async fn find(
        self,
        connection: &mut AsyncPgConnection,
        names: &[String],
        slugs: &[String],
    ) -> Result<Vec<Row>, StoreError> {
        match self {
            Self::Tools => ToolsNamed { names, slugs }.load(connection).await,
            Self::Stacks => StacksNamed { names, slugs }.load(connection).await,
        }
        .map_err(store_error)
    }

    /// Adds entries, passing over those that somebody else has added meanwhile. They come sorted, so that two who add
    /// the same entries wait for each other in one order.
    async fn add(self, connection: &mut AsyncPgConnection, new: &[(Uuid, &str, String)]) -> Result<(), StoreError> {
        match self {
            Self::Tools => {
                let rows: Vec<_> = new
                    .iter()
                    .map(|(id, name, slug)| (ai_tools::id.eq(id), ai_tools::name.eq(name), ai_tools::slug.eq(slug)))
                    .collect();
                diesel::insert_into(ai_tools::table).values(rows).on_conflict_do_nothing().execute(connection).await
            }
            Self::Stacks => {
                let rows: Vec<_> = new
                    .iter()
                    .map(|(id, name, slug)| {
                        (
                            tech_stacks::id.eq(id),
                            tech_stacks::name.eq(name),
                            tech_stacks::slug.eq(slug),
                            tech_stacks::category.eq(OTHER_CATEGORY),
                        )
                    })
                    .collect();
                diesel::insert_into(tech_stacks::table).values(rows).on_conflict_do_nothing().execute(connection).await
            }
        }
        .map(drop)
        .map_err(store_error)
    }

    /// The entries of these names, and whether one had to be made. At most three statements, whatever the number of
    /// names.
    async fn named(
        self,
        connection: &mut AsyncPgConnection,
        names: &[TagName],
        ids: impl Iterator<Item = Uuid>,
    ) -> Result<(Vec<Row>, bool), StoreError> {
        if names.is_empty() {
            return Ok((Vec::new(), false));
        }
        let folded: Vec<String> = names.iter().map(TagName::folded).collect();
        let slugs: Vec<String> = names.iter().filter_map(TagName::slug).collect();
        let mut rows = self.find(connection, &folded, &slugs).await?;
        let mut missing: Vec<(Uuid, &str, String)> = names
            .iter()
            .zip(ids)
            .filter(|(name, _)| entry(&rows, name).is_none())
            .map(|(name, id)| (id, name.as_str(), name.slug().unwrap_or_else(|| format!("tag-{}", id.simple()))))
            .collect();
        let grew = !missing.is_empty();
        if grew {
            missing.sort_by(|(_, _, one), (_, _, other)| one.cmp(other));
            self.add(connection, &missing).await?;
            rows = self.find(connection, &folded, &slugs).await?;
        }
        let entries = names.iter().map(|name| {
            entry(&rows, name).cloned().ok_or_else(|| StoreError::failed("an entry of the catalog went away"))
        });
        Ok((entries.collect::<Result<_, _>>()?, grew))
    }
}

/// The entry of this name, or else of its slug.
fn entry<'a>(rows: &'a [Row], name: &TagName) -> Option<&'a Row> {
    let folded = name.folded();
    let slug = name.slug();
    rows.iter()
        .find(|(_, known, _, _)| known.to_lowercase() == folded)
        .or_else(|| rows.iter().find(|(_, _, known, _)| Some(known) == slug.as_ref()))
}

#[async_trait]
impl CatalogStore for PgUnitOfWork {
    async fn tools_named(&mut self, names: &[TagName], ids: &[ToolId]) -> Result<Vec<Tool>, StoreError> {
        let (rows, grew) = Kind::Tools.named(self.connection()?, names, ids.iter().map(|id| id.0)).await?;
        if grew {
            self.note_catalog_grew();
        }
        Ok(rows.into_iter().map(|(id, name, slug, icon_url)| Tool { id: ToolId(id), name, slug, icon_url }).collect())
    }

    async fn stacks_named(&mut self, names: &[TagName], ids: &[StackId]) -> Result<Vec<Stack>, StoreError> {
        let (rows, grew) = Kind::Stacks.named(self.connection()?, names, ids.iter().map(|id| id.0)).await?;
        if grew {
            self.note_catalog_grew();
        }
        Ok(rows.into_iter().map(|(id, name, slug, category)| Stack { id: StackId(id), name, slug, category }).collect())
    }

    async fn set_project_tools(&mut self, project: ProjectId, tools: &[ToolId]) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = tools.iter().map(|tool| tool.0).collect();
        let connection = self.connection()?;
        diesel::delete(
            project_ai_tools::table
                .filter(project_ai_tools::project_id.eq(project.0))
                .filter(project_ai_tools::ai_tool_id.ne_all(&ids)),
        )
        .execute(connection)
        .await
        .map_err(store_error)?;
        let rows: Vec<_> = ids
            .iter()
            .map(|id| (project_ai_tools::project_id.eq(project.0), project_ai_tools::ai_tool_id.eq(id)))
            .collect();
        diesel::insert_into(project_ai_tools::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(connection)
            .await
            .map(drop)
            .map_err(store_error)
    }

    async fn set_project_stacks(&mut self, project: ProjectId, stacks: &[StackId]) -> Result<(), StoreError> {
        let ids: Vec<Uuid> = stacks.iter().map(|stack| stack.0).collect();
        let connection = self.connection()?;
        diesel::delete(
            project_tech_stacks::table
                .filter(project_tech_stacks::project_id.eq(project.0))
                .filter(project_tech_stacks::tech_stack_id.ne_all(&ids)),
        )
        .execute(connection)
        .await
        .map_err(store_error)?;
        let rows: Vec<_> = ids
            .iter()
            .map(|id| (project_tech_stacks::project_id.eq(project.0), project_tech_stacks::tech_stack_id.eq(id)))
            .collect();
        diesel::insert_into(project_tech_stacks::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(connection)
            .await
            .map(drop)
            .map_err(store_error)
    }
}
