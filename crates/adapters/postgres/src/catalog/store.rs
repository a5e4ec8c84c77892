use async_trait::async_trait;
use diesel::{
    ExpressionMethods, QueryDsl,
    sql_types::{Array, BigInt, Nullable, Text, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use uuid::Uuid;
use vibeslop_domain::{
    catalog::{OTHER_CATEGORY, Stack, TagName, Tool},
    ids::{GigId, ProjectId, StackId, ToolId},
};
use vibeslop_ports::{StoreError, catalog::CatalogStore};

use crate::{
    error::store_error,
    schema::{ai_tools, gig_ai_tools, gig_tech_stacks, project_ai_tools, project_tech_stacks, tech_stacks},
    unit_of_work::PgUnitOfWork,
};

crate::statement! {
    /// The tool of each name, by name or else by slug. The database alone says which names are equal: its `lower` and
    /// Rust's differ for some letters, and its unique index is what decides. Index: `ai_tools_name_key`,
    /// `ai_tools_slug_key`.
    struct ToolsNamed<'a> {
        names: &'a [&'a str] as Array<Text>,
        slugs: &'a [Option<String>] as Array<Nullable<Text>>,
    }
    rows (BigInt, SqlUuid, Text, Text, Nullable<Text>);
    sql "SELECT DISTINCT ON (wanted.place) wanted.place, t.id, t.name, t.slug, t.icon_url
         FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (name, slug, place)
         JOIN ai_tools t ON lower(t.name) = lower(wanted.name) OR t.slug = wanted.slug
         ORDER BY wanted.place, lower(t.name) = lower(wanted.name) DESC";
}

crate::statement! {
    /// The stack of each name, as above. Index: `tech_stacks_name_key`, `tech_stacks_slug_key`.
    struct StacksNamed<'a> {
        names: &'a [&'a str] as Array<Text>,
        slugs: &'a [Option<String>] as Array<Nullable<Text>>,
    }
    rows (BigInt, SqlUuid, Text, Text, Nullable<Text>);
    sql "SELECT DISTINCT ON (wanted.place) wanted.place, t.id, t.name, t.slug, t.category
         FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (name, slug, place)
         JOIN tech_stacks t ON lower(t.name) = lower(wanted.name) OR t.slug = wanted.slug
         ORDER BY wanted.place, lower(t.name) = lower(wanted.name) DESC";
}

/// An entry of either kind: identifier, name, slug, and the icon of a tool or the category of a stack.
type Row = (Uuid, String, String, Option<String>);

/// The same with the place (from 1) of the name that led to it.
type PlacedRow = (i64, Uuid, String, String, Option<String>);

/// Which table of the catalog.
#[derive(Clone, Copy)]
enum Kind {
    Tools,
    Stacks,
}

impl Kind {
    /// The entry of each name, where there is one.
    async fn find(
        self,
        connection: &mut AsyncPgConnection,
        names: &[&str],
        slugs: &[Option<String>],
    ) -> Result<Vec<Option<Row>>, StoreError> {
        let rows: Vec<PlacedRow> = match self {
            Self::Tools => ToolsNamed { names, slugs }.load(connection).await,
            Self::Stacks => StacksNamed { names, slugs }.load(connection).await,
        }
        .map_err(store_error)?;
        let mut found = vec![None; names.len()];
        for (place, id, name, slug, extra) in rows {
            let place = usize::try_from(place).ok().and_then(|place| place.checked_sub(1));
            if let Some(entry) = place.and_then(|place| found.get_mut(place)) {
                *entry = Some((id, name, slug, extra));
            }
        }
        Ok(found)
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
        let texts: Vec<&str> = names.iter().map(TagName::as_str).collect();
        let slugs: Vec<Option<String>> = names.iter().map(TagName::slug).collect();
        let mut found = self.find(connection, &texts, &slugs).await?;
        let mut missing: Vec<(Uuid, &str, String)> = names
            .iter()
            .zip(ids)
            .zip(&found)
            .filter(|(_, entry)| entry.is_none())
            .map(|((name, id), _)| (id, name.as_str(), name.slug().unwrap_or_else(|| format!("tag-{}", id.simple()))))
            .collect();
        let grew = !missing.is_empty();
        if grew {
            missing.sort_by(|(_, _, one), (_, _, other)| one.cmp(other));
            self.add(connection, &missing).await?;
            found = self.find(connection, &texts, &slugs).await?;
        }
        let entries =
            found.into_iter().map(|entry| entry.ok_or_else(|| StoreError::failed("an entry of the catalog went away")));
        Ok((entries.collect::<Result<_, _>>()?, grew))
    }
}

/// Lets a thing name exactly these entries: those that it names already stay, the others go or come.
macro_rules! name_exactly {
    ($self:ident, $table:ident, $owner:ident = $id:ident, $entry:ident = $entries:ident) => {{
        let ids: Vec<Uuid> = $entries.iter().map(|entry| entry.0).collect();
        let connection = $self.connection()?;
        diesel::delete($table::table.filter($table::$owner.eq($id.0)).filter($table::$entry.ne_all(&ids)))
            .execute(connection)
            .await
            .map_err(store_error)?;
        let rows: Vec<_> = ids.iter().map(|entry| ($table::$owner.eq($id.0), $table::$entry.eq(entry))).collect();
        diesel::insert_into($table::table)
            .values(rows)
            .on_conflict_do_nothing()
            .execute(connection)
            .await
            .map(drop)
            .map_err(store_error)
    }};
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
        name_exactly!(self, project_ai_tools, project_id = project, ai_tool_id = tools)
    }

    async fn set_project_stacks(&mut self, project: ProjectId, stacks: &[StackId]) -> Result<(), StoreError> {
        name_exactly!(self, project_tech_stacks, project_id = project, tech_stack_id = stacks)
    }

    async fn set_gig_tools(&mut self, gig: GigId, tools: &[ToolId]) -> Result<(), StoreError> {
        name_exactly!(self, gig_ai_tools, gig_id = gig, ai_tool_id = tools)
    }

    async fn set_gig_stacks(&mut self, gig: GigId, stacks: &[StackId]) -> Result<(), StoreError> {
        name_exactly!(self, gig_tech_stacks, gig_id = gig, tech_stack_id = stacks)
    }
}
