use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_domain::{Violations, social::ReportDraft};

use crate::{
    Api,
    ground::{ApiError, Body, Field, RequestBody, Viewer},
};

/// What is reported.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewReport)]
pub struct ReportBody {
    /// `comment`, `post`, `project`, `gig` or `user`, in any case.
    #[serde(default, rename = "type")]
    #[schema(value_type = String, required, example = "comment")]
    kind: Field<String>,
    /// The thing, or the person.
    #[serde(default)]
    #[schema(value_type = Uuid, required)]
    id: Field<String>,
    /// Why, up to 1,000 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    reason: Field<String>,
}

impl RequestBody for ReportBody {
    const NEEDS: &'static str = "An object with `type` and `id` is required";
}

impl ReportBody {
    fn into_draft(self) -> Result<ReportDraft, ApiError> {
        let kind = self.kind.given().ok_or_else(|| ApiError::bad_request(Self::NEEDS))?;
        let id = self.id.given().and_then(|id| Uuid::try_parse(&id).ok());
        let id = id.ok_or_else(|| ApiError::bad_request("The `id` has to be that of a thing, a UUID"))?;
        let mut wrong = Violations::default();
        let reason = self.reason.take(&mut wrong, "reason");
        Ok(wrong.into_result(ReportDraft { kind, id, reason })?)
    }
}

/// It was taken.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportTaken)]
struct ReportTakenBody {
    /// Always true.
    success: bool,
}

/// Report something to the administrators
///
/// A comment, a post, a project or a person; each once. Its owner is not told.
#[utoipa::path(
    post, path = "/api/reports", operation_id = "report", tag = "social", security(("bearer" = [])),
    request_body = ReportBody,
    responses(
        (status = 200, description = "It was taken.", body = ReportTakenBody),
        (status = 400, description = "`type` or `id` is missing, or names nothing that could be reported."),
        (status = 404, description = "There is no such thing."),
        (status = 422, description = "`already_reported`, or `cannot_report_own`, or the reason is too long."),
    ),
)]
pub async fn report(api: web::Data<Api>, viewer: Viewer, body: Body<ReportBody>) -> Result<HttpResponse, ApiError> {
    api.services.social.report(viewer.id(), &body.0.into_draft()?).await?;
    Ok(HttpResponse::Ok().json(ReportTakenBody { success: true }))
}
