//! Drafts made better, piece by piece.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;
use vibeslop_domain::{Violations, ai::Improvement};

use super::frames::streamed;
use crate::{
    Api,
    ground::{ApiError, Body, Field, RequestBody, Viewer, note_sandbox},
};

/// A draft.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Draft)]
pub struct DraftBody {
    /// The text. At most 5,000 characters of a post, 10,000 of a gig.
    #[serde(default)]
    #[schema(value_type = String, required, example = "shipped my first crate today")]
    content: Field<String>,
}

impl RequestBody for DraftBody {
    const INCOMPLETE: &'static str = "invalid_params";
    const NEEDS: &'static str = "`content` is required";
}

impl DraftBody {
    fn content(self) -> Result<String, ApiError> {
        if matches!(self.content, Field::Absent | Field::Null) {
            return Err(ApiError::malformed(Self::INCOMPLETE, Self::NEEDS));
        }
        let mut wrong = Violations::default();
        let content = self.content.take(&mut wrong, "content");
        content.ok_or_else(|| wrong.into())
    }
}

/// Let a model make the text of a post better
///
/// The answer is a stream of server-sent events: `data: {"content": "…"}` for each piece of the text, as it is written,
/// and `data: [DONE]` at its end. Lines that begin with `:` keep the connection alive. Nothing is answered before there is
/// a first piece. If the model fails later, `data: {"error": "…"}` comes and the connection breaks off: what has come is
/// not the whole text. A caller that goes away ends the work.
#[utoipa::path(
    post, path = "/api/ai/improve-post", operation_id = "improve_post", tag = "ai", security(("bearer" = [])),
    request_body = DraftBody,
    responses(
        (status = 200, description = "The text, piece by piece.", body = String, content_type = "text/event-stream"),
        (status = 400, description = "`invalid_params`: there is no `content`. `bad_request`: the body is not JSON."),
        (status = 422, description = "`validation_failed`: nothing to read, or too much. `content_policy_violation`: the model does not want to."),
        (status = 502, description = "`improvement_failed`: the model answered badly."),
        (status = 503, description = "`improvement_failed`: the model is away. `unavailable`: the database is away."),
        (status = 504, description = "`improvement_failed`: the model took too long."),
    ),
)]
pub async fn improve_post(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    body: Body<DraftBody>,
) -> Result<HttpResponse, ApiError> {
    improve(&api, req, &viewer, body.0, Improvement::Post).await
}

/// Let a model turn notes on a gig into a brief
///
/// The answer is Markdown, as a stream of server-sent events like that of `POST /api/ai/improve-post`.
#[utoipa::path(
    post, path = "/api/ai/improve-gig", operation_id = "improve_gig", tag = "ai", security(("bearer" = [])),
    request_body = DraftBody,
    responses(
        (status = 200, description = "The text, piece by piece.", body = String, content_type = "text/event-stream"),
        (status = 400, description = "`invalid_params`: there is no `content`. `bad_request`: the body is not JSON."),
        (status = 422, description = "`validation_failed`: nothing to read, or too much. `content_policy_violation`: the model does not want to."),
        (status = 502, description = "`improvement_failed`: the model answered badly."),
        (status = 503, description = "`improvement_failed`: the model is away. `unavailable`: the database is away."),
        (status = 504, description = "`improvement_failed`: the model took too long."),
    ),
)]
pub async fn improve_gig(
    api: web::Data<Api>,
    req: HttpRequest,
    viewer: Viewer,
    body: Body<DraftBody>,
) -> Result<HttpResponse, ApiError> {
    improve(&api, req, &viewer, body.0, Improvement::Gig).await
}

async fn improve(
    api: &Api,
    req: HttpRequest,
    viewer: &Viewer,
    body: DraftBody,
    what: Improvement,
) -> Result<HttpResponse, ApiError> {
    if api.services.improver.is_sandbox() {
        note_sandbox(&req, "ai");
    }
    let improved = api.services.improver.improve(viewer.id(), what, &body.content()?).await?;
    Ok(streamed(req, improved))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_draft_and_a_wrong_one_are_told_apart() {
        for (json, code) in [
            ("{}", "invalid_params"),
            (r#"{"content": null}"#, "invalid_params"),
            (r#"{"content": 7}"#, "validation_failed"),
            (r#"{"content": ["a"]}"#, "validation_failed"),
        ] {
            let body: DraftBody = serde_json::from_str(json).unwrap();
            assert_eq!(body.content().unwrap_err().problem().code(), code, "{json}");
        }
    }
}
