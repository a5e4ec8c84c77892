use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use vibeslop_application::page::PageRequest;
use vibeslop_domain::ids::ProjectId;
use vibeslop_ports::{
    content::{ProjectList, ProjectOrder},
    feed::SentPage,
};

use super::project_body::WriteProjectBody;
use crate::{
    Api,
    feed::front,
    ground::{
        ApiError, Body, Data, FromQuery, Id, MaybeViewer, Page, PageQuery, Params, Query, Viewer, created, next_link,
        no_content, ok, page,
    },
    shapes::{ProjectCardBody, ProjectDetailBody},
};

const DEFAULT_LIMIT: i64 = 20;

/// Which projects.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// In the title or the description, whatever the case.
    search: Option<String>,
    /// Slugs of AI tools: any of them.
    #[param(rename = "tools[]", required = false)]
    tools: Vec<String>,
    /// Slugs of tech stacks: any of them.
    #[param(rename = "stacks[]", required = false)]
    stacks: Vec<String>,
    /// `recent` (published last), `top` (most liked) or `trending`. Anything else is `recent`.
    #[param(default = "recent")]
    sort_by: Option<String>,
}

impl FromQuery for ListQuery {
    fn from_query(query: &Query) -> Self {
        Self {
            search: query.text("search").map(str::to_owned),
            tools: query.list("tools"),
            stacks: query.list("stacks"),
            sort_by: query.text("sort_by").map(str::to_owned),
        }
    }
}

/// Published projects
///
/// What is liked most and what trends is counted once a minute. Trends have the projects of fourteen days, then all
/// others by their time.
#[utoipa::path(
    get, path = "/api/projects", operation_id = "list_projects", tag = "projects", security((), ("bearer" = [])),
    params(ListQuery, PageQuery),
    responses(
        (status = 200, description = "The projects.", body = Page<ProjectCardBody>, headers(("Link" = String, description = "The next part, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of ours."),
        (status = 422, description = "`offset_too_large`: nobody pages that far."),
    ),
)]
pub async fn list(
    api: web::Data<Api>,
    viewer: MaybeViewer,
    query: Params<ListQuery>,
    part: Params<PageQuery>,
    req: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    let ListQuery { search, tools, stacks, sort_by } = query.0;
    let order = match sort_by.as_deref() {
        Some("top") => ProjectOrder::Top,
        Some("trending") => ProjectOrder::Trending,
        _ => ProjectOrder::Recent,
    };
    let wanted = ProjectList { search, tools, stacks, order, ..ProjectList::default() };
    let request = part.0.into_request(DEFAULT_LIMIT);
    let is_front = order == ProjectOrder::Trending && request.cursor.is_none() && request.offset == 0;
    if is_front && viewer.id().is_none() {
        let (path, asked) = (req.path(), req.query_string());
        return front::page(&api.services.feed, &req, || trending(&api, wanted.clone(), &request, path, asked)).await;
    }
    let projects = api.services.projects.list(wanted, &request, viewer.id()).await?;
    Ok(page(&req, &api.settings, projects, ProjectCardBody::listed))
}

/// The first part of what trends, as everybody sees it who is not signed in.
async fn trending(
    api: &Api,
    wanted: ProjectList,
    request: &PageRequest,
    path: &str,
    asked: &str,
) -> Result<SentPage, ApiError> {
    let listed = api.services.projects.list(wanted, request, None).await?;
    let link = next_link(path, asked, &api.settings, listed.next_cursor.as_deref());
    front::sent(&Page::new(listed, &api.settings, ProjectCardBody::listed), link)
}

/// Publish a project
#[utoipa::path(
    post, path = "/api/projects", operation_id = "create_project", tag = "projects", security(("bearer" = [])),
    request_body = WriteProjectBody,
    responses(
        (status = 201, description = "It is there.", body = Data<ProjectCardBody>, headers(("Location" = String, description = "Where."))),
        (status = 422, description = "`validation_failed`, or `content_policy_violation`: a picture may not be shown."),
        (status = 503, description = "`moderation_unavailable`: pictures cannot be judged at the moment. `unavailable`: the database is away."),
    ),
)]
pub async fn create(
    api: web::Data<Api>,
    viewer: Viewer,
    body: Body<WriteProjectBody>,
) -> Result<HttpResponse, ApiError> {
    let project = api.services.projects.create(viewer.id(), &body.0.project.0.into_draft()?).await?;
    let base = &api.settings.backend_url;
    Ok(created(format!("{base}/api/projects/{}", project.id), ProjectCardBody::listed(project, base)))
}

/// Links to GitHub.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GithubUrls)]
struct GithubUrlsBody {
    #[schema(example = json!(["https://github.com/ada-l/planner"]))]
    github_urls: Vec<String>,
}

/// Which repositories have a project already
///
/// The links to GitHub of the caller's own projects, of any status, each once.
#[utoipa::path(
    get, path = "/api/projects/github-urls", operation_id = "list_github_urls", tag = "projects", security(("bearer" = [])),
    responses((status = 200, description = "The links, without an envelope.", body = GithubUrlsBody)),
)]
pub async fn github_urls(api: web::Data<Api>, viewer: Viewer) -> Result<HttpResponse, ApiError> {
    let github_urls = api.services.projects.github_urls(viewer.id()).await?;
    Ok(HttpResponse::Ok().json(GithubUrlsBody { github_urls }))
}

/// A project
///
/// Drafts and archived projects are there for their owner alone.
#[utoipa::path(
    get, path = "/api/projects/{id}", operation_id = "get_project", tag = "projects", security((), ("bearer" = [])),
    params(("id" = Uuid, Path, description = "The project.")),
    responses((status = 200, description = "The project.", body = Data<ProjectDetailBody>)),
)]
pub async fn show(api: web::Data<Api>, viewer: MaybeViewer, id: Id<ProjectId>) -> Result<HttpResponse, ApiError> {
    let project = api.services.projects.project(id.0, viewer.id()).await?;
    Ok(ok(ProjectDetailBody::new(project, &api.settings.backend_url)))
}

/// Change a project
///
/// What is left out stays. A list replaces the whole list, `links` both links.
#[utoipa::path(
    put, path = "/api/projects/{id}", operation_id = "update_project", tag = "projects", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The project.")),
    request_body = WriteProjectBody,
    responses(
        (status = 200, description = "It is changed.", body = Data<ProjectCardBody>),
        (status = 403, description = "It is somebody else's, or the account is suspended."),
        (status = 422, description = "`validation_failed`, or `content_policy_violation`: a picture may not be shown."),
        (status = 503, description = "`moderation_unavailable`: pictures cannot be judged at the moment. `unavailable`: the database is away."),
    ),
)]
pub async fn update(
    api: web::Data<Api>,
    viewer: Viewer,
    id: Id<ProjectId>,
    body: Body<WriteProjectBody>,
) -> Result<HttpResponse, ApiError> {
    let project = api.services.projects.update(viewer.id(), id.0, &body.0.project.0.into_draft()?).await?;
    Ok(ok(ProjectCardBody::listed(project, &api.settings.backend_url)))
}

/// Take a project away
///
/// With its likes, comments and reposts. Posts that link or quote it stay.
#[utoipa::path(
    delete, path = "/api/projects/{id}", operation_id = "delete_project", tag = "projects", security(("bearer" = [])),
    params(("id" = Uuid, Path, description = "The project.")),
    responses(
        (status = 204, description = "It is gone."),
        (status = 403, description = "It is somebody else's, or the account is suspended."),
    ),
)]
pub async fn delete(api: web::Data<Api>, viewer: Viewer, id: Id<ProjectId>) -> Result<HttpResponse, ApiError> {
    api.services.projects.delete(viewer.id(), id.0).await?;
    Ok(no_content())
}
