use actix_web::{HttpRequest, HttpResponse, web};
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vibeslop_domain::Violations;

use crate::{
    Api,
    ground::{ApiError, Body, Field, RequestBody, Time, bearer},
};

/// A one-time code.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = ExchangeCode)]
pub struct ExchangeBody {
    /// The `code` that the sign-in ended with, at most 60 seconds old.
    #[serde(default)]
    #[schema(value_type = String, required)]
    code: Field<String>,
}

impl RequestBody for ExchangeBody {
    const NEEDS: &'static str = "The key `code` with a one-time code is required";
}

/// A token.
#[derive(Serialize, ToSchema)]
#[schema(as = Token)]
struct TokenBody<'a> {
    /// For the header `Authorization: Bearer …`.
    token: &'a str,
    /// When it ends.
    expires_at: Time,
}

/// Exchange a one-time code for a token
///
/// For clients that begin to sign in with `?flow=code`, so that no token stands in an address.
#[utoipa::path(
    post, path = "/api/auth/token", operation_id = "exchange_code", tag = "auth",
    request_body = ExchangeBody,
    responses(
        (status = 200, description = "The token.", body = TokenBody),
        (status = 400, description = "`invalid_code`: unknown, used or older than 60 seconds. `bad_request`: no code."),
    ),
)]
pub async fn exchange(api: web::Data<Api>, body: Body<ExchangeBody>) -> Result<HttpResponse, ApiError> {
    let mut wrong = Violations::default();
    let code = body.0.code.take(&mut wrong, "code");
    let code = wrong.into_result(code)?.ok_or_else(|| ApiError::bad_request(ExchangeBody::NEEDS))?;
    let issued = api.services.sign_in.exchange(&code).await?;
    let token = TokenBody { token: issued.token.expose_secret(), expires_at: issued.expires_at.into() };
    Ok(HttpResponse::Ok().json(token))
}

/// What a person reads who has signed out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LoggedOut)]
struct LoggedOutBody {
    #[schema(example = "Logged out successfully")]
    message: &'static str,
}

/// Sign out
///
/// Ends the token that the request comes with, if it is a valid one. 200 in any case.
#[utoipa::path(
    post, path = "/api/auth/logout", operation_id = "log_out", tag = "auth",
    security((), ("bearer" = [])),
    responses((status = 200, description = "Nobody is signed in with this token any more.", body = LoggedOutBody)),
)]
pub async fn log_out(api: web::Data<Api>, req: HttpRequest) -> Result<HttpResponse, ApiError> {
    api.services.accounts.log_out(bearer(&req)).await?;
    Ok(HttpResponse::Ok().json(LoggedOutBody { message: "Logged out successfully" }))
}
