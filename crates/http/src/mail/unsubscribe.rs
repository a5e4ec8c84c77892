use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web,
};
use askama::Template;
use utoipa::IntoParams;

use super::NOT_KEPT;
use crate::{
    Api,
    ground::{ApiError, FromQuery, Params, Query, note_failure, prefers_html},
};

/// Which mail is ended.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct UnsubscribeQuery {
    /// What the link in the mail holds. It ends mail of one kind to one person, and nothing else.
    #[param(value_type = String)]
    token: Option<String>,
}

impl FromQuery for UnsubscribeQuery {
    fn from_query(query: &Query) -> Self {
        Self { token: query.text("token").map(str::to_owned) }
    }
}

#[derive(Template)]
#[template(path = "unsubscribe.html")]
struct Page<'a> {
    heading: &'a str,
    sentence: String,
    /// Whether the button is shown.
    asks: bool,
    home: &'a str,
}

/// The page sends its form to itself and shows itself to nobody else.
const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; img-src data:; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// The page that a link in a mail opens
///
/// It asks, and changes nothing: programs that look for viruses open every link of a mail.
#[utoipa::path(
    get, path = "/api/email/unsubscribe", operation_id = "ask_to_unsubscribe", tag = "mail",
    params(UnsubscribeQuery),
    responses(
        (status = 200, description = "A page with one button.", content_type = "text/html", body = String),
        (status = 400, description = "`invalid_token`: the link is not one of ours. A page where that is preferred."),
    ),
)]
pub async fn ask(
    api: web::Data<Api>,
    req: HttpRequest,
    query: Params<UnsubscribeQuery>,
) -> Result<HttpResponse, ApiError> {
    match api.services.mail.unsubscribing(query.0.token.as_deref().unwrap_or_default()) {
        Ok(asked) => {
            let sentence = format!("You will get no more mail about {}.", asked.kind.subject());
            page(&api, StatusCode::OK, "Unsubscribe?", sentence, true)
        }
        Err(error) => refused(&api, &req, error.into()),
    }
}

/// End mail of one kind (RFC 8058)
///
/// What a mail program sends when its user presses "unsubscribe", and what the page's button sends. Nobody has to be
/// signed in; the body is not looked at.
#[utoipa::path(
    post, path = "/api/email/unsubscribe", operation_id = "unsubscribe", tag = "mail",
    params(UnsubscribeQuery),
    responses(
        (status = 200, description = "It is ended. Doing it again changes nothing.", content_type = "text/html", body = String),
        (status = 400, description = "`invalid_token`: the link is not one of ours. A page where that is preferred."),
    ),
)]
pub async fn end(
    api: web::Data<Api>,
    req: HttpRequest,
    query: Params<UnsubscribeQuery>,
) -> Result<HttpResponse, ApiError> {
    match api.services.mail.unsubscribe(query.0.token.as_deref().unwrap_or_default()).await {
        Ok(ended) => {
            let sentence = format!(
                "You will get no more mail about {}. In your settings you can have it again.",
                ended.kind.subject()
            );
            page(&api, StatusCode::OK, "Unsubscribed", sentence, false)
        }
        Err(error) => refused(&api, &req, error.into()),
    }
}

/// A page for people, our one shape of errors for everybody else.
fn refused(api: &Api, req: &HttpRequest, error: ApiError) -> Result<HttpResponse, ApiError> {
    if !matches!(&error, ApiError::Application(vibeslop_application::Error::Malformed { .. }))
        || !prefers_html(req.headers())
    {
        return Err(error);
    }
    let sentence = error.to_string();
    note_failure(req, &error);
    page(api, StatusCode::BAD_REQUEST, "This link does not work", sentence, false)
}

fn page(api: &Api, status: StatusCode, heading: &str, sentence: String, asks: bool) -> Result<HttpResponse, ApiError> {
    let page = Page { heading, sentence, asks, home: &api.settings.frontend_url };
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header(NOT_KEPT)
        // The address holds the token.
        .insert_header((header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        .insert_header((header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)))
        .body(page.render().map_err(ApiError::internal)?))
}
