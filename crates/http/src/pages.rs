//! What the pages have in common that this service shows itself: the frame around them, with the way from one to the
//! others, and what they are made of.

mod assets;

use actix_web::{
    HttpResponse,
    http::{
        StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};
use askama::Template;

use crate::{Api, ground::ApiError, routes::Routes};

pub fn routes(routes: &mut Routes) {
    routes.page("/assets/{file}", assets::asset);
}

/// What stands in a page is kept nowhere else.
pub const NOT_KEPT: (HeaderName, HeaderValue) = (header::CACHE_CONTROL, HeaderValue::from_static("no-store"));

/// What is around a page.
#[derive(Debug)]
pub struct Frame {
    pub version: String,
    pub links: Vec<Link>,
}

/// A way to a page.
#[derive(Debug)]
pub struct Link {
    pub name: &'static str,
    pub address: &'static str,
    pub is_here: bool,
}

/// The pages that lead to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Dashboard,
    Mailbox,
    Docs,
}

impl Frame {
    /// The frame around the page `here`, with the ways to those that are served.
    pub fn around(api: &Api, here: Place) -> Self {
        let all = [
            (Place::Dashboard, "Dashboard", "/dev/dashboard", api.dashboard.is_some()),
            (Place::Mailbox, "Mailbox", "/dev/mailbox", api.mailbox.is_some()),
            (Place::Docs, "API reference", "/docs", true),
        ];
        let links = all.into_iter().filter(|(.., is_served)| *is_served);
        Self {
            version: api.settings.version.clone(),
            links: links.map(|(place, name, address, _)| Link { name, address, is_here: place == here }).collect(),
        }
    }
}

/// A service that people sign in with.
#[derive(Debug)]
pub struct WayIn {
    pub name: String,
    pub address: String,
    pub is_sandbox: bool,
}

impl WayIn {
    /// All there are, back to the page that `flow` stands for.
    pub fn all(api: &Api, flow: &str) -> Vec<Self> {
        let ways_in = api.services.sign_in.providers.iter().map(|(provider, service)| Self {
            name: display_name(provider.as_str()),
            // Absolute: the cookie of the sign-in has to belong to the host that the service sends the browser back to.
            address: format!("{}/api/auth/{provider}?flow={flow}", api.settings.backend_url),
            is_sandbox: service.is_sandbox(),
        });
        ways_in.collect()
    }
}

/// `github` as people write it; others with a capital.
fn display_name(provider: &str) -> String {
    if provider == "github" {
        return "GitHub".to_owned();
    }
    let mut letters = provider.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// An answer that is a page, which may do what `policy` says and is kept by nobody.
pub fn answer(status: StatusCode, policy: &'static str, page: &impl Template) -> Result<HttpResponse, ApiError> {
    Ok(HttpResponse::build(status)
        .content_type("text/html; charset=utf-8")
        .insert_header(NOT_KEPT)
        .insert_header((header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        .insert_header((header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)))
        .body(page.render().map_err(ApiError::internal)?))
}
