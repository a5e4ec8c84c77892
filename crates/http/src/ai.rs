//! What models write and paint.

mod frames;
mod image;
mod improve;
mod quota;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vibeslop_application::ai::GeneratedProjectView;
use vibeslop_domain::text;

use crate::{
    Api,
    ground::{ApiError, Body, Data, Field, Object, RequestBody, Viewer, note_sandbox, ok},
    routes::Routes,
};

pub fn routes(routes: &mut Routes) {
    routes
        .add(&__path_generate_project, generate_project)
        .add(&image::__path_generate_image, image::generate_image)
        .add(&improve::__path_improve_post, improve::improve_post)
        .add(&improve::__path_improve_gig, improve::improve_gig)
        .add(&quota::__path_quota, quota::quota);
}

/// A repository to write about.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = GenerateProject)]
struct GenerateProjectBody {
    #[serde(default)]
    #[schema(value_type = RepositoryNameBody, required)]
    repo: Field<Object<RepositoryNameBody>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = RepositoryName)]
struct RepositoryNameBody {
    #[serde(default)]
    #[schema(value_type = String, required, example = "alice")]
    owner: Field<String>,
    #[serde(default)]
    #[schema(value_type = String, required, example = "harbor-lights")]
    name: Field<String>,
}

impl RepositoryNameBody {
    /// Owner and name, if both are there.
    fn named(self) -> Option<(String, String)> {
        let named = |part: Field<String>| part.given().filter(|text| !text::is_blank(text));
        Some((named(self.owner)?, named(self.name)?))
    }
}

impl RequestBody for GenerateProjectBody {
    const INCOMPLETE: &'static str = "invalid_params";
    const NEEDS: &'static str = "`repo.owner` and `repo.name` are required";
}

impl GenerateProjectBody {
    fn repository(self) -> Result<(String, String), ApiError> {
        self.repo
            .given()
            .and_then(|Object(repo)| repo.named())
            .ok_or_else(|| ApiError::malformed(Self::INCOMPLETE, Self::NEEDS))
    }
}

/// A project that a model wrote, for its owner to look through and publish.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GeneratedProject)]
pub struct GeneratedProjectBody {
    title: String,
    /// Two or three sentences.
    description: String,
    /// Markdown, for the description of a project.
    long_description: String,
    highlights: Vec<String>,
    /// Names of AI tools.
    tools: Vec<String>,
    /// Names of tech stacks.
    stack: Vec<String>,
    /// What a cover picture could show.
    #[schema(required)]
    suggested_image_prompt: Option<String>,
    links: GeneratedLinksBody,
    /// A cover picture as a data URL; not there where none was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    cover_image: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GeneratedLinks)]
struct GeneratedLinksBody {
    /// The repository's page.
    github: String,
    /// The repository's homepage.
    #[schema(required)]
    live: Option<String>,
}

impl From<GeneratedProjectView> for GeneratedProjectBody {
    fn from(view: GeneratedProjectView) -> Self {
        let project = view.project;
        Self {
            title: project.title,
            description: project.description,
            long_description: project.long_description,
            highlights: project.highlights,
            // Nothing in a repository tells with which tools it was written.
            tools: Vec::new(),
            stack: project.stack.iter().map(|name| name.as_str().to_owned()).collect(),
            suggested_image_prompt: project.image_prompt,
            links: GeneratedLinksBody { github: view.github_url, live: view.live_url },
            cover_image: view.cover.as_ref().map(image::data_url),
        }
    }
}

/// Let a model write a project from a repository
///
/// Takes up to 150 seconds. Nothing is stored. A cover picture comes with it if the caller may have one in this hour
/// and it could be painted. A caller that goes away ends the work.
#[utoipa::path(
    post, path = "/api/ai/generate-project", operation_id = "generate_project", tag = "ai", security(("bearer" = [])),
    request_body = GenerateProjectBody,
    responses(
        (status = 200, description = "The project.", body = Data<GeneratedProjectBody>),
        (status = 400, description = "`invalid_params`: the repository is not named. `bad_request`: the body is not JSON."),
        (status = 401, description = "There is no valid token. `github_not_connected`: the person has to sign in with GitHub."),
        (status = 403, description = "`access_denied`: the repository is private and somebody else's. `suspended`."),
        (status = 404, description = "There is no such repository."),
        (status = 422, description = "`content_policy_violation`: the model does not want to write about this."),
        (status = 502, description = "`github_api_error` or `generation_failed`: the service behind us answered badly."),
        (status = 503, description = "`github_api_error` or `generation_failed`: the service behind us is away. `unavailable`: the database is away."),
        (status = 504, description = "`github_api_error` or `generation_failed`: the service behind us took too long."),
    ),
)]
async fn generate_project(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    body: Body<GenerateProjectBody>,
) -> Result<HttpResponse, ApiError> {
    if api.services.writer.is_sandbox() {
        note_sandbox(&req, "ai");
    }
    if api.services.writer.repositories.is_sandbox() {
        note_sandbox(&req, "github");
    }
    let (owner, name) = body.0.repository()?;
    let written = api.services.writer.generate(viewer.id(), &owner, &name).await?;
    Ok(ok(GeneratedProjectBody::from(written)))
}

#[cfg(test)]
mod tests {
    use vibeslop_domain::{ai::GeneratedProject, catalog::TagName};

    use super::*;

    #[test]
    fn a_generated_project_has_no_cover_picture_where_none_was_made() {
        let project = GeneratedProject {
            title: "Tidepool".to_owned(),
            description: "Plan dives.".to_owned(),
            long_description: "Tidepool helps divers…".to_owned(),
            highlights: vec!["Tide alerts".to_owned()],
            stack: vec![TagName::new("Rust").unwrap()],
            image_prompt: None,
        };
        let github_url = "https://github.com/mira/tidepool".to_owned();
        let body =
            GeneratedProjectBody::from(GeneratedProjectView { project, github_url, live_url: None, cover: None });
        insta::assert_json_snapshot!(body);
    }

    #[test]
    fn a_repository_that_is_not_named_is_told_so_with_the_code_of_this_route() {
        for json in [
            "{}",
            r#"{"repo": null}"#,
            r#"{"repo": 5}"#,
            r#"{"repo": {"owner": "a"}}"#,
            r#"{"repo": {"owner": 1, "name": " "}}"#,
        ] {
            let body: GenerateProjectBody = serde_json::from_str(json).unwrap();
            assert_eq!(body.repository().unwrap_err().problem().code(), "invalid_params", "{json}");
        }
    }
}
