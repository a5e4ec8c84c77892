use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderName, HeaderValue},
};
use serde::Serialize;
use url::form_urlencoded;
use utoipa::ToSchema;
use vibeslop_application::{admin::CountedList, page::PageRequest};

use crate::{Settings, ground::pages};

/// A part of a list whose length is told.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdminList<T> {
    data: Vec<T>,
    meta: ListMeta,
    /// Where the next part begins; null on the last.
    #[schema(required)]
    next_cursor: Option<String>,
    /// Whether there is a next part.
    has_more: bool,
}

/// How long the list is, and which part of it this is.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListMeta {
    /// How many entries there are in all.
    total: i64,
    /// How many were asked for, brought into range.
    limit: u16,
    /// How many were skipped, brought into range.
    offset: i64,
}

/// 200 with a part of a list, its length, and the address of the next part in the header `Link`.
pub fn list<T, B: Serialize>(
    req: &HttpRequest,
    settings: &Settings,
    request: &PageRequest,
    counted: CountedList<T>,
    mut shape: impl FnMut(T, &str) -> B,
) -> HttpResponse {
    let (base, listed) = (&settings.backend_url, counted.listed);
    let mut response = HttpResponse::Ok();
    response.insert_header((header::CACHE_CONTROL, "no-store"));
    if let Some(link) = listed.next_cursor.as_ref().and_then(|cursor| next(req, base, cursor)) {
        response.insert_header(link);
    }
    response.json(AdminList {
        data: listed.items.into_iter().map(|item| shape(item, base)).collect(),
        meta: ListMeta { total: counted.total, limit: request.limit.get(), offset: request.offset.max(0) },
        has_more: listed.next_cursor.is_some(),
        next_cursor: listed.next_cursor,
    })
}

/// The address of the next part: the request's own, with the cursor.
pub fn next(req: &HttpRequest, base: &str, cursor: &str) -> Option<(HeaderName, HeaderValue)> {
    let kept: Vec<(String, String)> = form_urlencoded::parse(req.query_string().as_bytes())
        .into_owned()
        .filter(|(name, _)| name != "cursor" && name != "offset")
        .collect();
    let mut next: Vec<(&str, String)> = kept.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    next.push(("cursor", cursor.to_owned()));
    pages(base, req.path(), &[("next", next)])
}
