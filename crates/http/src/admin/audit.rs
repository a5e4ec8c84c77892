use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_application::admin::AuditRequest;
use vibeslop_ports::admin::AuditView;

use super::{
    administrator::Administrator,
    list::{AdminList, list},
    people::PersonBody,
};
use crate::{
    Api,
    ground::{ApiError, FromQuery, PageQuery, Params, Query, Time},
};

const DEFAULT_LIMIT: i64 = 50;

/// Something that an administrator did.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AuditEntry)]
struct AuditBody {
    id: Uuid,
    /// Who.
    actor_id: Uuid,
    /// Who; null once their account is gone.
    #[schema(required)]
    actor: Option<PersonBody>,
    /// What.
    #[schema(example = "user.suspend")]
    action: &'static str,
    /// To what kind of thing.
    #[schema(example = "user")]
    subject_type: String,
    /// To which; null where it was done to all of a kind.
    #[schema(required)]
    subject_id: Option<String>,
    /// What else is to be known.
    details: BTreeMap<String, String>,
    inserted_at: Time,
}

impl AuditBody {
    fn new(view: AuditView, base: &str) -> Self {
        Self {
            id: view.id,
            actor_id: view.actor_id.0,
            actor: view.actor.map(|actor| PersonBody::new(actor, base)),
            action: view.action.as_str(),
            subject_type: view.subject_type,
            subject_id: view.subject_id,
            details: view.details.into_iter().collect(),
            inserted_at: view.at.into(),
        }
    }
}

/// Which deeds.
#[derive(Debug)]
pub struct AuditQuery {
    wanted: AuditRequest,
    page: PageQuery,
}

impl FromQuery for AuditQuery {
    fn from_query(query: &Query) -> Self {
        let text = |name: &str| query.text(name).map(str::to_owned);
        let wanted = AuditRequest { actor: text("actor"), action: text("action"), subject: text("subject") };
        Self { wanted, page: PageQuery::from_query(query) }
    }
}

/// What administrators did
///
/// The newest first, 50 unless said otherwise. Nothing that is written here is ever changed or taken away.
#[utoipa::path(
    get, path = "/api/admin/audit", operation_id = "admin_list_audit", tag = "admin", security(("bearer" = [])),
    params(
        ("actor" = Option<Uuid>, Query, description = "Who."),
        ("action" = Option<String>, Query, description = "What, as `user.suspend`."),
        ("subject" = Option<String>, Query, description = "To which thing, by its identifier."),
        PageQuery,
    ),
    responses(
        (status = 200, description = "A page.", body = AdminList<AuditBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
        (status = 422, description = "`offset_too_large`: nobody pages that far by offset."),
    ),
)]
pub async fn audit(
    api: web::Data<Api>,
    req: HttpRequest,
    admin: Administrator,
    query: Params<AuditQuery>,
) -> Result<HttpResponse, ApiError> {
    let AuditQuery { wanted, page } = query.0;
    let request = page.into_request(DEFAULT_LIMIT);
    let deeds = api.services.admin.audit(admin.account(), &wanted, &request).await?;
    Ok(list(&req, &api.settings, &request, deeds, AuditBody::new))
}
