use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderName, HeaderValue},
    web,
};
use utoipa_swagger_ui::Config;

use crate::{
    Api,
    ground::{ApiError, has_already},
};

const CSS: &str = "text/css; charset=utf-8";
const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// What is our own.
const OWN: [(&str, &str, &str); 7] = [
    ("dashboard.css", CSS, include_str!("../../assets/dashboard.css")),
    ("docs.css", CSS, include_str!("../../assets/docs.css")),
    ("mailbox.css", CSS, include_str!("../../assets/mailbox.css")),
    ("pages.css", CSS, include_str!("../../assets/pages.css")),
    ("dashboard.js", JAVASCRIPT, include_str!("../../assets/dashboard.js")),
    ("docs.js", JAVASCRIPT, include_str!("../../assets/docs.js")),
    ("session.js", JAVASCRIPT, include_str!("../../assets/session.js")),
];

const CACHING: (HeaderName, HeaderValue) = (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=3600"));

/// What the pages are made of. Named by the version too, so that a new program's page never meets an old script.
pub async fn asset(api: web::Data<Api>, req: HttpRequest, file: web::Path<String>) -> Result<HttpResponse, ApiError> {
    let (kind, bytes) = find(&file)?;
    let tag = format!("W/\"{}-{}\"", api.settings.version, file.as_str());
    if has_already(&req, &tag) {
        return Ok(HttpResponse::NotModified().insert_header(CACHING).insert_header((header::ETAG, tag)).finish());
    }
    Ok(HttpResponse::Ok().insert_header(CACHING).insert_header((header::ETAG, tag)).content_type(kind).body(bytes))
}

fn find(file: &str) -> Result<(&'static str, Vec<u8>), ApiError> {
    if let Some((_, kind, text)) = OWN.iter().find(|(name, ..)| *name == file) {
        return Ok((kind, text.as_bytes().to_vec()));
    }
    match file {
        "swagger-ui.css" => Ok((CSS, vendored(file)?)),
        "swagger-ui-bundle.js" => Ok((JAVASCRIPT, vendored(file)?)),
        _ => Err(ApiError::not_found("file")),
    }
}

fn vendored(file: &str) -> Result<Vec<u8>, ApiError> {
    let found = utoipa_swagger_ui::serve(file, Arc::new(Config::default()))
        .map_err(|error| ApiError::internal(error.to_string()))?;
    found.map(|file| file.bytes.into_owned()).ok_or(ApiError::not_found("file"))
}
