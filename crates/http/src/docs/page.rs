use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderName, HeaderValue},
    web,
};
use askama::Template;
use utoipa_swagger_ui::Config;

use crate::{
    Api,
    ground::{ApiError, has_already},
    routes::Routes,
};

const PAGES_CSS: &str = include_str!("../../assets/pages.css");
const DOCS_JS: &str = include_str!("../../assets/docs.js");

/// The page runs our own scripts alone, calls this service alone, and is framed by nobody. Swagger UI sets styles on
/// elements, so styles are let in.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'";

pub fn routes(routes: &mut Routes) {
    routes.page("/docs", page).page("/docs/", page).page("/assets/{file}", asset);
}

#[derive(Template)]
#[template(path = "docs.html")]
struct Page {
    version: String,
    ways_in: Vec<WayIn>,
}

/// A service that people sign in with.
struct WayIn {
    name: String,
    address: String,
    is_sandbox: bool,
}

/// The API reference, with everything that it needs: it works without internet.
async fn page(api: web::Data<Api>) -> Result<HttpResponse, ApiError> {
    let ways_in = api.services.sign_in.providers.iter().map(|(provider, service)| WayIn {
        name: display_name(provider.as_str()),
        // Absolute: the cookie of the sign-in has to belong to the host that the service sends the browser back to.
        address: format!("{}/api/auth/{provider}?flow=docs", api.settings.backend_url),
        is_sandbox: service.is_sandbox(),
    });
    let page = Page { version: api.settings.version.clone(), ways_in: ways_in.collect() };
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .insert_header((header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        .insert_header((header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY)))
        .body(page.render().map_err(ApiError::internal)?))
}

/// `github` as people write it; others with a capital.
fn display_name(provider: &str) -> String {
    if provider == "github" {
        return "GitHub".to_owned();
    }
    let mut letters = provider.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

const CACHING: (HeaderName, HeaderValue) = (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));

/// What the pages are made of. Named by the version too, so that a new program's page never meets an old script.
async fn asset(api: web::Data<Api>, req: HttpRequest, file: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let (kind, bytes) = find(&file)?;
    let tag = format!("W/\"{}-{}\"", api.settings.version, file.as_str());
    if has_already(&req, &tag) {
        return Ok(HttpResponse::NotModified().insert_header(CACHING).insert_header((header::ETAG, tag)).finish());
    }
    Ok(HttpResponse::Ok().insert_header(CACHING).insert_header((header::ETAG, tag)).content_type(kind).body(bytes))
}

fn find(file: &str) -> Result<(&'static str, Vec<u8>), ApiError> {
    match file {
        "pages.css" => Ok(("text/css; charset=utf-8", PAGES_CSS.into())),
        "docs.js" => Ok(("text/javascript; charset=utf-8", DOCS_JS.into())),
        "swagger-ui.css" => Ok(("text/css; charset=utf-8", vendored(file)?)),
        "swagger-ui-bundle.js" => Ok(("text/javascript; charset=utf-8", vendored(file)?)),
        _ => Err(ApiError::not_found("file")),
    }
}

fn vendored(file: &str) -> Result<Vec<u8>, ApiError> {
    let found = utoipa_swagger_ui::serve(file, Arc::new(Config::default()))
        .map_err(|error| ApiError::internal(error.to_string()))?;
    found.map(|file| file.bytes.into_owned()).ok_or(ApiError::not_found("file"))
}
