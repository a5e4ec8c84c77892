use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_application::admin::Synced;
use vibeslop_domain::{
    Violations,
    ids::{StackId, ToolId},
};

use super::administrator::Administrator;
use crate::{
    Api,
    ground::{ApiError, Body, Data, Field, Id, RequestBody, no_content},
};

/// A tool for the catalog.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewTool)]
pub struct NewToolBody {
    /// Up to 50 characters. Unique, whatever the case.
    #[serde(default)]
    #[schema(value_type = String, required, example = "Zed AI")]
    name: Field<String>,
}

impl RequestBody for NewToolBody {
    const NEEDS: &'static str = "An object with `name` is required";
}

/// A stack for the catalog.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewStack)]
pub struct NewStackBody {
    /// Up to 50 characters. Unique, whatever the case.
    #[serde(default)]
    #[schema(value_type = String, required, example = "Axum")]
    name: Field<String>,
    /// `frontend`, `backend`, `language`, `database`, `mobile`, `devops`, `cloud` or `other`.
    #[serde(default)]
    #[schema(value_type = Option<String>, example = "backend")]
    category: Field<String>,
}

impl RequestBody for NewStackBody {
    const NEEDS: &'static str = "An object with `name` is required";
}

/// A tool that was added.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AddedTool)]
struct AddedToolBody {
    id: Uuid,
    #[schema(example = "Zed AI")]
    name: String,
    #[schema(example = "zed-ai")]
    slug: String,
}

/// A stack that was added.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AddedStack)]
struct AddedStackBody {
    id: Uuid,
    #[schema(example = "Axum")]
    name: String,
    #[schema(example = "axum")]
    slug: String,
    #[schema(required, example = "backend")]
    category: Option<String>,
}

/// What became of the provider's list of models.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Synced)]
struct SyncedBody {
    /// Always true.
    success: bool,
    /// Tools that are new.
    created: u64,
    /// Models that were there already, or have no usable name.
    skipped: u64,
    /// Models that were received.
    total: u64,
}

impl From<Synced> for SyncedBody {
    fn from(synced: Synced) -> Self {
        Self { success: true, created: synced.created, skipped: synced.skipped, total: synced.total }
    }
}

/// The name that was sent. Without one there is nothing to judge.
fn name(field: Field<String>, wrong: &mut Violations) -> Result<String, ApiError> {
    match field {
        Field::Absent | Field::Null => Err(ApiError::bad_request(NewToolBody::NEEDS)),
        sent => Ok(sent.take(wrong, "name").unwrap_or_default()),
    }
}

/// Add a tool to the catalog
#[utoipa::path(
    post, path = "/api/admin/ai-tools", operation_id = "admin_create_tool", tag = "admin", security(("bearer" = [])),
    request_body = NewToolBody,
    responses(
        (status = 201, description = "It is there.", body = Data<AddedToolBody>),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
        (status = 422, description = "`validation_failed`: the name is taken, blank or too long."),
    ),
)]
pub async fn create_tool(
    api: web::Data<Api>,
    admin: Administrator,
    body: Body<NewToolBody>,
) -> Result<HttpResponse, ApiError> {
    let mut wrong = Violations::default();
    let name = name(body.0.name, &mut wrong)?;
    let name = wrong.into_result(name)?;
    let tool = api.services.admin.create_tool(admin.account(), &name).await?;
    let data = AddedToolBody { id: tool.id.0, name: tool.name, slug: tool.slug };
    Ok(HttpResponse::Created().json(Data { data }))
}

/// Take a tool out of the catalog
///
/// And out of all that names it.
#[utoipa::path(
    delete, path = "/api/admin/ai-tools/{id}", operation_id = "admin_delete_tool", tag = "admin",
    security(("bearer" = [])), params(("id" = Uuid, Path, description = "The tool.")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
    ),
)]
pub async fn delete_tool(api: web::Data<Api>, admin: Administrator, id: Id<ToolId>) -> Result<HttpResponse, ApiError> {
    api.services.admin.delete_tool(admin.account(), id.0).await?;
    Ok(no_content())
}

/// Fill the catalog with the provider's models
///
/// Each model that is not there yet becomes a tool. One at a time, over all nodes.
#[utoipa::path(
    post, path = "/api/admin/ai-tools/sync-openrouter", operation_id = "admin_sync_tools", tags = ["admin", "ai"],
    security(("bearer" = [])),
    responses(
        (status = 200, description = "What became of the list.", body = SyncedBody),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
        (status = 409, description = "`sync_in_progress`: somebody does it already."),
        (status = 502, description = "`openrouter_fetch_failed`: the list could not be read."),
        (status = 503, description = "`openrouter_fetch_failed`: the provider asks for patience. `unavailable`: the database is away."),
        (status = 504, description = "`openrouter_fetch_failed`: the provider took too long."),
    ),
)]
pub async fn sync_tools(api: web::Data<Api>, admin: Administrator) -> Result<HttpResponse, ApiError> {
    let synced = api.services.admin.sync_tools(admin.account()).await?;
    Ok(HttpResponse::Ok().json(SyncedBody::from(synced)))
}

/// Add a stack to the catalog
#[utoipa::path(
    post, path = "/api/admin/tech-stacks", operation_id = "admin_create_stack", tag = "admin",
    security(("bearer" = [])), request_body = NewStackBody,
    responses(
        (status = 201, description = "It is there.", body = Data<AddedStackBody>),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
        (status = 422, description = "`validation_failed`: the name is taken, blank or too long, or there is no such category."),
    ),
)]
pub async fn create_stack(
    api: web::Data<Api>,
    admin: Administrator,
    body: Body<NewStackBody>,
) -> Result<HttpResponse, ApiError> {
    let mut wrong = Violations::default();
    let name = name(body.0.name, &mut wrong)?;
    let category = body.0.category.take(&mut wrong, "category");
    let (name, category) = wrong.into_result((name, category))?;
    let stack = api.services.admin.create_stack(admin.account(), &name, category.as_deref()).await?;
    let data = AddedStackBody { id: stack.id.0, name: stack.name, slug: stack.slug, category: stack.category };
    Ok(HttpResponse::Created().json(Data { data }))
}

/// Take a stack out of the catalog
///
/// And out of all that names it.
#[utoipa::path(
    delete, path = "/api/admin/tech-stacks/{id}", operation_id = "admin_delete_stack", tag = "admin",
    security(("bearer" = [])), params(("id" = Uuid, Path, description = "The stack.")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
    ),
)]
pub async fn delete_stack(
    api: web::Data<Api>,
    admin: Administrator,
    id: Id<StackId>,
) -> Result<HttpResponse, ApiError> {
    api.services.admin.delete_stack(admin.account(), id.0).await?;
    Ok(no_content())
}
