use actix_web::{HttpResponse, http::StatusCode, web};
use askama::Template;

use crate::{
    Api,
    ground::ApiError,
    pages::{self, Frame, Place, WayIn},
    routes::Routes,
};

/// The page runs our own scripts alone, calls this service alone, and is framed by nobody. Swagger UI sets styles on
/// elements, so styles are let in.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; \
     frame-ancestors 'none'";

pub fn routes(routes: &mut Routes) {
    routes.page("/docs", page).page("/docs/", page);
}

#[derive(Template)]
#[template(path = "docs.html")]
struct Page {
    frame: Frame,
    ways_in: Vec<WayIn>,
}

/// The API reference, with everything that it needs: it works without internet.
async fn page(api: web::Data<Api>) -> Result<HttpResponse, ApiError> {
    let page = Page { frame: Frame::around(&api, Place::Docs), ways_in: WayIn::all(&api, "docs") };
    pages::answer(StatusCode::OK, CONTENT_SECURITY_POLICY, &page)
}
