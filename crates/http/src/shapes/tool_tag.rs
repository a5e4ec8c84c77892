use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_domain::catalog::Tool;

/// An AI tool beside something that names it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ToolTag)]
pub struct ToolTagBody {
    id: Uuid,
    #[schema(example = "Claude")]
    name: String,
    #[schema(example = "claude")]
    slug: String,
}

impl From<Tool> for ToolTagBody {
    fn from(tool: Tool) -> Self {
        Self { id: tool.id.0, name: tool.name, slug: tool.slug }
    }
}
