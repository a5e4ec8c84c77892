//! `/dev/dashboard`: how this node does, for whoever runs it.
//!
//! The page is whole as it comes, without any script. Its script asks for the page again every few seconds and puts the
//! new numbers in the place of the old ones, so that nothing is drawn twice: here, and nowhere else.

mod chart;
mod charts;
mod figures;
mod seen;
mod table;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use askama::Template;
use vibeslop_application::{Error as E, operation};

use self::seen::Seen;
use crate::{
    Api,
    ground::{ApiError, signed_in},
    pages::{self, Frame, Place, WayIn},
};

/// Nothing but our own script and styles, and calls of this service alone.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; \
     connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What the dashboard shows, and to whom.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// What it shows.
    pub source: operation::Dashboard,
    /// Who sees it.
    pub audience: Audience,
}

/// Who sees the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Whoever reaches this machine: where people develop.
    Anybody,
    /// Administrators. A browser sends no token when it opens a page, so everybody gets the page, but without any
    /// numbers: those are for whoever signs in on it.
    Administrators,
}

#[derive(Template)]
#[template(path = "dashboard.html")]
struct Page {
    frame: Frame,
    seen: Option<Seen>,
    /// Where nothing is seen: what is said instead, and how to sign in.
    refusal: &'static str,
    ways_in: Vec<WayIn>,
}

pub async fn page(api: web::Data<Api>, req: HttpRequest) -> Result<HttpResponse, ApiError> {
    let Some(dashboard) = &api.dashboard else { return Err(ApiError::UnknownRoute) };
    let frame = Frame::around(&api, Place::Dashboard);
    let (status, page) = match refused(&api, &req, dashboard.audience).await? {
        None => {
            let seen = Seen::of(&dashboard.source.look().await, &api.settings.version);
            (StatusCode::OK, Page { frame, seen: Some(seen), refusal: "", ways_in: Vec::new() })
        }
        Some((status, refusal)) => {
            (status, Page { frame, seen: None, refusal, ways_in: WayIn::all(&api, "dashboard") })
        }
    };
    pages::answer(status, CONTENT_SECURITY_POLICY, &page)
}

/// Why whoever asks sees nothing, if so.
async fn refused(
    api: &Api,
    req: &HttpRequest,
    audience: Audience,
) -> Result<Option<(StatusCode, &'static str)>, ApiError> {
    if audience == Audience::Anybody {
        return Ok(None);
    }
    let admitted = match signed_in(req).await {
        Ok(viewer) => api.services.admin.admit(viewer.account()).map(drop).map_err(ApiError::from),
        Err(error) => Err(error),
    };
    match admitted {
        Ok(()) => Ok(None),
        Err(ApiError::Application(E::Unauthenticated { .. })) => {
            Ok(Some((StatusCode::UNAUTHORIZED, "Sign in as an administrator to see how this service does.")))
        }
        Err(ApiError::Application(E::Forbidden { .. })) => {
            Ok(Some((StatusCode::FORBIDDEN, "This account is no administrator's.")))
        }
        Err(error) => Err(error),
    }
}
