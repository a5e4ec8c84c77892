//! New entries of the catalog.

use vibeslop_domain::catalog::TagName;
use vibeslop_ports::{StoreError, admin::CreateEntryError};

use crate::{catalog::rows::Entry, table::Table, text::lower};

/// How far a free slug is looked for.
const MOST: usize = 1_000;

/// Whether an entry of this name is there, whatever the case.
pub(super) fn is_named<E: Entry>(table: &Table<E::Id, E>, name: &str) -> bool {
    table.values().any(|entry| lower(entry.name()) == lower(name))
}

/// Whether an entry has this slug.
pub(super) fn has_slug<E: Entry>(table: &Table<E::Id, E>, slug: &str) -> bool {
    table.values().any(|entry| entry.slug() == slug)
}

/// The first free slug for a new entry of this name: `slug`, `slug-2`, `slug-3`, ….
pub(super) fn free_slug<E: Entry>(
    table: &Table<E::Id, E>,
    name: &TagName,
    id: uuid::Uuid,
) -> Result<String, CreateEntryError> {
    if is_named(table, name.as_str()) {
        return Err(CreateEntryError::NameTaken);
    }
    let wanted = name.slug().unwrap_or_else(|| format!("tag-{}", id.simple()));
    let numbered = |number| if number == 1 { wanted.clone() } else { format!("{wanted}-{number}") };
    let free = (1..=MOST).map(numbered).find(|slug| !has_slug(table, slug));
    free.ok_or_else(|| StoreError::Contended("no slug of this name is free".into()).into())
}
