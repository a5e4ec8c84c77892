use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderValue},
    web,
};
use askama::Template;
use secrecy::ExposeSecret;
use url::{Url, form_urlencoded};

use crate::{
    Api,
    ground::{ApiError, FromQuery, Params, Query, note_sandbox},
};

/// Where the sandbox in GitHub's place asks who signs in.
pub const PATH: &str = "/dev/github/login/oauth/authorize";

/// What a sign-in at GitHub is asked for with, as far as the sandbox looks at it.
#[derive(Debug)]
pub struct AuthorizeQuery {
    redirect_uri: Option<String>,
    state: Option<String>,
    code_challenge: Option<String>,
    /// Who signs in, for scripts.
    login: Option<String>,
}

impl FromQuery for AuthorizeQuery {
    fn from_query(query: &Query) -> Self {
        let text = |name| query.text(name).map(str::to_owned);
        Self {
            redirect_uri: text("redirect_uri"),
            state: text("state"),
            code_challenge: text("code_challenge"),
            login: text("login"),
        }
    }
}

#[derive(Template)]
#[template(path = "sandbox_sign_in.html")]
struct Page {
    people: Vec<Choice>,
    refuse: String,
}

struct Choice {
    login: String,
    name: String,
    bio: String,
    initials: String,
    address: String,
}

/// The page, or at once the way back if a script says who signs in.
pub async fn authorize(
    api: web::Data<Api>,
    req: HttpRequest,
    query: Params<AuthorizeQuery>,
) -> Result<HttpResponse, ApiError> {
    note_sandbox(&req, "github");
    let sandbox = api.sandbox.as_ref().ok_or(ApiError::UnknownRoute)?;
    let AuthorizeQuery { redirect_uri, state, code_challenge, login } = query.0;
    // Whoever could name another address would get a code sent there.
    let expected = format!("{}/api/auth/github/callback", api.settings.backend_url);
    if redirect_uri.as_deref() != Some(&expected) {
        return Err(ApiError::bad_request(format!("`redirect_uri` has to be {expected}")));
    }
    let state = state.unwrap_or_default();
    let Some(login) = login else {
        return page(&req, &**sandbox, &way_back(&expected, &[("error", "access_denied"), ("state", &state)])?);
    };
    let code = sandbox
        .grant(&login, &expected, code_challenge.as_deref())
        .ok_or_else(|| ApiError::not_found("person in the sandbox"))?;
    let target = way_back(&expected, &[("code", code.expose_secret()), ("state", &state)])?;
    Ok(HttpResponse::Found().insert_header((header::LOCATION, target)).finish())
}

fn page(
    req: &HttpRequest,
    sandbox: &dyn vibeslop_ports::accounts::SandboxDirectory,
    refuse: &str,
) -> Result<HttpResponse, ApiError> {
    let people = sandbox.people().into_iter().map(|person| Choice {
        address: format!("?{}", with_login(req.query_string(), &person.login)),
        initials: vibeslop_domain::text::initials(&person.name, &person.login),
        login: person.login,
        name: person.name,
        bio: person.bio,
    });
    let page = Page { people: people.collect(), refuse: refuse.to_owned() };
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)))
        .body(page.render().map_err(ApiError::internal)?))
}

const CONTENT_SECURITY_POLICY: &str =
    "default-src 'none'; img-src data:; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The same question, answered.
fn with_login(query: &str, login: &str) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form_urlencoded::parse(query.as_bytes()))
        .append_pair("login", login)
        .finish()
}

fn way_back(redirect_uri: &str, parameters: &[(&str, &str)]) -> Result<String, ApiError> {
    let url = Url::parse_with_params(redirect_uri, parameters).map_err(ApiError::internal)?;
    Ok(url.into())
}
