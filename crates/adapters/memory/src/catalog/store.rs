use std::collections::{BTreeSet, HashMap};

use async_trait::async_trait;
use vibeslop_domain::{
    catalog::{OTHER_CATEGORY, Stack, TagName, Tool},
    ids::{GigId, ProjectId, StackId, ToolId},
};
use vibeslop_ports::{StoreError, catalog::CatalogStore};

use super::rows::Entry;
use crate::{table::Table, text::lower, unit_of_work::Unit};

/// The entries of these names, in their order, and whether one had to be made. An entry is found by its name, or else by
/// its slug. What was made stands for the names behind it as well.
fn named<E: Entry>(
    table: &mut Table<E::Id, E>,
    names: &[TagName],
    ids: &[E::Id],
    make: impl Fn(E::Id, String, String) -> E,
) -> Result<(Vec<E>, bool), StoreError>
where
    E::Id: std::fmt::Display,
{
    let mut by_name: HashMap<String, E::Id> = table.values().map(|entry| (lower(entry.name()), entry.id())).collect();
    let mut by_slug: HashMap<String, E::Id> =
        table.values().map(|entry| (entry.slug().to_owned(), entry.id())).collect();
    let (mut found, mut grew) = (Vec::with_capacity(names.len()), false);
    for (name, new) in names.iter().zip(ids) {
        let slug = name.slug();
        let known = by_name.get(&lower(name.as_str())).or_else(|| by_slug.get(slug.as_ref()?)).copied();
        let id = if let Some(id) = known {
            id
        } else {
            let slug = slug.unwrap_or_else(|| format!("tag-{}", new.to_string().replace('-', "")));
            by_name.insert(lower(name.as_str()), *new);
            by_slug.insert(slug.clone(), *new);
            table.add_new(*new, make(*new, name.as_str().to_owned(), slug))?;
            grew = true;
            *new
        };
        found.push(table.get(&id).cloned().ok_or_else(|| StoreError::failed("an entry of the catalog went away"))?);
    }
    Ok((found, grew))
}

/// Those of the entries that are there. A row that names another would be refused.
fn exactly<E: Entry>(table: &Table<E::Id, E>, wanted: &[E::Id]) -> Result<BTreeSet<E::Id>, StoreError> {
    let ids: BTreeSet<E::Id> = wanted.iter().copied().collect();
    if ids.iter().all(|id| table.contains(id)) {
        Ok(ids)
    } else {
        Err(StoreError::failed("a row names an entry of the catalog that is not there"))
    }
}

fn nothing_there() -> StoreError {
    StoreError::failed("a row names a thing that is not there")
}

#[async_trait]
impl CatalogStore for Unit {
    async fn tools_named(&mut self, names: &[TagName], ids: &[ToolId]) -> Result<Vec<Tool>, StoreError> {
        let make = |id, name, slug| Tool { id, name, slug, icon_url: None };
        let (tools, grew) = named(&mut self.world.tools, names, ids, make)?;
        self.done.catalog_grew |= grew;
        Ok(tools)
    }

    async fn stacks_named(&mut self, names: &[TagName], ids: &[StackId]) -> Result<Vec<Stack>, StoreError> {
        let make = |id, name, slug| Stack { id, name, slug, category: Some(OTHER_CATEGORY.to_owned()) };
        let (stacks, grew) = named(&mut self.world.stacks, names, ids, make)?;
        self.done.catalog_grew |= grew;
        Ok(stacks)
    }

    async fn set_project_tools(&mut self, project: ProjectId, tools: &[ToolId]) -> Result<(), StoreError> {
        let tools = exactly(&self.world.tools, tools)?;
        self.world.projects.get_mut(&project).ok_or_else(nothing_there)?.tools = tools;
        Ok(())
    }

    async fn set_project_stacks(&mut self, project: ProjectId, stacks: &[StackId]) -> Result<(), StoreError> {
        let stacks = exactly(&self.world.stacks, stacks)?;
        self.world.projects.get_mut(&project).ok_or_else(nothing_there)?.stacks = stacks;
        Ok(())
    }

    async fn set_gig_tools(&mut self, gig: GigId, tools: &[ToolId]) -> Result<(), StoreError> {
        let tools = exactly(&self.world.tools, tools)?;
        self.world.gigs.get_mut(&gig).ok_or_else(nothing_there)?.tools = tools;
        Ok(())
    }

    async fn set_gig_stacks(&mut self, gig: GigId, stacks: &[StackId]) -> Result<(), StoreError> {
        let stacks = exactly(&self.world.stacks, stacks)?;
        self.world.gigs.get_mut(&gig).ok_or_else(nothing_there)?.stacks = stacks;
        Ok(())
    }
}
