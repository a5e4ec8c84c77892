use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vibeslop_domain::Violations;

use crate::{
    Api,
    ground::{ApiError, Body, Data, Field, RequestBody, Time, Viewer},
};

/// That somebody means it.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ConfirmLeaving)]
pub struct ConfirmBody {
    /// Their own username.
    #[serde(default)]
    #[schema(value_type = String, required, example = "ada")]
    confirm: Field<String>,
}

impl RequestBody for ConfirmBody {
    const NEEDS: &'static str = "An object with `confirm` is required";
}

/// An account on its way out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Leaving)]
struct LeavingBody {
    /// Always `leaving`.
    #[schema(example = "leaving")]
    status: &'static str,
    /// When it is erased. Whoever signs in before that keeps the account.
    erased_at: Time,
}

/// Delete one's own account
///
/// From now on nobody sees the account and what is in it, its tokens and streams end, and mail tells its owner. After seven
/// days it is erased with everything in it, as an administrator would delete it. Whoever signs in before that has all of it
/// back. An archive that was asked for before can be fetched until then.
#[utoipa::path(
    delete, path = "/api/me", operation_id = "delete_me", tag = "accounts", security(("bearer" = [])),
    request_body = ConfirmBody,
    responses(
        (status = 202, description = "The account is hidden, and going to be erased.", body = Data<LeavingBody>),
        (status = 422, description = "`validation_failed`: `confirm` is not the username. `cannot_remove_administrator`: an administrator's account stays."),
    ),
)]
pub async fn leave(api: web::Data<Api>, viewer: Viewer, body: Body<ConfirmBody>) -> Result<HttpResponse, ApiError> {
    let mut wrong = Violations::default();
    let confirm = body.0.confirm.take(&mut wrong, "confirm");
    let confirm = wrong.into_result(confirm)?;
    let leaves_at = api.services.leaving.leave(viewer.account(), confirm.as_deref()).await?;
    Ok(HttpResponse::Accepted().json(Data { data: LeavingBody { status: "leaving", erased_at: leaves_at.into() } }))
}
