//! Traces for a collector of OpenTelemetry, if one is configured.

use anyhow::Context;
use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::{
    Resource,
    trace::{SdkTracerProvider, Tracer},
};

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
