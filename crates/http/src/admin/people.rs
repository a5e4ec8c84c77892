use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vibeslop_domain::{Violations, admin::SuspensionDraft, ids::UserId};
use vibeslop_ports::admin::{AdminUserView, PersonView};

use super::{
    administrator::Administrator,
    list::{AdminList, list},
};
use crate::{
    Api,
    ground::{ApiError, Body, Data, Field, FromQuery, Id, PageQuery, Params, Query, RequestBody, Time, no_content, ok},
    shapes::absolute,
};

const DEFAULT_LIMIT: i64 = 50;

/// A person as administrators see them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AdminUser)]
pub struct AdminUserBody {
    id: Uuid,
    email: String,
    #[schema(example = "ada")]
    username: String,
    #[schema(example = "Ada Lovelace")]
    display_name: String,
    #[schema(required)]
    avatar_url: Option<String>,
    is_verified: bool,
    has_onboarded: bool,
    /// Since when they are suspended; null where they are not.
    #[schema(required)]
    suspended_at: Option<Time>,
    /// Until when; null for good.
    #[schema(required)]
    suspended_until: Option<Time>,
    /// Why.
    #[schema(required)]
    suspension_reason: Option<String>,
    inserted_at: Time,
    updated_at: Time,
}

impl AdminUserBody {
    fn new(view: AdminUserView, base: &str) -> Self {
        Self {
            id: view.id.0,
            email: view.email,
            username: view.username,
            display_name: view.display_name,
            avatar_url: absolute(view.avatar_url, base),
            is_verified: view.is_verified,
            has_onboarded: view.has_onboarded,
            suspended_at: view.suspended_at.map(Time),
            suspended_until: view.suspended_until.map(Time),
            suspension_reason: view.suspension_reason,
            inserted_at: view.inserted_at.into(),
            updated_at: view.updated_at.into(),
        }
    }
}

/// A person in a few words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonInBrief)]
pub struct PersonBody {
    id: Uuid,
    username: String,
    display_name: String,
    #[schema(required)]
    avatar_url: Option<String>,
}

impl PersonBody {
    pub fn new(view: PersonView, base: &str) -> Self {
        Self {
            id: view.id.0,
            username: view.username,
            display_name: view.display_name,
            avatar_url: absolute(view.avatar_url, base),
        }
    }
}

/// Which people.
#[derive(Debug)]
pub struct PeopleQuery {
    search: Option<String>,
    page: PageQuery,
}

impl FromQuery for PeopleQuery {
    fn from_query(query: &Query) -> Self {
        Self { search: query.text("search").map(str::to_owned), page: PageQuery::from_query(query) }
    }
}

/// People
///
/// The newest first, 50 unless said otherwise.
#[utoipa::path(
    get, path = "/api/admin/users", operation_id = "admin_list_users", tag = "admin", security(("bearer" = [])),
    params(
        ("search" = Option<String>, Query, description = "Any part of a username, a name or an address, whatever the case."),
        PageQuery,
    ),
    responses(
        (status = 200, description = "A page.", body = AdminList<AdminUserBody>,
            headers(("Link" = String, description = "The next page, `rel=\"next\"`."))),
        (status = 400, description = "`invalid_cursor`: the cursor is none of this list."),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
        (status = 422, description = "`offset_too_large`, or the search is too long."),
    ),
)]
pub async fn people(
    api: web::Data<Api>,
    req: HttpRequest,
    admin: Administrator,
    query: Params<PeopleQuery>,
) -> Result<HttpResponse, ApiError> {
    let PeopleQuery { search, page } = query.0;
    let request = page.into_request(DEFAULT_LIMIT);
    let people = api.services.admin.people(admin.account(), search.as_deref(), &request).await?;
    Ok(list(&req, &api.settings, &request, people, AdminUserBody::new))
}

/// Vouch for a person, or do so no more
#[utoipa::path(
    post, path = "/api/admin/users/{id}/toggle-verified", operation_id = "admin_toggle_verified", tag = "admin",
    security(("bearer" = [])), params(("id" = Uuid, Path, description = "The person.")),
    responses(
        (status = 200, description = "The person as they are now.", body = Data<AdminUserBody>),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
    ),
)]
pub async fn toggle_verified(
    api: web::Data<Api>,
    admin: Administrator,
    id: Id<UserId>,
) -> Result<HttpResponse, ApiError> {
    let person = api.services.admin.toggle_verified(admin.account(), id.0).await?;
    Ok(ok(AdminUserBody::new(person, &api.settings.backend_url)))
}

/// Delete an account
///
/// With all that is its owner's and all that hangs on it. Counters of others follow.
#[utoipa::path(
    delete, path = "/api/admin/users/{id}", operation_id = "admin_delete_user", tag = "admin",
    security(("bearer" = [])), params(("id" = Uuid, Path, description = "The person.")),
    responses(
        (status = 204, description = "It is gone, and its tokens speak for nobody."),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
        (status = 422, description = "`cannot_remove_self` or `cannot_remove_administrator`."),
    ),
)]
pub async fn delete(api: web::Data<Api>, admin: Administrator, id: Id<UserId>) -> Result<HttpResponse, ApiError> {
    api.services.admin.delete_person(admin.account(), id.0).await?;
    Ok(no_content())
}

/// Why, and until when.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = Suspension)]
pub struct SuspensionBody {
    /// Why, up to 1,000 characters. Administrators read it.
    #[serde(default)]
    #[schema(value_type = String, required, example = "Spam")]
    reason: Field<String>,
    /// Until when, RFC 3339, in the future; for good where there is none.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    until: Field<String>,
}

impl RequestBody for SuspensionBody {
    const NEEDS: &'static str = "An object with `reason` is required";
}

/// Suspend an account
///
/// Its owner can neither write nor sign in, their tokens end, and nobody sees what is theirs. Who is suspended already
/// gets this suspension in the place of that.
#[utoipa::path(
    post, path = "/api/admin/users/{id}/suspend", operation_id = "admin_suspend_user", tag = "admin",
    security(("bearer" = [])), params(("id" = Uuid, Path, description = "The person.")),
    request_body = SuspensionBody,
    responses(
        (status = 200, description = "The person as they are now.", body = Data<AdminUserBody>),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
        (status = 422, description = "`validation_failed`, `cannot_remove_self` or `cannot_remove_administrator`."),
    ),
)]
pub async fn suspend(
    api: web::Data<Api>,
    admin: Administrator,
    id: Id<UserId>,
    body: Body<SuspensionBody>,
) -> Result<HttpResponse, ApiError> {
    let mut wrong = Violations::default();
    let draft = SuspensionDraft {
        reason: body.0.reason.take(&mut wrong, "reason"),
        until: body.0.until.take(&mut wrong, "until"),
    };
    let draft = wrong.into_result(draft)?;
    let person = api.services.admin.suspend(admin.account(), id.0, &draft).await?;
    Ok(ok(AdminUserBody::new(person, &api.settings.backend_url)))
}

/// End a suspension
///
/// What is the person's comes back everywhere; they have to sign in again.
#[utoipa::path(
    post, path = "/api/admin/users/{id}/restore", operation_id = "admin_restore_user", tag = "admin",
    security(("bearer" = [])), params(("id" = Uuid, Path, description = "The person.")),
    responses(
        (status = 200, description = "The person as they are now.", body = Data<AdminUserBody>),
        (status = 403, description = "`forbidden`: the caller is no administrator."),
    ),
)]
pub async fn restore(api: web::Data<Api>, admin: Administrator, id: Id<UserId>) -> Result<HttpResponse, ApiError> {
    let person = api.services.admin.restore(admin.account(), id.0).await?;
    Ok(ok(AdminUserBody::new(person, &api.settings.backend_url)))
}
