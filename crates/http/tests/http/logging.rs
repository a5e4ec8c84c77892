//! One line of the log for each request, and no secret in it.

use std::{
    io::Write,
    sync::{Arc, Mutex, OnceLock},
};

use actix_web::test::TestRequest;
use serde_json::Value;
use vibeslop_ports::StoreError;

use crate::fixture::{ADA, Doubles, SOME_ID, by_ada};

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// All that this program writes. One subscriber for all tests: with one for each thread, tracing remembers for all
/// threads what the first of them was interested in.
fn log() -> &'static Lines {
    static LOG: OnceLock<Lines> = OnceLock::new();
    LOG.get_or_init(|| {
        let lines = Lines::default();
        let writer = lines.clone();
        tracing_subscriber::fmt().json().flatten_event(true).with_writer(move || writer.clone()).init();
        lines
    })
}

/// What is written to the log about a request of this name.
async fn logged(doubles: Doubles, request: TestRequest, name: &'static str) -> Vec<Value> {
    let log = log();
    crate::fixture::send(&doubles.api(), request.insert_header(("x-request-id", name))).await;
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["request_id"] == name || line["span"]["request_id"] == name).collect()
}

#[actix_web::test]
async fn a_request_is_one_line_with_what_one_looks_for() {
    let mut doubles = Doubles::with_ada();
    doubles.posts.expect_post().return_once(|_, _| Ok(None));
    let path = format!("/api/posts/{SOME_ID}?secret=hidden");
    let request = by_ada(TestRequest::get().uri(&path));
    let lines = logged(doubles, request, "trace-1").await;
    let [line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(line["level"], "INFO");
    assert_eq!(line["request_id"], "trace-1");
    assert_eq!(line["method"], "GET");
    assert_eq!(line["route"], "/api/posts/{id}");
    assert_eq!(line["path"], format!("/api/posts/{SOME_ID}"));
    assert_eq!(line["status"], 404);
    assert_eq!(line["user_id"], ADA.to_string());
    assert!(line["duration_ms"].is_number());
    let text = line.to_string();
    assert!(!text.contains("hidden") && !text.contains("Bearer"), "{text}");
}

#[actix_web::test]
async fn a_failure_is_written_once_with_all_its_causes_and_the_requests_name() {
    let mut doubles = Doubles::default();
    doubles.catalog.expect_tools().return_once(|| Err(StoreError::failed("the row makes no sense")));
    let lines = logged(doubles, TestRequest::get().uri("/api/tools"), "trace-2").await;
    let [failure, line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(failure["level"], "ERROR");
    assert_eq!(failure["cause"], "the row makes no sense");
    assert_eq!(failure["span"]["request_id"], "trace-2");
    assert_eq!((&line["status"], &line["route"]), (&500.into(), &"/api/tools".into()));
}

#[actix_web::test]
async fn code_that_breaks_off_is_written_with_what_it_said() {
    let lines = logged(Doubles::default(), TestRequest::get().uri("/api/tools"), "trace-3").await;
    let [failure, line] = lines.as_slice() else { panic!("{lines:?}") };
    assert_eq!(failure["level"], "ERROR");
    assert!(failure["said"].as_str().unwrap().contains("expectation"), "{failure}");
    assert_eq!(line["status"], 500);
}
