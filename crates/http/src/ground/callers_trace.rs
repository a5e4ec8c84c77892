use actix_web::{dev::ServiceRequest, http::header::HeaderName};
use tracing::Span;

use crate::Api;

/// The trace that a request belongs to (W3C Trace Context).
static TRACEPARENT: HeaderName = HeaderName::from_static("traceparent");
static TRACESTATE: HeaderName = HeaderName::from_static("tracestate");

/// Continues the traces of callers, where traces are kept.
pub trait CallersTraces: Send + Sync {
    /// Makes a span that has not begun yet a part of the trace that the headers name. What makes no sense is ignored.
    fn go_on(&self, span: &Span, traceparent: &str, tracestate: Option<&str>);
}

/// Makes the request's span a part of the caller's trace, if the caller is a proxy whose word is believed. From anybody
/// else it would be a way to have anything kept, or nothing.
pub fn go_on_with_callers(req: &ServiceRequest, api: &Api, span: &Span) {
    let Some(traces) = &api.callers_traces else { return };
    let believed = |peer: std::net::SocketAddr| api.trusted_proxies.iter().any(|network| network.contains(peer.ip()));
    if !req.peer_addr().is_some_and(believed) {
        return;
    }
    let header = |name: &HeaderName| req.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(parent) = header(&TRACEPARENT) {
        traces.go_on(span, parent, header(&TRACESTATE));
    }
}
