use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_application::admin::ReportRequest;
use vibeslop_domain::{Violations, ids::ReportId};
use vibeslop_ports::admin::{ReportPreview, ReportView};

use super::{
    administrator::Administrator,
    list::{AdminList, list},
    people::PersonBody,
};
use crate::{
    Api,
    ground::{ApiError, Body, Data, Field, FromQuery, Id, PageQuery, Params, Query, RequestBody, Time, ok},
};

const DEFAULT_LIMIT: i64 = 20;

/// A report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Report)]
pub struct ReportBody {
    id: Uuid,
    #[schema(example = "Post")]
    reportable_type: String,
    reportable_id: Uuid,
    #[schema(example = "pending")]
    status: &'static str,
    /// Why, in the words of who reported it.
    #[schema(required)]
    reason: Option<String>,
    inserted_at: Time,
    reporter: PersonBody,
    /// What is reported; null once it is gone.
    #[schema(required)]
    preview: Option<PreviewBody>,
    /// How many reports there are on it.
    reports_count: i64,
}

/// What is reported.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ReportPreview)]
struct PreviewBody {
    /// The first 200 characters, or the title.
    text: String,
    /// Whose it is; a person is their own.
    author: PersonBody,
}

impl ReportBody {
    fn new(view: ReportView, base: &str) -> Self {
        let preview = |ReportPreview { text, author }| PreviewBody { text, author: PersonBody::new(author, base) };
        Self {
            id: view.id.0,
            reportable_type: view.reportable_type,
            reportable_id: view.reportable_id,
            status: view.status.as_str(),
            reason: view.reason,
            inserted_at: view.inserted_at.into(),
            reporter: PersonBody::new(view.reporter, base),
            preview: view.preview.map(preview),
            reports_count: view.reports_count,
        }
    }
}

/// Which reports.
#[derive(Debug)]
pub struct ReportsQuery {
    wanted: ReportRequest,
    page: PageQuery,
}

impl FromQuery for ReportsQuery {
    fn from_query(query: &Query) -> Self {
        let wanted = ReportRequest {
            status: query.text("status").map(str::to_owned),
            kind: query.text("type").map(str::to_owned),
        };
        Self { wanted, page: PageQuery::from_query(query) }
    }
}

/// Reports
///
/// The newest first. A status or a type that there is not has none.
#[utoipa::path(
    get, path = "/api/admin/reports", operation_id = "admin_list_reports", tag = "admin", security(("bearer" = [])),
    params(
        ("status" = Option<String>, Query, description = "`pending`, `reviewed`, `resolved` or `dismissed`; all without."),
        ("type" = Option<String>, Query, description = "`Post`, `Project`, `Comment`, `Gig` or `User`; all without."),
        PageQuery,
    ),
    responses(
        (status = 200, description = "A page.", body = AdminList<ReportBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn reports(
    api: web::Data<Api>,
    req: HttpRequest,
    admin: Administrator,
    query: Params<ReportsQuery>,
) -> Result<HttpResponse, ApiError> {
    let ReportsQuery { wanted, page } = query.0;
    let request = page.into_request(DEFAULT_LIMIT);
    let reports = api.services.admin.reports(admin.account(), &wanted, &request).await?;
    Ok(list(&req, &api.settings, &request, reports, ReportBody::new))
}

/// What is decided.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ReportDecision)]
pub struct DecisionBody {
    /// `pending`, `reviewed`, `resolved` or `dismissed`.
    #[serde(default)]
    #[schema(value_type = String, required, example = "dismissed")]
    status: Field<String>,
}

impl RequestBody for DecisionBody {
    const NEEDS: &'static str = "An object with `status` is required";
}

/// Decide on a report
///
/// Any change is allowed, also back to `pending`.
#[utoipa::path(
    put, path = "/api/admin/reports/{id}", operation_id = "admin_update_report", tag = "admin",
    security(("bearer" = [])), params(("id" = Uuid, Path, description = "The report.")),
    request_body = DecisionBody,
    responses(
        (status = 200, description = "The report as it is now.", body = Data<ReportBody>),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
        (status = 422, description = "`validation_failed`: there is no such status."),
    ),
)]
pub async fn update(
    api: web::Data<Api>,
    admin: Administrator,
    id: Id<ReportId>,
    body: Body<DecisionBody>,
) -> Result<HttpResponse, ApiError> {
    let mut wrong = Violations::default();
    let status = match body.0.status {
        Field::Absent | Field::Null => return Err(ApiError::bad_request(DecisionBody::NEEDS)),
        sent => sent.take(&mut wrong, "status").unwrap_or_default(),
    };
    let status = wrong.into_result(status)?;
    let report = api.services.admin.update_report(admin.account(), id.0, &status).await?;
    Ok(ok(ReportBody::new(report, &api.settings.backend_url)))
}

/// It is done.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ContentDeleted)]
struct DeletedBody {
    /// Always true.
    success: bool,
    /// There where it was gone before.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
}

/// Delete what was reported
///
/// Whoever owns it, with all that hangs on it. All open reports on it are resolved.
#[utoipa::path(
    delete, path = "/api/admin/reports/{id}/content", operation_id = "admin_delete_reported", tag = "admin",
    security(("bearer" = [])), params(("id" = Uuid, Path, description = "The report.")),
    responses(
        (status = 200, description = "It is gone, perhaps since before.", body = DeletedBody),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
        (status = 422, description = "`cannot_delete_user`: a report does not delete an account."),
    ),
)]
pub async fn delete_content(
    api: web::Data<Api>,
    admin: Administrator,
    id: Id<ReportId>,
) -> Result<HttpResponse, ApiError> {
    let was_there = api.services.admin.delete_reported(admin.account(), id.0).await?;
    let message = (!was_there).then_some("It was gone already; the report is resolved");
    Ok(HttpResponse::Ok().json(DeletedBody { success: true, message }))
}
