//! Repositories of the signed-in person.

mod query;
mod repository;

use actix_web::{HttpRequest, HttpResponse, web};

pub use repository::{RepositoryBody, RepositoryDetailsBody};

use self::query::RepositoriesQuery;
use crate::{
    Api,
    ground::{ApiError, Data, Params, Viewer, note_sandbox, ok, pages},
    routes::Routes,
};

pub fn routes(routes: &mut Routes) {
    routes.add(&__path_list, list).add(&__path_show, show);
}

/// The signed-in person's repositories
///
/// Those that they own. Other pages are in the header `Link`.
#[utoipa::path(
    get, path = "/api/github/repos", operation_id = "list_repositories", tag = "github", security(("bearer" = [])),
    params(RepositoriesQuery),
    responses(
        (status = 200, description = "The repositories.", body = Data<Vec<RepositoryBody>>, headers(("Link" = String, description = "The pages beside it, `rel=\"prev\"` and `rel=\"next\"`."))),
        (status = 401, description = "There is no valid token. `github_not_connected`: the person has to sign in with GitHub."),
        (status = 502, description = "`github_api_error`: GitHub answered badly."),
        (status = 503, description = "`github_api_error`: GitHub is away or asks for patience. `unavailable`: the database is away."),
        (status = 504, description = "`github_api_error`: GitHub took too long."),
    ),
)]
async fn list(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    query: Params<RepositoriesQuery>,
) -> Result<HttpResponse, ApiError> {
    if api.services.repositories.is_sandbox() {
        note_sandbox(&req, "github");
    }
    let page = query.0.page();
    let found = api.services.repositories.owned(viewer.id(), page).await?;
    let mut response = HttpResponse::Ok();
    if let Some(link) = pages(&api.settings.backend_url, "/api/github/repos", &query::neighbours(page, found.has_next))
    {
        response.insert_header(link);
    }
    Ok(response.json(Data { data: found.items.into_iter().map(RepositoryBody::from).collect::<Vec<_>>() }))
}

/// A repository
///
/// With its languages, topics and README.
#[utoipa::path(
    get, path = "/api/github/repos/{owner}/{repo}", operation_id = "get_repository", tag = "github", security(("bearer" = [])),
    params(
        ("owner" = String, Path, description = "Whose it is.", example = "alice"),
        ("repo" = String, Path, description = "Its name.", example = "harbor-lights"),
    ),
    responses(
        (status = 200, description = "The repository.", body = Data<RepositoryDetailsBody>),
        (status = 401, description = "There is no valid token. `github_not_connected`: the person has to sign in with GitHub."),
        (status = 502, description = "`github_api_error`: GitHub answered badly."),
        (status = 503, description = "`github_api_error`: GitHub is away or asks for patience. `unavailable`: the database is away."),
        (status = 504, description = "`github_api_error`: GitHub took too long."),
    ),
)]
async fn show(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, ApiError> {
    if api.services.repositories.is_sandbox() {
        note_sandbox(&req, "github");
    }
    let (owner, name) = path.into_inner();
    let details = api.services.repositories.details(viewer.id(), &owner, &name).await?;
    Ok(ok(RepositoryDetailsBody::from(details)))
}
