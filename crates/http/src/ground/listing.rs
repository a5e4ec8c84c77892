//! Lists that are read part by part: by cursor, or by offset where a client knows no cursors.

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{HeaderName, HeaderValue},
};
use serde::Serialize;
use url::form_urlencoded;
use utoipa::{IntoParams, ToSchema};
use vibeslop_application::page::{Listed, PageRequest};
use vibeslop_domain::page::{Limit, MAX_LIMIT};

use super::{FromQuery, Query, pages};
use crate::Settings;

/// Which part of a list.
#[derive(Debug, Clone, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// How many, up to 100.
    #[param(default = 20)]
    pub limit: Option<i64>,
    /// How many to skip, up to 10,000; further on only the cursor leads.
    #[param(default = 0)]
    pub offset: Option<i64>,
    /// The `next_cursor` of the page before, in the place of an offset.
    pub cursor: Option<String>,
}

impl FromQuery for PageQuery {
    fn from_query(query: &Query) -> Self {
        Self {
            limit: query.number("limit"),
            offset: query.number("offset"),
            cursor: query.text("cursor").map(str::to_owned),
        }
    }
}

impl PageQuery {
    /// What is asked for, `default` entries unless said otherwise.
    pub fn into_request(self, default: i64) -> PageRequest {
        PageRequest {
            cursor: self.cursor,
            offset: self.offset.unwrap_or(0),
            limit: Limit::clamped(self.limit.unwrap_or(default), MAX_LIMIT),
        }
    }
}

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    data: Vec<T>,
    /// Where the next part begins; null on the last.
    #[schema(required)]
    next_cursor: Option<String>,
    /// Whether there is a next part.
    has_more: bool,
}

impl<B> Page<B> {
    /// A part whose entries are shaped so.
    pub fn new<T>(listed: Listed<T>, settings: &Settings, mut shape: impl FnMut(T, &str) -> B) -> Self {
        let base = &settings.backend_url;
        Self {
            data: listed.items.into_iter().map(|item| shape(item, base)).collect(),
            has_more: listed.next_cursor.is_some(),
            next_cursor: listed.next_cursor,
        }
    }
}

/// The header `Link` with the address of the next part: the request's own, with the cursor. Nothing on the last.
pub fn next_page(req: &HttpRequest, settings: &Settings, cursor: Option<&str>) -> Option<(HeaderName, HeaderValue)> {
    next_link(req.path(), req.query_string(), settings, cursor)
}

/// The same for what was asked at a path.
pub fn next_link(
    path: &str,
    asked: &str,
    settings: &Settings,
    cursor: Option<&str>,
) -> Option<(HeaderName, HeaderValue)> {
    let cursor = cursor?;
    let kept: Vec<(String, String)> = form_urlencoded::parse(asked.as_bytes())
        .into_owned()
        .filter(|(name, _)| !["cursor", "before", "offset"].contains(&name.as_str()))
        .collect();
    let mut next: Vec<(&str, String)> = kept.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
    next.push(("cursor", cursor.to_owned()));
    pages(&settings.backend_url, path, &[("next", next)])
}

/// 200 with a part of a list, and the address of the next one in the header `Link`: the request's own, with the cursor.
pub fn page<T, B: Serialize>(
    req: &HttpRequest,
    settings: &Settings,
    listed: Listed<T>,
    shape: impl FnMut(T, &str) -> B,
) -> HttpResponse {
    let next = listed.next_cursor.clone();
    page_of(req, settings, Page::new(listed, settings, shape), next.as_deref())
}

/// 200 with a body that is a part of a list, whatever else it says, and the address of the next one.
pub fn page_of(req: &HttpRequest, settings: &Settings, body: impl Serialize, next: Option<&str>) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    if let Some(link) = next_page(req, settings, next) {
        response.insert_header(link);
    }
    response.json(body)
}

#[cfg(test)]
mod tests {
    use actix_web::{body::MessageBody, http::header::LINK, test::TestRequest};

    use super::*;

    fn settings() -> Settings {
        Settings {
            backend_url: "http://localhost:4001".to_owned(),
            frontend_url: "http://localhost:5173".to_owned(),
            cors_origins: Vec::new(),
            version: "1".to_owned(),
        }
    }

    #[test]
    fn the_next_part_is_the_same_request_with_a_cursor() {
        let req = TestRequest::get().uri("/api/users/ada/projects?status=draft&offset=20&cursor=old&limit=2");
        let listed = Listed { items: vec![1, 2], next_cursor: Some("next".to_owned()) };
        let answer = page(&req.to_http_request(), &settings(), listed, |number, _| number);
        let link = answer.headers().get(LINK).unwrap().to_str().unwrap().to_owned();
        assert_eq!(
            link,
            "<http://localhost:4001/api/users/ada/projects?status=draft&limit=2&cursor=next>; rel=\"next\""
        );
        let body = answer.into_body().try_into_bytes().unwrap();
        assert_eq!(body, r#"{"data":[1,2],"next_cursor":"next","has_more":true}"#);
    }

    #[test]
    fn the_last_part_has_no_next_one() {
        let listed = Listed { items: Vec::<u8>::new(), next_cursor: None };
        let answer = page(&TestRequest::default().to_http_request(), &settings(), listed, |number, _| number);
        assert!(answer.headers().get(LINK).is_none());
        let body = answer.into_body().try_into_bytes().unwrap();
        assert_eq!(body, r#"{"data":[],"next_cursor":null,"has_more":false}"#);
    }

    #[test]
    fn what_is_asked_for_is_brought_into_range() {
        let request = |query: &str| PageQuery::from_query(&Query::parse(query)).into_request(20);
        assert_eq!(request("limit=abc&offset=-3").limit.get(), 20);
        assert_eq!((request("limit=1000").limit.get(), request("limit=-1").limit.get()), (100, 1));
        assert_eq!(request("offset=7&cursor=").offset, 7);
        assert_eq!(request("cursor=x").cursor.as_deref(), Some("x"));
    }
}
