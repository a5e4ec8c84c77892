//! A text on its way as server-sent events.

use std::{fmt, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, HeaderName, HeaderValue},
    web::Bytes,
};
use futures_util::{Stream, stream};
use serde_json::json;
use tokio::time::{sleep, timeout};
use vibeslop_application::{Error, ai::Improved};

use crate::ground::{ApiError, note_failure};

/// How often something is sent, so that nobody on the way takes the connection for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// What is written has to be on its way before the connection breaks off: with it goes all that was not sent.
const FLUSH: Duration = Duration::from_millis(100);

static X_ACCEL_BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

/// The answer: each piece as it comes.
pub fn streamed(req: HttpRequest, improved: Improved) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .insert_header((X_ACCEL_BUFFERING.clone(), "no"))
        // A layer that compresses would wait until there is enough to compress.
        .insert_header((header::CONTENT_ENCODING, HeaderValue::from_static("identity")))
        .streaming(frames(req, improved, HEARTBEAT))
}

/// Where a stream is.
enum Stage {
    Writing(Box<Improved>),
    /// The reader has been told that it failed.
    Failing,
    Over,
}

/// That the text is not whole. As the end of a body it breaks the connection off: existing clients take an orderly end for
/// the end of the text, and put what they have in the place of the draft.
#[derive(Debug)]
struct BrokenOff;

impl fmt::Display for BrokenOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the text is not whole")
    }
}

impl std::error::Error for BrokenOff {}

fn frames(
    req: HttpRequest,
    improved: Improved,
    heartbeat: Duration,
) -> impl Stream<Item = Result<Bytes, BrokenOff>> + 'static {
    stream::unfold((req, Stage::Writing(Box::new(improved))), move |(req, stage)| async move {
        let (frame, stage) = match stage {
            Stage::Writing(mut improved) => match timeout(heartbeat, improved.next()).await {
                Err(_elapsed) => (Ok(Bytes::from_static(b": ping\n\n")), Stage::Writing(improved)),
                Ok(Ok(Some(text))) => (Ok(frame("content", &text)), Stage::Writing(improved)),
                Ok(Ok(None)) => (Ok(Bytes::from_static(b"data: [DONE]\n\n")), Stage::Over),
                Ok(Err(error)) => (Ok(failure(&req, error)), Stage::Failing),
            },
            Stage::Failing => {
                sleep(FLUSH).await;
                (Err(BrokenOff), Stage::Over)
            }
            Stage::Over => return None,
        };
        Some((frame, (req, stage)))
    })
}

fn failure(req: &HttpRequest, error: Error) -> Bytes {
    let message = error.to_string();
    note_failure(req, &ApiError::from(error));
    frame("error", &message)
}

/// One event. JSON has no line break in it, whatever the text.
fn frame(key: &str, text: &str) -> Bytes {
    Bytes::from(format!("data: {}\n\n", json!({ key: text })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_of_json() {
        assert_eq!(frame("content", "a\n\"b\" 🚢\u{2028}"), "data: {\"content\":\"a\\n\\\"b\\\" 🚢\u{2028}\"}\n\n");
    }
}
