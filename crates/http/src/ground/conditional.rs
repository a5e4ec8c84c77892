//! Requests on a condition: reads of what has changed alone (`If-None-Match`), and changes of what has not
//! (`If-Match`).
//!
//! The tag of a single thing is `"<version>-<fingerprint>"`. Reading compares all of it: the answer also holds what
//! others did, as likes. Changing compares the version: a like must not spoil an edit.

use actix_web::{
    Error, HttpRequest, HttpResponse,
    body::{self, BoxBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{self, HeaderMap, HeaderValue},
    },
    middleware::Next,
    web,
};
use vibeslop_application::{Error as E, versions::expecting};
use vibeslop_ports::versions::{Version, Versioned};

use super::{
    ApiError,
    answer::{REVALIDATED, fingerprint, has_already},
    thing::Thing,
    viewer::authenticate,
};
use crate::Api;

/// Answers of these have a tag, though what they hold has no version.
const ALSO_TAGGED: [&str; 6] = [
    "/api/users/{username}",
    "/api/me/counts",
    "/api/notifications",
    "/api/conversations",
    "/api/conversations/{id}",
    "/api/me/email-preferences",
];

/// Whether what is read at this path gets a tag.
pub fn is_tagged(path: &str) -> bool {
    Thing::at(path).is_some() || ALSO_TAGGED.contains(&path)
}

/// Around a route that reads: tags the answer, or says that it is the one that the caller has.
pub async fn tagging(
    req: ServiceRequest,
    next: Next<BoxBody>,
    thing: Option<Thing>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let kept = req.request().clone();
    // Before the thing is read: a version that is too old refuses an edit, one that is too new would lose somebody's.
    let version = match version_and_viewer(&kept, thing).await {
        Ok(version) => version,
        Err(error) => return Ok(ServiceResponse::from_err(error, kept)),
    };
    let response = next.call(req).await?;
    let has_tag = response.headers().contains_key(header::ETAG);
    if response.status() != StatusCode::OK || (has_tag && version.is_none()) {
        return Ok(response);
    }
    let (req, response) = response.into_parts();
    let (mut response, body) = response.into_parts();
    let Ok(body) = body::to_bytes(body).await else {
        return Ok(ServiceResponse::from_err(ApiError::internal("an answer broke off"), req));
    };
    let tag = match version {
        Some(Version(version)) => format!("\"{version}-{}\"", fingerprint(&body)),
        None => format!("W/\"{}\"", fingerprint(&body)),
    };
    let same = has_already(&req, &tag);
    let headers = response.headers_mut();
    headers.insert(header::ETAG, HeaderValue::try_from(tag).map_err(ApiError::internal)?);
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(REVALIDATED));
    }
    if !headers.contains_key(header::VARY) {
        headers.insert(header::VARY, HeaderValue::from_static("authorization"));
    }
    if same {
        return Ok(ServiceResponse::new(req, not_modified(headers)));
    }
    Ok(ServiceResponse::new(req, response.set_body(BoxBody::new(body))))
}

/// Who asks is found out at the same time as the version, for the route, which wants to know it as a rule.
async fn version_and_viewer(req: &HttpRequest, thing: Option<Thing>) -> Result<Option<Version>, ApiError> {
    match thing {
        None | Some(Thing::Me) => version(req, thing).await,
        Some(_) => {
            let (version, known) = futures_util::join!(version(req, thing), authenticate(req));
            known.and(version)
        }
    }
}

async fn version(req: &HttpRequest, thing: Option<Thing>) -> Result<Option<Version>, ApiError> {
    let Some(thing) = thing else { return Ok(None) };
    let Some(named) = thing.named_by(req).await? else { return Ok(None) };
    let api = req.app_data::<web::Data<Api>>().ok_or_else(|| ApiError::internal("no services"))?;
    Ok(api.services.versions.version(named).await?)
}

fn not_modified(of: &HeaderMap) -> HttpResponse {
    let mut response = HttpResponse::NotModified().finish();
    for name in [header::ETAG, header::CACHE_CONTROL, header::VARY] {
        if let Some(value) = of.get(&name) {
            response.headers_mut().insert(name, value.clone());
        }
    }
    response
}

/// Around a route that changes or deletes a single thing: not if it has changed since the caller read it.
pub async fn unchanged(
    req: ServiceRequest,
    next: Next<BoxBody>,
    thing: Option<Thing>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let kept = req.request().clone();
    match condition(&kept, thing).await {
        Ok(None) => next.call(req).await,
        Ok(Some((thing, accepted))) => expecting(thing, accepted, next.call(req)).await,
        Err(error) => Ok(ServiceResponse::from_err(error, kept)),
    }
}

/// What has to be so. Where a request names nothing, or nobody, the route says so.
async fn condition(req: &HttpRequest, thing: Option<Thing>) -> Result<Option<(Versioned, Vec<Version>)>, ApiError> {
    let Some(wanted) = Wanted::of(req.headers())? else { return Ok(None) };
    let Wanted::Versions(versions) = wanted else { return Ok(None) };
    // What has no tag cannot have the one that is named.
    let thing = thing.ok_or(E::PreconditionFailed)?;
    Ok(thing.named_by(req).await?.map(|thing| (thing, versions)))
}

/// What `If-Match` asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wanted {
    /// That there is one, which the route finds out by itself.
    Any,
    /// One of these.
    Versions(Vec<Version>),
}

impl Wanted {
    fn of(headers: &HeaderMap) -> Result<Option<Self>, ApiError> {
        let mut values = headers.get_all(header::IF_MATCH).peekable();
        if values.peek().is_none() {
            return Ok(None);
        }
        let malformed = || ApiError::malformed("invalid_if_match", "If-Match has to be an ETag, a list of them, or *");
        let text: Vec<&str> =
            values.map(|value| value.to_str().map_err(|_| malformed())).collect::<Result<_, ApiError>>()?;
        let text = text.join(",");
        if text.trim() == "*" {
            return Ok(Some(Self::Any));
        }
        let tags = text.split(',').map(str::trim).filter(|tag| !tag.is_empty());
        let mut versions = Vec::new();
        let mut any = false;
        for tag in tags {
            any = true;
            let opaque = opaque(tag).ok_or_else(malformed)?;
            // A weak tag names no state for certain (RFC 9110, section 13.1.1), and a strange one none of ours.
            let version = opaque.split_once('-').and_then(|(version, _)| version.parse().ok());
            versions.extend(version.filter(|_| tag.starts_with('"')).map(Version));
        }
        if any { Ok(Some(Self::Versions(versions))) } else { Err(malformed()) }
    }
}

/// What stands between the quotes.
fn opaque(tag: &str) -> Option<&str> {
    let quoted = tag.strip_prefix("W/").unwrap_or(tag);
    quoted.strip_prefix('"')?.strip_suffix('"').filter(|opaque| !opaque.contains('"'))
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn wanted(values: &[&str]) -> Result<Option<Wanted>, ()> {
        let request = values
            .iter()
            .fold(TestRequest::default(), |request, value| request.append_header((header::IF_MATCH, *value)));
        Wanted::of(request.to_http_request().headers()).map_err(drop)
    }

    #[test]
    fn a_condition_names_versions() {
        let versions = |versions: &[i64]| Ok(Some(Wanted::Versions(versions.iter().copied().map(Version).collect())));
        assert_eq!(wanted(&[]), Ok(None));
        assert_eq!(wanted(&[" * "]), Ok(Some(Wanted::Any)));
        assert_eq!(wanted(&["\"3-ab\""]), versions(&[3]));
        assert_eq!(wanted(&["\"3-ab\", \"4-cd\"", "\"7-ef\""]), versions(&[3, 4, 7]));
        assert_eq!(wanted(&["W/\"3-ab\", \"strange\", \"5-x\""]), versions(&[5]));
        for malformed in ["", ",", "3-ab", "\"3-ab", "\"a\"b\"", "*, \"1-a\""] {
            assert_eq!(wanted(&[malformed]), Err(()), "{malformed}");
        }
    }
}
