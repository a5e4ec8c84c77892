//! Cover pictures.

use actix_web::{HttpRequest, HttpResponse, web};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vibeslop_domain::{
    Violations,
    ai::{CoverBrief, CoverDraft},
    text,
};
use vibeslop_ports::content::CheckedImage;

use super::RepositoryNameBody;
use crate::{
    Api,
    ground::{ApiError, Body, Data, Field, Object, RequestBody, Viewer, note_sandbox, ok},
};

/// What a cover is to be about.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = GenerateImage)]
pub struct GenerateImageBody {
    #[serde(default)]
    #[schema(value_type = CoveredProjectBody, required)]
    project: Field<Object<CoveredProjectBody>>,
    /// The project's repository, for its logo and its colors.
    #[serde(default)]
    #[schema(value_type = RepositoryNameBody)]
    repo: Field<Object<RepositoryNameBody>>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = CoveredProject)]
struct CoveredProjectBody {
    /// At most 200 characters.
    #[serde(default)]
    #[schema(value_type = String, example = "Tidepool")]
    title: Field<String>,
    /// Markdown, at most 10,000 characters.
    #[serde(default)]
    #[schema(value_type = String)]
    description: Field<String>,
    /// In the place of a description, where there is none.
    #[serde(default)]
    #[schema(value_type = String)]
    overview: Field<String>,
    /// At most 30 names of at most 50 characters.
    #[serde(default)]
    #[schema(value_type = Vec<String>, example = json!(["Rust", "PostgreSQL"]))]
    stack: Field<Vec<String>>,
}

impl RequestBody for GenerateImageBody {
    const INCOMPLETE: &'static str = "invalid_params";
    const NEEDS: &'static str = "`project` is required";
}

impl GenerateImageBody {
    fn into_parts(self) -> Result<(CoverBrief, Option<(String, String)>), ApiError> {
        let project = self.project.given().ok_or_else(|| ApiError::malformed(Self::INCOMPLETE, Self::NEEDS))?.0;
        let mut wrong = Violations::default();
        let title = project.title.take(&mut wrong, "title");
        let description = project.description.take(&mut wrong, "description");
        let overview = project.overview.take(&mut wrong, "overview");
        let description = description.filter(|text| !text::is_blank(text)).or(overview);
        let stack = project.stack.take(&mut wrong, "stack").unwrap_or_default();
        let brief = CoverBrief::new(&CoverDraft { title, description, stack });
        if !wrong.is_empty() {
            if let Err(further) = brief {
                wrong.merge(further);
            }
            return Err(wrong.into());
        }
        Ok((brief?, self.repo.given().and_then(|Object(repo)| repo.named())))
    }
}

/// A picture.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = GeneratedImage)]
pub struct GeneratedImageBody {
    /// As a data URL, which can be shown, and sent with a project.
    #[schema(example = "data:image/png;base64,iVBORw0KGgo=")]
    image: String,
}

/// A picture as a data URL.
pub fn data_url(image: &CheckedImage) -> String {
    format!("data:{};base64,{}", image.file.format().content_type(), STANDARD.encode(&image.bytes))
}

/// Let a model paint a cover for a project
///
/// Takes up to two minutes. Nothing is stored. A repository that cannot be read, or is private and somebody else's, is
/// passed over. A caller that goes away ends the work.
#[utoipa::path(
    post, path = "/api/ai/generate-image", operation_id = "generate_image", tag = "ai", security(("bearer" = [])),
    request_body = GenerateImageBody,
    responses(
        (status = 200, description = "The picture.", body = Data<GeneratedImageBody>),
        (status = 400, description = "`invalid_params`: there is no `project`. `bad_request`: the body is not JSON."),
        (status = 422, description = "`validation_failed`, or `content_policy_violation`: the model does not want to paint this."),
        (status = 502, description = "`image_generation_failed`: the model answered badly."),
        (status = 503, description = "`image_generation_failed`: the model is away. `unavailable`: the database is away."),
        (status = 504, description = "`image_generation_failed`: the model took too long."),
    ),
)]
pub async fn generate_image(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    body: Body<GenerateImageBody>,
) -> Result<HttpResponse, ApiError> {
    if api.services.covers.is_sandbox() {
        note_sandbox(&req, "ai");
    }
    let (brief, repository) = body.0.into_parts()?;
    let image = api.services.covers.paint(viewer.id(), &brief, repository).await?;
    Ok(ok(GeneratedImageBody { image: data_url(&image) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(json: &str) -> Result<(CoverBrief, Option<(String, String)>), ApiError> {
        serde_json::from_str::<GenerateImageBody>(json).unwrap().into_parts()
    }

    #[test]
    fn a_project_has_to_be_there_and_its_parts_need_not() {
        for json in ["{}", r#"{"project": null}"#, r#"{"project": "x"}"#] {
            assert_eq!(parts(json).unwrap_err().problem().code(), "invalid_params", "{json}");
        }
        let (brief, repository) = parts(r#"{"project": {}, "repo": {"owner": "a"}}"#).unwrap();
        assert_eq!((brief, repository), (CoverBrief::default(), None));
        let (brief, repository) = parts(
            r#"{"project": {"title": "T", "description": " ", "overview": "O", "stack": ["Go"]},
                "repo": {"owner": "a", "name": "b"}}"#,
        )
        .unwrap();
        assert_eq!((brief.title(), brief.description()), (Some("T"), Some("O")));
        assert_eq!(repository, Some(("a".to_owned(), "b".to_owned())));
    }

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let long = "x".repeat(201);
        let error = parts(&format!(r#"{{"project": {{"title": "{long}", "description": 7, "stack": ["a", 1]}}}}"#));
        let Err(ApiError::Application(vibeslop_application::Error::Invalid(wrong))) = error else { panic!() };
        assert_eq!(wrong.fields().map(|(field, _)| field).collect::<Vec<_>>(), ["description", "stack", "title"]);
    }
}
