//! Tools and stacks.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_domain::catalog::{Stack, Tool};

use crate::{
    Api,
    ground::{ApiError, Data, tagged},
    routes::Routes,
};

/// For how long the catalog may be kept: it changes when somebody names something new.
const CACHING: &str = "public, max-age=60";

pub fn routes(routes: &mut Routes) {
    routes.add(&__path_tools, tools).add(&__path_stacks, stacks);
}

/// An AI tool.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Tool)]
pub struct ToolBody {
    id: Uuid,
    #[schema(example = "Claude")]
    name: String,
    #[schema(example = "claude")]
    slug: String,
    #[schema(required)]
    icon_url: Option<String>,
}

impl From<Tool> for ToolBody {
    fn from(tool: Tool) -> Self {
        Self { id: tool.id.0, name: tool.name, slug: tool.slug, icon_url: tool.icon_url }
    }
}

/// A tech stack.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Stack)]
pub struct StackBody {
    id: Uuid,
    #[schema(example = "Rust")]
    name: String,
    #[schema(example = "rust")]
    slug: String,
    #[schema(required, example = "backend")]
    category: Option<String>,
}

impl From<Stack> for StackBody {
    fn from(stack: Stack) -> Self {
        Self { id: stack.id.0, name: stack.name, slug: stack.slug, category: stack.category }
    }
}

/// All AI tools
///
/// By name, whatever the case.
#[utoipa::path(
    get, path = "/api/tools", operation_id = "list_tools", tag = "catalog",
    responses(
        (status = 200, description = "The tools.", body = Data<Vec<ToolBody>>),
        (status = 304, description = "They are those named in `If-None-Match`."),
    ),
)]
async fn tools(api: web::Data<Api>, req: HttpRequest) -> Result<HttpResponse, ApiError> {
    let tools: Vec<ToolBody> = api.services.catalog.tools().await?.into_iter().map(Into::into).collect();
    tagged(&req, CACHING, &Data { data: tools })
}

/// All tech stacks
///
/// By name, whatever the case.
#[utoipa::path(
    get, path = "/api/stacks", operation_id = "list_stacks", tag = "catalog",
    responses(
        (status = 200, description = "The stacks.", body = Data<Vec<StackBody>>),
        (status = 304, description = "They are those named in `If-None-Match`."),
    ),
)]
async fn stacks(api: web::Data<Api>, req: HttpRequest) -> Result<HttpResponse, ApiError> {
    let stacks: Vec<StackBody> = api.services.catalog.stacks().await?.into_iter().map(Into::into).collect();
    tagged(&req, CACHING, &Data { data: stacks })
}
