//! What people change of their own accounts.

use actix_web::{HttpResponse, web};
use vibeslop_application::Error;

use super::{me::MeBody, user_body::WriteUserBody};
use crate::{
    Api,
    ground::{ApiError, Body, Viewer},
};

/// Change one's own account
///
/// What is left out stays, and what is not named here cannot be changed: an address, a badge, a score.
#[utoipa::path(
    put, path = "/api/me", operation_id = "update_me", tag = "accounts", security(("bearer" = [])),
    request_body = WriteUserBody,
    responses(
        (status = 200, description = "The account, without an envelope.", body = MeBody),
        (status = 422, description = "`update_failed`: `errors` names the fields. `content_policy_violation`: a picture may not be shown."),
        (status = 503, description = "`moderation_unavailable`: pictures cannot be judged at the moment. `unavailable`: the database is away."),
    ),
)]
pub async fn update(api: web::Data<Api>, viewer: Viewer, body: Body<WriteUserBody>) -> Result<HttpResponse, ApiError> {
    let named = |error: Error| ApiError::naming("update_failed", error);
    let draft = body.0.user.0.into_draft().map_err(|wrong| named(wrong.into()))?;
    let account = api.services.profiles.update(viewer.id(), &draft).await.map_err(named)?;
    Ok(HttpResponse::Ok().json(MeBody::new(account, &api.settings.backend_url)))
}

/// Choose one's names
///
/// When somebody came for the first time; may be repeated. `username` and `display_name` have to be there,
/// `avatar_url` and `bio` may be, other fields are left as they are.
#[utoipa::path(
    put, path = "/api/me/onboard", operation_id = "onboard", tag = "accounts", security(("bearer" = [])),
    request_body = WriteUserBody,
    responses(
        (status = 200, description = "The account, without an envelope: `has_onboarded` is true.", body = MeBody),
        (status = 422, description = "`onboarding_failed`: `errors` names the fields. `content_policy_violation`: the picture may not be shown."),
        (status = 503, description = "`moderation_unavailable`: pictures cannot be judged at the moment. `unavailable`: the database is away."),
    ),
)]
pub async fn onboard(api: web::Data<Api>, viewer: Viewer, body: Body<WriteUserBody>) -> Result<HttpResponse, ApiError> {
    let named = |error: Error| ApiError::naming("onboarding_failed", error);
    let draft = body.0.user.0.into_draft().map_err(|wrong| named(wrong.into()))?;
    let account = api.services.profiles.onboard(viewer.id(), &draft).await.map_err(named)?;
    Ok(HttpResponse::Ok().json(MeBody::new(account, &api.settings.backend_url)))
}
