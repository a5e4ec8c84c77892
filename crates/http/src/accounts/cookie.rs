//! What the browser keeps while somebody is at the other service.

use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
};
use vibeslop_application::accounts::SIGN_IN_MINUTES;

const NAME: &str = "vibeslop_sign_in";

/// Where the browser goes when the sign-in is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landing {
    /// The web client.
    Client,
    /// The API's own reference page.
    Docs,
    /// The dashboard of whoever runs the service.
    Dashboard,
}

impl Landing {
    /// Told beside the sealed state, not in it: it decides nothing but which of our pages comes next.
    const fn mark(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Docs => "docs",
            Self::Dashboard => "dashboard",
        }
    }

    fn marked(mark: &str) -> Self {
        [Self::Docs, Self::Dashboard].into_iter().find(|landing| landing.mark() == mark).unwrap_or(Self::Client)
    }
}

/// The cookie of a sign-in that begins. `Lax`, because it has to come along on the way back from another site.
pub fn kept(sealed: &str, landing: Landing, secure: bool) -> Cookie<'static> {
    with(format!("{}.{sealed}", landing.mark()), Duration::minutes(SIGN_IN_MINUTES), secure)
}

/// The cookie that takes it away.
pub fn cleared(secure: bool) -> Cookie<'static> {
    with(String::new(), Duration::ZERO, secure)
}

/// What the browser brought back: the landing and the sealed state.
pub fn read(req: &HttpRequest) -> (Landing, Option<String>) {
    let Some(cookie) = req.cookie(NAME) else { return (Landing::Client, None) };
    match cookie.value().split_once('.') {
        Some((mark, sealed)) => (Landing::marked(mark), Some(sealed.to_owned())),
        None => (Landing::Client, None),
    }
}

fn with(value: String, lasts: Duration, secure: bool) -> Cookie<'static> {
    Cookie::build(NAME, value).path("/").http_only(true).same_site(SameSite::Lax).secure(secure).max_age(lasts).finish()
}
