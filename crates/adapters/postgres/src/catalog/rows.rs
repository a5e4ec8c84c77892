//! Entries of the catalog where a statement of another area answers them as JSON.

use serde::Deserialize;
use uuid::Uuid;
use vibeslop_domain::{
    catalog::{Stack, Tool},
    ids::{StackId, ToolId},
};
use vibeslop_ports::StoreError;

use crate::rows::list;

#[derive(Deserialize)]
struct ToolJson {
    id: Uuid,
    name: String,
    slug: String,
    icon_url: Option<String>,
}

#[derive(Deserialize)]
struct StackJson {
    id: Uuid,
    name: String,
    slug: String,
    category: Option<String>,
}

/// A list of objects with `id`, `name`, `slug` and `icon_url`.
pub fn tools(value: serde_json::Value) -> Result<Vec<Tool>, StoreError> {
    list(value, |row: ToolJson| Tool { id: ToolId(row.id), name: row.name, slug: row.slug, icon_url: row.icon_url })
}

/// A list of objects with `id`, `name`, `slug` and `category`.
pub fn stacks(value: serde_json::Value) -> Result<Vec<Stack>, StoreError> {
    list(value, |row: StackJson| Stack { id: StackId(row.id), name: row.name, slug: row.slug, category: row.category })
}
