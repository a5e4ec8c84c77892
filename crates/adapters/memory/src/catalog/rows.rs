use std::collections::BTreeSet;

use uuid::Uuid;
use vibeslop_domain::{
    catalog::{Stack, Tool},
    ids::{StackId, ToolId},
};

use super::data::{STACKS, TOOLS};
use crate::{table::Table, text::lower, world::World};

pub(crate) type ToolRow = Tool;
pub(crate) type StackRow = Stack;

/// What tools and stacks have in common.
pub(crate) trait Entry: Clone {
    type Id: Ord + Copy;

    fn id(&self) -> Self::Id;
    fn name(&self) -> &str;
    fn slug(&self) -> &str;
}

impl Entry for Tool {
    type Id = ToolId;

    fn id(&self) -> ToolId {
        self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn slug(&self) -> &str {
        &self.slug
    }
}

impl Entry for Stack {
    type Id = StackId;

    fn id(&self) -> StackId {
        self.id
    }

    fn name(&self) -> &str {
        &self.name
    }

    fn slug(&self) -> &str {
        &self.slug
    }
}

/// Entries by name, whatever the case.
pub(crate) fn by_name<'a, E: Entry + 'a>(entries: impl Iterator<Item = &'a E>) -> Vec<E> {
    let mut entries: Vec<E> = entries.cloned().collect();
    entries.sort_by_cached_key(|entry| (lower(entry.name()), entry.id()));
    entries
}

/// The entries of these identifiers, by name.
fn those<E: Entry>(table: &Table<E::Id, E>, ids: &BTreeSet<E::Id>) -> Vec<E> {
    by_name(ids.iter().filter_map(|id| table.get(id)))
}

/// The identifiers of tools and stacks together.
pub(crate) fn tags(tools: &BTreeSet<ToolId>, stacks: &BTreeSet<StackId>) -> impl Iterator<Item = Uuid> {
    tools.iter().map(|id| id.0).chain(stacks.iter().map(|id| id.0))
}

impl World {
    /// Tools by name.
    pub(crate) fn tools_of(&self, ids: &BTreeSet<ToolId>) -> Vec<Tool> {
        those(&self.tools, ids)
    }

    /// Stacks by name.
    pub(crate) fn stacks_of(&self, ids: &BTreeSet<StackId>) -> Vec<Stack> {
        those(&self.stacks, ids)
    }

    /// Whether one of the tools and one of the stacks is asked for, by slug; where none is, any will do.
    pub(crate) fn names(
        &self,
        tools: &BTreeSet<ToolId>,
        stacks: &BTreeSet<StackId>,
        asked_tools: &[String],
        asked_stacks: &[String],
    ) -> bool {
        let tool = |id| self.tools.get(id).is_some_and(|tool| asked_tools.contains(&tool.slug));
        let stack = |id| self.stacks.get(id).is_some_and(|stack| asked_stacks.contains(&stack.slug));
        (asked_tools.is_empty() || tools.iter().any(tool)) && (asked_stacks.is_empty() || stacks.iter().any(stack))
    }

    pub(crate) fn fill_catalog(&mut self) {
        for (id, name, slug) in TOOLS {
            let tool = Tool { id: ToolId(id), name: name.to_owned(), slug: slug.to_owned(), icon_url: None };
            self.tools.put(tool.id, tool);
        }
        for (id, name, slug, category) in STACKS {
            let (id, category) = (StackId(id), Some(category.to_owned()));
            self.stacks.put(id, Stack { id, name: name.to_owned(), slug: slug.to_owned(), category });
        }
    }
}
