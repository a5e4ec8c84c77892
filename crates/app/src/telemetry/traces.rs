//! Traces for a collector of OpenTelemetry, if one is configured.

use std::collections::HashMap;

use anyhow::Context;
use opentelemetry::{propagation::TextMapPropagator, trace::TracerProvider as _};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    propagation::TraceContextPropagator,
    trace::{SdkTracerProvider, Tracer},
};

use tracing_opentelemetry::OpenTelemetrySpanExt;
use vibeslop_http::CallersTraces;

use crate::config::BaseUrl;

/// Sends spans in batches, from a thread of its own. A collector that is away costs requests nothing.
pub(super) fn provider(endpoint: &BaseUrl) -> anyhow::Result<SdkTracerProvider> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(format!("{}/v1/traces", endpoint.as_str().trim_end_matches('/')))
        .build()
        .context("OTEL_EXPORTER_OTLP_ENDPOINT cannot be used")?;
    let resource = Resource::builder_empty()
        .with_service_name("vibeslop")
        .with_attribute(opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    Ok(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())
}

pub(super) fn tracer(provider: &SdkTracerProvider) -> Tracer {
    provider.tracer("vibeslop")
}

/// Continues traces that others began, in the form of W3C Trace Context.
#[derive(Debug, Default)]
pub struct Continued(TraceContextPropagator);

impl CallersTraces for Continued {
    fn go_on(&self, span: &tracing::Span, traceparent: &str, tracestate: Option<&str>) {
        let mut headers = HashMap::from([("traceparent".to_owned(), traceparent.to_owned())]);
        headers.extend(tracestate.map(|state| ("tracestate".to_owned(), state.to_owned())));
        // A span that nobody keeps has no place in a trace.
        let _ = span.set_parent(self.0.extract(&headers));
    }
}
