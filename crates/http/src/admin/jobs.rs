use actix_web::{HttpRequest, HttpResponse, http::header, web};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_application::admin::JobRequest;
use vibeslop_domain::{ids::JobId, jobs::Queue};
use vibeslop_ports::jobs::{JobCount, JobError, JobView};

use super::{administrator::Administrator, list::next};
use crate::{
    Api,
    ground::{ApiError, Data, FromQuery, Id, PageQuery, Params, Query, Time, ok},
};

const DEFAULT_LIMIT: i64 = 50;

/// A job.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub struct JobBody {
    id: Uuid,
    #[schema(example = "deliver_mail")]
    kind: String,
    /// Null for a queue of another version of the service.
    #[schema(required, example = "default")]
    queue: Option<&'static str>,
    #[schema(example = "retryable")]
    state: &'static str,
    /// What it is given.
    args: Value,
    /// What went wrong, the oldest first.
    errors: Vec<JobErrorBody>,
    /// How often it was begun.
    attempt: u16,
    max_attempts: u16,
    scheduled_at: Time,
    #[schema(required)]
    attempted_at: Option<Time>,
    /// The node that began it last.
    #[schema(required)]
    attempted_by: Option<Uuid>,
    #[schema(required)]
    finished_at: Option<Time>,
    inserted_at: Time,
}

/// What went wrong in an attempt.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobError)]
struct JobErrorBody {
    at: Time,
    attempt: u16,
    error: String,
}

impl From<JobError> for JobErrorBody {
    fn from(error: JobError) -> Self {
        Self { at: error.at.into(), attempt: error.attempt, error: error.error }
    }
}

impl From<JobView> for JobBody {
    fn from(job: JobView) -> Self {
        Self {
            id: job.id.0,
            kind: job.kind,
            queue: job.queue.map(Queue::as_str),
            state: job.state.as_str(),
            args: job.args,
            errors: job.errors.into_iter().map(Into::into).collect(),
            attempt: job.attempt,
            max_attempts: job.max_attempts,
            scheduled_at: job.scheduled_at.into(),
            attempted_at: job.attempted_at.map(Time),
            attempted_by: job.attempted_by.map(|node| node.0),
            finished_at: job.finished_at.map(Time),
            inserted_at: job.inserted_at.into(),
        }
    }
}

/// A part of the list of jobs.
#[derive(Debug, Serialize, ToSchema)]
struct JobListBody {
    data: Vec<JobBody>,
    /// How many jobs there are in all, by queue and state.
    counts: Vec<JobCountBody>,
    /// Where the next part begins; null on the last.
    #[schema(required)]
    next_cursor: Option<String>,
    /// Whether there is a next part.
    has_more: bool,
}

/// How many jobs of a queue are in a state.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobCount)]
struct JobCountBody {
    queue: String,
    state: &'static str,
    jobs: i64,
}

impl From<JobCount> for JobCountBody {
    fn from(count: JobCount) -> Self {
        Self { queue: count.queue, state: count.state.as_str(), jobs: count.jobs }
    }
}

/// Which jobs.
#[derive(Debug)]
pub struct JobsQuery {
    wanted: JobRequest,
    page: PageQuery,
}

impl FromQuery for JobsQuery {
    fn from_query(query: &Query) -> Self {
        let text = |name: &str| query.text(name).map(str::to_owned);
        Self { wanted: JobRequest { state: text("state"), queue: text("queue") }, page: PageQuery::from_query(query) }
    }
}

/// Jobs
///
/// The newest first, 50 unless said otherwise. A state or a queue that there is not has none.
#[utoipa::path(
    get, path = "/api/admin/jobs", operation_id = "admin_list_jobs", tag = "admin", security(("bearer" = [])),
    params(
        ("state" = Option<String>, Query, description = "`available`, `scheduled`, `executing`, `retryable`, `completed`, `discarded` or `cancelled`; all without."),
        ("queue" = Option<String>, Query, description = "`default` or `developer_scores`; all without."),
        PageQuery,
    ),
    responses(
        (status = 200, description = "A page.", body = JobListBody,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn jobs(
    api: web::Data<Api>,
    req: HttpRequest,
    admin: Administrator,
    query: Params<JobsQuery>,
) -> Result<HttpResponse, ApiError> {
    let JobsQuery { wanted, page } = query.0;
    let request = page.into_request(DEFAULT_LIMIT);
    let jobs = api.services.admin.jobs(admin.account(), &wanted, &request).await?;
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(link) =
        jobs.listed.next_cursor.as_ref().and_then(|cursor| next(&req, &api.settings.backend_url, cursor))
    {
        response.insert_header(link);
    }
    Ok(response.json(JobListBody {
        data: jobs.listed.items.into_iter().map(Into::into).collect(),
        counts: jobs.counts.into_iter().map(Into::into).collect(),
        has_more: jobs.listed.next_cursor.is_some(),
        next_cursor: jobs.listed.next_cursor,
    }))
}

/// Let a job run once more
///
/// Now, and with all its attempts before it: one that failed, was called off, or waits for its time.
#[utoipa::path(
    post, path = "/api/admin/jobs/{id}/retry", operation_id = "admin_retry_job", tag = "admin",
    security(("bearer" = [])), params(("id" = Uuid, Path, description = "The job.")),
    responses(
        (status = 200, description = "The job as it is now.", body = Data<JobBody>),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
        (status = 409, description = "`job_state`: it runs or is done. `job_key_taken`: another job does the same already."),
    ),
)]
pub async fn retry(api: web::Data<Api>, admin: Administrator, id: Id<JobId>) -> Result<HttpResponse, ApiError> {
    Ok(ok(JobBody::from(api.services.admin.retry_job(admin.account(), id.0).await?)))
}

/// Call a job off
///
/// One that runs is broken off within some seconds.
#[utoipa::path(
    post, path = "/api/admin/jobs/{id}/cancel", operation_id = "admin_cancel_job", tag = "admin",
    security(("bearer" = [])), params(("id" = Uuid, Path, description = "The job.")),
    responses(
        (status = 200, description = "The job as it is now.", body = Data<JobBody>),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
        (status = 409, description = "`job_state`: it is over."),
    ),
)]
pub async fn cancel(api: web::Data<Api>, admin: Administrator, id: Id<JobId>) -> Result<HttpResponse, ApiError> {
    Ok(ok(JobBody::from(api.services.admin.cancel_job(admin.account(), id.0).await?)))
}
