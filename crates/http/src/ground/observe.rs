use std::time::{Duration, Instant};

use actix_web::{
    Error, HttpMessage, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        ConnectionType, Method, StatusCode,
        header::{self, HeaderMap, HeaderName, HeaderValue},
    },
    middleware::Next,
    web,
};
use tracing::{Instrument, field};

use super::{
    RequestId, Unread,
    callers_trace::go_on_with_callers,
    dress,
    measure::{self, InFlight},
    request_id::X_REQUEST_ID,
    viewer::SignedIn,
};
use crate::Api;

static X_VERSION: HeaderName = HeaderName::from_static("x-vibeslop-version");
static X_SANDBOX: HeaderName = HeaderName::from_static("x-vibeslop-sandbox");

/// The sandboxes that had a part in an answer.
#[derive(Debug, Default)]
struct Sandboxes(Vec<&'static str>);

/// Notes that an answer comes from a sandbox in the place of `service`.
pub fn note_sandbox(req: &HttpRequest, service: &'static str) {
    let mut extensions = req.extensions_mut();
    if !extensions.contains::<Sandboxes>() {
        extensions.insert(Sandboxes::default());
    }
    if let Some(sandboxes) = extensions.get_mut::<Sandboxes>() {
        sandboxes.0.push(service);
    }
}

/// The headers that tell of sandboxes in an answer that is kept.
pub fn sandboxes(req: &HttpRequest) -> Vec<(String, String)> {
    let extensions = req.extensions();
    let services = extensions.get::<Sandboxes>().map(|sandboxes| sandboxes.0.as_slice()).unwrap_or_default();
    services.iter().map(|service| (X_SANDBOX.as_str().to_owned(), (*service).to_owned())).collect()
}

/// Around everything: names the request, measures it, writes the one line of the log about it, and sets the headers
/// that every answer has.
pub async fn observe(
    mut req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    let Some(api) = req.app_data::<web::Data<Api>>().cloned() else {
        return Ok(next.call(req).await?.map_into_boxed_body());
    };
    let counted = InFlight::begin();
    let id = RequestId::assign(&req, &api);
    let unread = Unread::behind(&mut req);
    let span = tracing::info_span!("request", request_id = %id, route = field::Empty);
    go_on_with_callers(&req, &api, &span);

    let response = next.call(req).instrument(span.clone()).await?.map_into_boxed_body();
    // An answer of a middleware, as of CORS to a preflight that it refuses, has no shape yet.
    let mut response = span.in_scope(|| dress::dressed(response));
    if let Some(unread) = unread {
        unread.discard().await;
    }
    // What allows a preflight has nothing to say beside its headers.
    if is_preflight(response.request()) && response.status() == StatusCode::OK {
        *response.response_mut().status_mut() = StatusCode::NO_CONTENT;
    }
    set_headers(&mut response, &id, &api);
    if api.departure.is_announced() {
        // Whoever keeps the connection for later would find it closed.
        response.response_mut().head_mut().set_connection_type(ConnectionType::Close);
    }
    let took = started.elapsed();
    measure::answered(response.request(), response.status(), took);
    log(&response, &id, took);
    drop(counted);
    Ok(response)
}

fn is_preflight(req: &HttpRequest) -> bool {
    req.method() == Method::OPTIONS && req.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD)
}

fn set_headers(response: &mut ServiceResponse<BoxBody>, id: &RequestId, api: &Api) {
    let sandboxes =
        response.request().extensions_mut().remove::<Sandboxes>().map(|sandboxes| sandboxes.0).unwrap_or_default();
    let headers = response.headers_mut();
    if let Ok(id) = HeaderValue::from_str(id.as_str()) {
        headers.insert(X_REQUEST_ID.clone(), id);
    }
    if let Ok(version) = HeaderValue::from_str(&api.settings.version) {
        headers.insert(X_VERSION.clone(), version);
    }
    for service in sandboxes {
        headers.append(X_SANDBOX.clone(), HeaderValue::from_static(service));
    }
    unless_set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    unless_set(headers, header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    unless_set(headers, header::CACHE_CONTROL, "no-store");
    unless_set(headers, header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'");
    vary_by_encoding(headers);
    if api.settings.is_https() {
        unless_set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}

/// Whoever may keep an answer for others has to know that it comes in several encodings, even where this one is plain:
/// the layer that compresses says so of compressed answers alone.
fn vary_by_encoding(headers: &mut HeaderMap) {
    let says = |name: &HeaderName, word: &str| {
        headers.get_all(name).filter_map(|value| value.to_str().ok()).any(|value| value.to_lowercase().contains(word))
    };
    if says(&header::CACHE_CONTROL, "public") && !says(&header::VARY, "accept-encoding") {
        headers.append(header::VARY, HeaderValue::from_static("accept-encoding"));
    }
}

fn unless_set(headers: &mut HeaderMap, name: HeaderName, value: &'static str) {
    if !headers.contains_key(&name) {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// What the log is told of a path: not whom it names. Lines cannot be taken back when somebody deletes their account, and
/// identifiers lead nowhere then, but names do.
fn told_path<'a>(path: &'a str, route: Option<&'a str>) -> &'a str {
    const NAMES: [&str; 3] = ["{username}", "{owner}", "{repo}"];
    route.filter(|route| NAMES.iter().any(|name| route.contains(name))).unwrap_or(path)
}

/// One line a request. The path without its query and no header: both may hold tokens.
fn log(response: &ServiceResponse<BoxBody>, id: &RequestId, took: Duration) {
    let req = response.request();
    let route = req.match_pattern();
    let (method, path) = (req.method().as_str(), told_path(req.path(), route.as_deref()));
    let status = response.status().as_u16();
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let user_id = req.extensions().get::<SignedIn>().map(|viewer| tracing::field::display(viewer.0));
    tracing::info!(
        request_id = %id,
        method,
        route = route.as_deref().unwrap_or("-"),
        path,
        status,
        duration_ms,
        user_id,
        "{method} {path} answered {status} in {duration_ms} ms",
    );
}
