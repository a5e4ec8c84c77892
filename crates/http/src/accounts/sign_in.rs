use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web,
};
use secrecy::{ExposeSecret, SecretString};
use url::form_urlencoded;
use utoipa::IntoParams;
use vibeslop_application::accounts::{Callback, Finished, Flow, SignInRefused};

use super::cookie::{self, Landing};
use crate::{
    Api,
    ground::{ApiError, FromQuery, Params, Query, note_failure, note_sandbox, prefers_html},
};

/// How a sign-in ends.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct BeginQuery {
    /// `code` ends with a one-time code for `POST /api/auth/token` instead of a token.
    #[param(example = "code")]
    flow: Option<String>,
}

impl FromQuery for BeginQuery {
    fn from_query(query: &Query) -> Self {
        Self { flow: query.text("flow").map(str::to_owned) }
    }
}

/// Begin to sign in
///
/// For a browser: sends it to the page of the service. Its answer comes back to the callback, and the browser ends at
/// `/auth/callback?token=…` of the web client, or `?code=…`, or `?error=…`.
#[utoipa::path(
    get, path = "/api/auth/{provider}", operation_id = "begin_sign_in", tag = "auth",
    params(("provider" = String, Path, description = "`github`, or an OpenID Connect provider of the configuration.", example = "github"), BeginQuery),
    responses(
        (status = 302, description = "To the page of the service. A cookie ties the answer to this browser."),
        (status = 502, description = "`provider_error`: the service failed."),
        (status = 503, description = "`oauth_not_configured`: there is no such service here, or it is not set up."),
    ),
)]
pub async fn begin(
    api: web::Data<Api>,
    req: HttpRequest,
    provider: web::Path<String>,
    query: Params<BeginQuery>,
) -> Result<HttpResponse, ApiError> {
    let (flow, landing) = match query.0.flow.as_deref() {
        Some("code") => (Flow::Code, Landing::Client),
        Some("docs") => (Flow::Code, Landing::Docs),
        Some("dashboard") => (Flow::Code, Landing::Dashboard),
        _ => (Flow::Token, Landing::Client),
    };
    if api.services.sign_in.is_sandbox(&provider) {
        note_sandbox(&req, "github");
    }
    match api.services.sign_in.begin(&provider, flow).await {
        Ok(begun) => Ok(HttpResponse::Found()
            .cookie(cookie::kept(&begun.cookie, landing, api.settings.is_https()))
            .insert_header((header::LOCATION, begun.url))
            .finish()),
        Err(refused) if prefers_html(req.headers()) => {
            let target = address(&api.settings.frontend_url, "/signin", "error", refused.code());
            note_failure(&req, &ApiError::SignIn(refused));
            Ok(HttpResponse::Found().insert_header((header::LOCATION, target)).finish())
        }
        Err(refused) => Err(refused.into()),
    }
}

/// What the service sends back with the browser.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CallbackQuery {
    /// Proof that the person agreed.
    #[param(value_type = Option<String>)]
    code: Option<SecretString>,
    /// The state that the sign-in was begun with.
    state: Option<String>,
    /// Why there is no code.
    error: Option<String>,
}

impl FromQuery for CallbackQuery {
    fn from_query(query: &Query) -> Self {
        Self {
            code: query.text("code").map(SecretString::from),
            state: query.text("state").map(str::to_owned),
            error: query.text("error").map(str::to_owned),
        }
    }
}

/// End of a sign-in
///
/// The service sends the browser here. Failures too are told in the address that it is sent on to: `access_denied`,
/// `state_mismatch`, `email_taken`, `suspended`, `provider_error`, `oauth_not_configured`, `internal_error`.
#[utoipa::path(
    get, path = "/api/auth/{provider}/callback", operation_id = "finish_sign_in", tag = "auth",
    params(("provider" = String, Path, description = "The service.", example = "github"), CallbackQuery),
    responses((status = 302, description = "To the web client, with `token`, `code` or `error`.")),
)]
pub async fn callback(
    api: web::Data<Api>,
    req: HttpRequest,
    provider: web::Path<String>,
    query: Params<CallbackQuery>,
) -> HttpResponse {
    let CallbackQuery { code, state, error } = query.0;
    let (landing, sealed) = cookie::read(&req);
    if api.services.sign_in.is_sandbox(&provider) {
        note_sandbox(&req, "github");
    }
    let finished = api.services.sign_in.finish(&provider, &Callback { code, state, error }, sealed.as_deref()).await;
    let (name, value) = told(&req, finished);
    let target = match landing {
        Landing::Client => address(&api.settings.frontend_url, "/auth/callback", name, value.expose_secret()),
        Landing::Docs => address(&api.settings.backend_url, "/docs", name, value.expose_secret()),
        Landing::Dashboard => address(&api.settings.backend_url, "/dev/dashboard", name, value.expose_secret()),
    };
    HttpResponse::Found()
        .cookie(cookie::cleared(api.settings.is_https()))
        .insert_header((header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .insert_header((header::LOCATION, target))
        .finish()
}

fn told(req: &HttpRequest, finished: Result<Finished, SignInRefused>) -> (&'static str, SecretString) {
    match finished {
        Ok(Finished::Token(issued)) => ("token", issued.token),
        Ok(Finished::Code(code)) => ("code", code),
        Err(refused) => {
            let code = refused.code();
            note_failure(req, &ApiError::SignIn(refused));
            ("error", code.into())
        }
    }
}

fn address(base: &str, path: &str, name: &str, value: &str) -> String {
    let query = form_urlencoded::Serializer::new(String::new()).append_pair(name, value).finish();
    format!("{}{path}?{query}", base.trim_end_matches('/'))
}
