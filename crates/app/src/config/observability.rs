use std::time::Duration;

use secrecy::SecretString;

use super::{
    base_url::BaseUrl,
    fault::Noted,
    reader::Reader,
    settings::{METRICS_TOKEN, OTEL_EXPORTER_OTLP_ENDPOINT, SLOW_QUERY_MS},
    values::number,
};

/// The least that a token for machines has to hold: 32 characters of hexadecimal are 128 bits.
const SHORTEST_TOKEN: usize = 32;

/// What is measured, and who gets to see it.
#[derive(Debug, Clone)]
pub struct Observability {
    /// What `/metrics` asks for. Without one it is open in development and closed in production.
    pub metrics_token: Option<SecretString>,
    /// Where traces are sent, by OTLP over HTTP.
    pub otlp_endpoint: Option<BaseUrl>,
    /// How long a statement may take before the log tells of it.
    pub slow_query: Duration,
}

impl Observability {
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Noted> {
        let metrics_token = reader.secret(&METRICS_TOKEN, |text| {
            let is_word = text.len() >= SHORTEST_TOKEN && text.bytes().all(|byte| byte.is_ascii_graphic());
            if is_word { Ok(()) } else { Err("has to be 32 or more characters without a blank") }
        });
        let otlp_endpoint = reader.optional(&OTEL_EXPORTER_OTLP_ENDPOINT, BaseUrl::new);
        let slow_query = reader.required(&SLOW_QUERY_MS, |text| number(text, 1..=600_000));
        Ok(Self {
            metrics_token: metrics_token?,
            otlp_endpoint: otlp_endpoint?,
            slow_query: Duration::from_millis(slow_query?),
        })
    }
}
