//! How many requests there are, and how long they take.

use std::time::Duration;

use actix_web::{
    HttpRequest,
    http::{Method, StatusCode},
};
use metrics::{Gauge, gauge, histogram};

const DURATION: &str = "vibeslop_http_request_duration_seconds";
const IN_FLIGHT: &str = "vibeslop_http_requests_in_flight";
const STREAMS: &str = "vibeslop_streams_open";

/// A request that is being answered. It counts until it is dropped, whatever becomes of it.
pub struct InFlight(Gauge);

impl InFlight {
    pub fn begin() -> Self {
        let requests = gauge!(IN_FLIGHT);
        requests.increment(1.0);
        Self(requests)
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

/// A live stream that somebody listens to. It counts until it is dropped.
pub struct OpenStream(Gauge);

impl OpenStream {
    pub fn begin() -> Self {
        let streams = gauge!(STREAMS);
        streams.increment(1.0);
        Self(streams)
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}

/// A request was answered. Its route stands for its path, because there are as many paths as things.
pub fn answered(req: &HttpRequest, status: StatusCode, took: Duration) {
    let route = req.match_pattern().unwrap_or_else(|| "none".to_owned());
    histogram!(DURATION, "method" => method(req.method()), "route" => route, "status" => status_text(status))
        .record(took);
}

/// Methods are anybody's invention, and each would be a series of its own.
fn method(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        Method::PATCH => "PATCH",
        _ => "other",
    }
}

fn status_text(status: StatusCode) -> String {
    status.as_str().to_owned()
}

/// Says what the metrics are, once they are collected.
pub fn describe() {
    use metrics::{Unit, describe_gauge, describe_histogram};
    describe_histogram!(
        DURATION,
        Unit::Seconds,
        "How long a request took until its answer began, by route and status."
    );
    describe_gauge!(IN_FLIGHT, Unit::Count, "Requests that are being answered.");
    describe_gauge!(STREAMS, Unit::Count, "Live streams that are open on this node.");
    gauge!(STREAMS).set(0.0);
}
