//! What the program tells of itself: the log, and what was measured.
//!
//! The log is lines for people in development, JSON for programs in production. Both go to standard error, so
//! that what a command prints can be piped on.

mod meters;
mod metrics;
mod process;
mod traces;

use std::{fmt, io};

use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::{Event, Subscriber, level_filters::LevelFilter};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    filter::filter_fn,
    fmt::{
        FmtContext, FormatEvent, FormatFields, FormattedFields, MakeWriter,
        format::{DefaultFields, Writer},
    },
    layer::SubscriberExt,
    registry::LookupSpan,
    util::SubscriberInitExt,
};

pub use self::{
    meters::{Jobs, MeasuredCalls},
    metrics::Recorder,
    traces::Continued,
};
use crate::config::{Config, Log, LogFormat};

/// What has to be told to end, so that nothing that was noted is lost.
#[derive(Debug)]
#[must_use = "traces that were not sent yet are lost"]
pub struct Telemetry(Option<SdkTracerProvider>);

impl Telemetry {
    /// Sends what has not been sent yet. Waits for the collector for some seconds at most.
    pub async fn stop(self) {
        let Some(provider) = self.0 else { return };
        match tokio::task::spawn_blocking(move || provider.shutdown()).await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the last traces were not sent"),
            Err(_) => tracing::warn!("the last traces were not sent"),
        }
    }
}

/// Starts the log of this process, and the traces if they are wanted. If a log has been started already, as in tests, that
/// one stays.
pub fn start(config: &Config) -> anyhow::Result<Telemetry> {
    let provider = config.observability.otlp_endpoint.as_ref().map(traces::provider).transpose()?;
    let spans = provider.as_ref().map(|provider| {
        // What requests do, and not what the exporter does to send it.
        let ours = filter_fn(|metadata| metadata.is_span() && metadata.target().starts_with("vibeslop"));
        tracing_opentelemetry::layer().with_tracer(traces::tracer(provider)).with_filter(ours)
    });
    let _ = subscriber(&config.log, io::stderr).with(spans).try_init();
    Ok(Telemetry(provider))
}

fn subscriber<W>(log: &Log, writer: W) -> impl Subscriber + for<'a> LookupSpan<'a> + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    // The configuration has judged the filter.
    let filter = EnvFilter::try_new(&log.filter)
        .unwrap_or_else(|_| EnvFilter::default().add_directive(LevelFilter::INFO.into()));
    let lines = tracing_subscriber::fmt::layer().with_writer(writer).with_ansi(false);
    let lines: Box<dyn Layer<Registry> + Send + Sync> = match log.format {
        LogFormat::Human => lines.event_format(ForPeople).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).boxed(),
    };
    Registry::default().with(lines.with_filter(filter))
}

/// `[level] message field=value`, with the fields of the spans around it at the end.
struct ForPeople;

impl<S> FormatEvent<S, DefaultFields> for ForPeople
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, DefaultFields>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let level = event.metadata().level().as_str().to_lowercase();
        write!(writer, "[{level}] ")?;
        context.field_format().format_fields(writer.by_ref(), event)?;
        for span in context.event_scope().into_iter().flatten() {
            if let Some(fields) = span.extensions().get::<FormattedFields<DefaultFields>>()
                && !fields.is_empty()
            {
                write!(writer, " {fields}")?;
            }
        }
        writeln!(writer)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(filter: &str, format: LogFormat) -> String {
        let page = Page::default();
        let writer = page.clone();
        let log = Log { filter: filter.to_owned(), format };
        tracing::subscriber::with_default(subscriber(&log, move || writer.clone()), || {
            let request = tracing::info_span!("request", request_id = "r-1");
            let _inside = request.enter();
            tracing::info!(status = 200, route = "/api/posts", "answered");
            tracing::debug!("a detail");
        });
        let bytes = page.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn people_read_level_message_and_fields() {
        assert_eq!(
            logged("info", LogFormat::Human),
            "[info] answered status=200 route=\"/api/posts\" request_id=\"r-1\"\n"
        );
        assert!(logged("debug", LogFormat::Human).ends_with("[debug] a detail request_id=\"r-1\"\n"));
    }

    #[test]
    fn programs_read_one_object_a_line() {
        let lines = logged("info", LogFormat::Json);
        let line: serde_json::Value = serde_json::from_str(&lines).unwrap();
        assert_eq!(line["message"], "answered");
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["status"], 200);
        assert_eq!(line["spans"][0]["request_id"], "r-1");
        assert!(line["timestamp"].is_string());
    }
}
